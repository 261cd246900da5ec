#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "folder.hpp"
#include "source/source.hpp"

using namespace armature;
using source::test::Folder;

namespace {

const char* const stack =
    "name: s\nmanifests: [m/a.yml]\n"
    "variables: {size: {default: small}, nodes: {type: integer, default: 1}}\n"
    "targets: {dev: {default: true}, prod: {override: {compute/c1: {tags: {a: b}}}}}\n";
const char* const compute =
    "kind: amlcompute\nname: ${var.size}-${var.nodes}-${target.name}-${workspace.location}\n";

source::Request request(const Folder& folder) {
  source::Request out;
  out.files = {"."};
  out.working_directory = folder.path();
  out.location = "eastus";
  return out;
}

struct Run {
  source::Loaded loaded;
  std::string said;
  std::string name;
};

Run load(const source::Request& request) {
  Diagnostics diagnostics;
  Run run{.loaded = source::load(request, diagnostics), .said = {}, .name = {}};
  run.said = source::test::headlines(diagnostics);
  if (run.loaded.documents.size() == 1) run.name = run.loaded.documents[0].root.get("name")->scalar;
  return run;
}

}  // namespace

TEST_CASE("files of variables are read from the working directory, the later one wins") {
  const Folder folder;
  folder.write("armature.yaml", stack);
  folder.write("m/a.yml", compute);
  folder.write("values/one.yml", "# comment\nsize: large\nnodes: 2\n");
  folder.write("values/two.json", "{\n\t\"nodes\": 3\n}\n");
  source::Request asked = request(folder);
  asked.variable_files = {"values/one.yml", folder.path("values/two.json")};
  asked.target = "prod";
  const Run run = load(asked);
  CHECK(run.said.empty());
  CHECK(run.name == "large-3-prod-eastus");
  CHECK(run.loaded.stack_folder.empty());
  CHECK(run.loaded.stack->overrides.size() == 1);
}

TEST_CASE("a file of variables with faults is told by its places, never by its text") {
  const Folder folder;
  folder.write("armature.yaml", stack);
  folder.write("m/a.yml", compute);
  const struct {
    const char *text, *said;
  } rows[] = {
      {"", "f.yml:1:1: error: Empty file\n"},
      {"- canary\n", "f.yml:1:1: error: Document is no mapping\n"},
      {"size: *canary\n", "f.yml:1:7: error: Undefined alias\n"},
      {"size: canary\nsize: canary\n", "f.yml:2:1: error: Duplicate key\n"},
      {"nodes: yes\n", "f.yml:1:8: error: Wrong type for variable \"nodes\"\n"},
      {"nodes: 99999999999999999999\n", "f.yml:1:8: error: Wrong type for variable \"nodes\"\n"},
      {"nodes: {size: 1}\n", "f.yml:1:8: error: Wrong type for variable \"nodes\"\n"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    folder.write("f.yml", row.text);
    source::Request asked = request(folder);
    asked.variable_files = {"f.yml"};
    const Run run = load(asked);
    CHECK(run.said == row.said);
    CHECK(run.said.find("canary") == std::string::npos);
  }
}

TEST_CASE("the folder of a stack whose root is wider is known for the paths of its overrides") {
  const Folder folder;
  folder.write("stacks/a/armature.yaml", std::string(stack) + "root: ../..\n");
  folder.write("stacks/a/m/a.yml", compute);
  source::Request asked = request(folder);
  asked.files = {"stacks/a"};
  const Run run = load(asked);
  CHECK(run.said.empty());
  CHECK(run.loaded.stack_folder == "stacks/a");
}
