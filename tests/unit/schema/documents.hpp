#pragma once

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "base/diagnostic.hpp"
#include "manifest/document.hpp"

/// The only document of a YAML text in the file "m.yml" of the folder `folder`.
inline armature::manifest::Document document_of(const std::string& yaml,
                                                const std::string& folder = "") {
  armature::Diagnostics problems;
  auto documents = armature::manifest::read_yaml(yaml, "m.yml", "m.yml", problems);
  REQUIRE_FALSE(armature::has_errors(problems));
  REQUIRE(documents.size() == 1);
  documents.front().folder = folder;
  return documents.front();
}

/// All diagnostics in their order of output, one below the other.
inline std::string text_of(armature::Diagnostics diagnostics) {
  armature::sort(diagnostics);
  std::string out;
  for (const auto& one : diagnostics) out += armature::to_text(one) + "\n";
  return out;
}
