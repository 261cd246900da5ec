#include "cli/first_stack.hpp"

#include <catch2/catch.hpp>

using namespace armature;
using cli::globs_for;

namespace {

using Paths = std::vector<std::string>;

manifest::Document document(const std::string& text, const std::string& file) {
  Diagnostics diagnostics;
  auto documents = manifest::read_yaml(text, file, file, diagnostics);
  REQUIRE(documents.size() == 1);
  return std::move(documents.front());
}

}  // namespace

TEST_CASE("globs name what is listed and nothing else") {
  struct Row {
    Paths listed, others, closed, globs;
  };
  const Row rows[] = {
      {{"a.yml"}, {}, {}, {"a.yml"}},
      {{"a.yml", "b.yml"}, {}, {}, {"*.yml"}},
      {{"a.yml", "b.yml"}, {"conda.yml"}, {}, {"a.yml", "b.yml"}},
      {{"a.yml", "b.yml"}, {"conda.yaml"}, {}, {"*.yml"}},
      {{"a.yml", "b.yaml"}, {}, {}, {"a.yml", "b.yaml"}},
      {{"a.yml", "e/b.yml"}, {}, {}, {"**/*.yml"}},
      {{"e/a.yml", "e/b.yml"}, {"conda.yml"}, {}, {"e/*.yml"}},
      {{"a.yml", "e/b.yml", "e/d/c.yml"}, {"conda.yml"}, {}, {"a.yml", "e/**/*.yml"}},
      {{"e/a.yml", "e/b.yml", "f/c.yml"}, {"f/conda.yml"}, {}, {"e/*.yml", "f/c.yml"}},
      {{"a.yml", "e/b.yml"}, {}, {"e/other"}, {"a.yml", "e/b.yml"}},
      {{"e/a.yaml", "e/b.yml", "e/c.yml"}, {"x.yml", "x.yaml"}, {}, {"e/*.yml", "e/a.yaml"}},
      {{"a*.yml", "[b].yml"}, {"c.yml"}, {}, {"a\\*.yml", "\\[b].yml"}},
      {{"a/b/c/d.yml", "a/b/c/e.yml"}, {"x.yml"}, {}, {"a/b/c/*.yml"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.listed, row.others);
    Paths found = globs_for(row.listed, row.others, row.closed);
    CHECK(found == row.globs);
  }
}

TEST_CASE("a folder's name becomes a stack's as far as it can") {
  CHECK(cli::stack_name_of("mnist-batch") == "mnist-batch");
  CHECK(cli::stack_name_of("My models (v2)") == "My-models-v2");
  CHECK(cli::stack_name_of("01_train") == "train");
  CHECK(cli::stack_name_of("...") == "stack");
  CHECK(cli::stack_name_of(std::string(100, 'a')) == std::string(63, 'a'));
}

TEST_CASE("a first stack says what is known, and what it left out and why") {
  source::Survey survey;
  survey.files.push_back({.path = "compute.yml"});
  survey.files.back().manifests.push_back(
      document("$schema: https://azuremlschemas.azureedge.net/latest/amlCompute.schema.json\nname: "
               "c\ntype: amlcompute\n",
               "compute.yml"));
  survey.files.push_back({.path = "conda.yml", .foreign = 1});
  survey.files.push_back({.path = "x.yml"});
  survey.files.back().manifests.push_back(document("kind: nonsense\nname: x\n", "x.yml"));
  const cli::FirstStack unknown = cli::first_stack("m", {}, survey);
  CHECK(unknown.manifests == 1);
  CHECK(unknown.text.find("name: m\n") != std::string::npos);
  CHECK(unknown.text.find("cloud: local\n# subscription: ${env.AZURE_SUBSCRIPTION_ID}\n") !=
        std::string::npos);
  CHECK(unknown.text.find("manifests:\n  - \"compute.yml\"\n# Left out:\n"
                          "#   x.yml: Unknown kind \"nonsense\"\n") != std::string::npos);
  const cli::FirstStack known = cli::first_stack("m", {"", "rg-ml", "ml: dev"}, survey);
  CHECK(known.text.find("cloud: AzureCloud\n# subscription: ${env.AZURE_SUBSCRIPTION_ID}\n"
                        "resource_group: \"rg-ml\"\nworkspace: \"ml: dev\"\n") !=
        std::string::npos);
}
