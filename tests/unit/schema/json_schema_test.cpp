#include "schema/json_schema.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace armature::schema {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(ARMATURE_SOURCE_DIR) / "schemas";

std::string text_of(const fs::path& file) {
  std::ostringstream out;
  out << std::ifstream(file).rdbuf();
  return out.str();
}

TEST_CASE("the schemas that are committed are those of the catalogue") {
  // To write them anew: ARMATURE_REWRITE_SCHEMAS=1 unit_schema
  const bool rewrite = std::getenv("ARMATURE_REWRITE_SCHEMAS") != nullptr;
  std::set<std::string> names = {"stack.schema.json", "plan.schema.json"};
  for (const auto& [name, schema] : schema_files()) {
    INFO(name);
    const std::string text = schema.dump(1) + "\n";
    if (rewrite) std::ofstream(folder / name) << text;
    CHECK(text_of(folder / name) == text);
    names.insert(name);
  }
  for (const auto& entry : fs::directory_iterator(folder))
    CHECK(names.count(entry.path().filename().string()) == 1);
}

TEST_CASE("every field of every kind says what it is for") {
  for (const catalog::Kind& kind : catalog::kinds())
    for (const catalog::Field& field : kind.fields) {
      if (field.yaml.empty()) continue;
      INFO(kind.name << " " << field.yaml);
      CHECK_FALSE(field.help.empty());
    }
}

TEST_CASE("references of schemas lead somewhere") {
  const Json schema = manifest_schema();
  const std::string prefix = "#/definitions/";
  std::size_t references = 0;
  const std::function<void(const Json&)> walk = [&](const Json& value) {
    if (value.is_object() && value.contains("$ref")) {
      const auto text = value["$ref"].get<std::string>();
      REQUIRE(text.rfind(prefix, 0) == 0);
      INFO(text);
      CHECK(schema["definitions"].contains(text.substr(prefix.size())));
      ++references;
    }
    for (const Json& member : value)
      if (member.is_structured()) walk(member);
  };
  walk(schema);
  CHECK(references > 20);
}

TEST_CASE("a field that this version refuses is not offered") {
  for (const catalog::Kind& kind : catalog::kinds())
    for (const catalog::Field& field : kind.fields) {
      if (field.rule != catalog::Rule::unsupported || !kind.document ||
          field.yaml.find('.') != std::string_view::npos)
        continue;
      INFO(kind.name << " " << field.yaml);
      CHECK_FALSE(json_schema(kind)["properties"].contains(std::string(field.yaml)));
    }
}

}  // namespace
}  // namespace armature::schema
