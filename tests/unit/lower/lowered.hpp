#pragma once

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "lower/lower.hpp"
#include "schema/values.hpp"
#include "unit/schema/documents.hpp"

inline const armature::arm::Scope test_scope{"s", "g", "w"};
inline const std::string test_workspace =
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";

/// Local content as the source stage hands it on; hashes stand for what was hashed.
inline armature::manifest::Content content_at(const std::string& path, const std::string& md5,
                                              const std::string& sha256 = "aabbccddeeff00112233") {
  armature::manifest::Content content;
  content.path = path;
  content.name = path.substr(path.rfind('/') + 1);
  content.md5 = md5;
  content.sha256 = sha256;
  armature::manifest::ContentFile file;
  file.path = path;
  file.relative = content.name;
  file.size = 2048;
  content.files = {file};
  return content;
}

struct Stack {
  std::vector<std::pair<std::string, std::string>> documents;  ///< kind and YAML
  armature::manifest::LocalFiles files = {};
  std::string folder = {};
};

struct Lowered {
  std::vector<armature::lower::Desired> all;
  armature::Diagnostics diagnostics;

  const armature::lower::Desired& at(const std::string& address) const {
    for (const auto& one : all)
      if (one.address.text() == address) return one;
    FAIL("no " + address);
    return all.front();
  }
  std::vector<std::string> addresses() const {
    std::vector<std::string> out;
    for (const auto& one : all) out.push_back(one.address.text());
    return out;
  }
};

inline std::vector<armature::lower::Manifest> manifests_of(const Stack& stack) {
  std::vector<armature::lower::Manifest> manifests;
  int number = 0;
  for (const auto& [kind, yaml] : stack.documents) {
    const std::string file = "m" + std::to_string(++number) + ".yml";
    armature::Diagnostics problems;
    auto documents = armature::manifest::read_yaml(yaml, file, file, problems);
    REQUIRE(documents.size() == 1);
    REQUIRE(problems.empty());
    documents.front().folder = stack.folder;
    manifests.push_back({&armature::schema::chosen_variant(*armature::catalog::kind_named(kind),
                                                           documents.front().root),
                         std::move(documents.front())});
  }
  return manifests;
}

inline Lowered lowered(const Stack& stack) {
  Lowered out;
  out.all = armature::lower::lower(manifests_of(stack), test_scope, stack.files, out.diagnostics);
  return out;
}
