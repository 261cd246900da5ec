#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "help.hpp"
#include "manifest/interpolate.hpp"
#include "manifest/set.hpp"

using namespace armature;
using namespace armature::manifest;

namespace {

using Variables = std::map<std::string, std::string>;

std::optional<StackFile> stack_of(const std::string& text, const Variables& variables,
                                  Diagnostics& diagnostics) {
  const auto documents = test::read(text, diagnostics);
  REQUIRE(documents.size() == 1);
  return read_stack(documents[0], {.environment = variables}, diagnostics);
}

std::string stack_faults(const std::string& text, const Variables& variables = {}) {
  Diagnostics diagnostics;
  stack_of(text, variables, diagnostics);
  return test::said(diagnostics);
}

}  // namespace

TEST_CASE("a stack file says where, what and as whom") {
  Diagnostics diagnostics;
  const auto stack = stack_of(
      "$schema: schemas/stack.schema.json\n"
      "name: mnist-scoring\n"
      "cloud: local\n"
      "subscription: ${env.SUB}\n"
      "resource_group: rg-${env.STAGE}\n"
      "workspace: ml-dev\n"
      "id: team-a\n"
      "root: ..\n"
      "manifests:\n"
      "  - compute.yml\n"
      "  - \"endpoints/**/*.yml\"\n",
      {{"SUB", "0000"}, {"STAGE", "dev"}}, diagnostics);
  REQUIRE(stack);
  CHECK(diagnostics.empty());
  CHECK(stack->name == "mnist-scoring");
  CHECK(stack->cloud == "local");
  CHECK(stack->subscription == "0000");
  CHECK(stack->resource_group == "rg-dev");
  CHECK(stack->workspace == "ml-dev");
  CHECK(stack->id == "team-a");
  CHECK(stack->root == "..");
  CHECK(stack->manifests == std::vector<std::string>{"compute.yml", "endpoints/**/*.yml"});
  REQUIRE(stack->manifest_positions.size() == 2);
  CHECK(stack->manifest_positions[1].line == 11);
}

TEST_CASE("a stack file's faults are all named, each with what to write") {
  CHECK(stack_faults("nmae: x\ncloud: azurecloud\noverride: {}\nmanifests: a.yml\n") ==
        "m.yml:1:1: error: Unknown field \"nmae\"\n"
        "  Did you mean \"name\"?\n"
        "m.yml:3:1: error: Unknown field \"override\"\n"
        "  It stands below a target: targets.NAME.override.\n"
        "m.yml:1:1: error: Missing field \"name\"\n"
        "  The stack's name marks what it owns. Add a line such as \"name: mnist-scoring\".\n"
        "m.yml:2:8: error: Unknown cloud \"azurecloud\"\n"
        "  Did you mean \"AzureCloud\"?\n"
        "m.yml:4:12: error: Field \"manifests\" is no list\n"
        "  Write a list of paths, as in \"manifests: [compute.yml, endpoints/*.yml]\".\n");
}

TEST_CASE("names of stacks are letters, digits, dashes and underscores") {
  for (const char* good : {"a", "mnist-scoring", "Team_1"}) {
    CHECK(stack_faults(std::string("name: ") + good + "\n").empty());
  }
  for (const std::string& bad : {std::string("1a"), std::string("a.b"), std::string("a/b"),
                                 std::string("'a b'"), std::string(64, 'a'), std::string("''")}) {
    CHECK(stack_faults("name: " + bad + "\n").find("m.yml:1:7: error: Bad name") == 0);
  }
}

TEST_CASE("variables that are unset or hold credentials are refused") {
  CHECK(stack_faults("name: ${env.STACK}\n", {{"STACKS", "x"}}) ==
        "m.yml:1:7: error: Environment variable \"STACK\" is not set\n"
        "  Set it, or write the value itself. Did you mean \"STACKS\"?\n");
  for (const char* name :
       {"AZURE_CLIENT_SECRET", "ARM_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PASSWORD",
        "ARM_CLIENT_CERTIFICATE_PASSWORD", "ARMATURE_ACCESS_TOKEN", "ARM_OIDC_TOKEN",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN", "azure_client_secret"}) {
    const std::string text =
        stack_faults(std::string("name: x\nid: ${env.") + name + "}\n", {{name, "canary-value"}});
    CHECK(text.find("m.yml:2:5: error: Environment variable") == 0);
    CHECK(text.find("canary") == std::string::npos);
  }
}

TEST_CASE("expressions keep the type of a whole value and leave those of others alone") {
  Diagnostics diagnostics;
  auto documents = test::read(
      "count: ${env.N}\n"
      "quoted: \"${env.N}\"\n"
      "build: ${env.BUILD}\n"
      "on: ${env.ON}\n"
      "mixed: a${env.N}b${ env.ON }\n"
      "literal: $${env.N}\n"
      "aml: ${{inputs.${env.N}}} $[[x]] $HOME ${HOME}\n"
      "list: [\"${env.N}\"]\n",
      diagnostics);
  REQUIRE(documents.size() == 1);
  interpolate(documents[0], nullptr,
              {.environment = {{"N", "8"}, {"BUILD", "010"}, {"ON", "true"}}}, diagnostics);
  CHECK(diagnostics.empty());
  CHECK(to_json(documents[0].root).dump() ==
        R"({"aml":"${{inputs.8}} $[[x]] $HOME ${HOME}","build":"010","count":8,"list":["8"],)"
        R"("literal":"${env.N}","mixed":"a8btrue","on":true,"quoted":"8"})");
}

TEST_CASE("a flag sets a field by its dotted path") {
  Diagnostics diagnostics;
  auto documents =
      test::read("name: a\nresources: {instance_count: 1}\nlist: [1]\nempty:\n", diagnostics);
  REQUIRE(documents.size() == 1);
  Document& document = documents[0];
  set_value(document, "endpoint_name", "e1", diagnostics);
  set_value(document, "resources.instance_count", "2", diagnostics);
  set_value(document, "retry_settings.timeout", "30", diagnostics);
  set_value(document, "empty.x", "yes", diagnostics);
  CHECK(diagnostics.empty());
  CHECK(to_json(document.root).dump() ==
        R"({"empty":{"x":true},"endpoint_name":"e1","list":[1],"name":"a",)"
        R"("resources":{"instance_count":2},"retry_settings":{"timeout":30}})");
  CHECK(short_text(document.root.get("endpoint_name")->pos) == "--set");

  set_value(document, "name.x", "1", diagnostics);
  set_value(document, "list.0", "1", diagnostics);
  set_value(document, "a..b", "1", diagnostics);
  CHECK(test::headlines(diagnostics) ==
        "--set: error: Cannot set \"name.x\"\n"
        "--set: error: Cannot set \"list.0\"\n"
        "--set: error: Bad path \"a..b\"\n");
}
