#include <catch2/catch.hpp>

#include "stack.hpp"

namespace armature::test {

using Catch::Contains;

namespace {

/// A stack with two targets, one file of variables and one folder of manifests.
void write_targets(const Folder& folder) {
  folder.write("stack/armature.yaml",
               "name: small\n"
               "cloud: local\n"
               "manifests: [compute.yml, \"endpoints/*.yml\"]\n"
               "variables:\n"
               "  nodes: {type: integer, default: 1}\n"
               "  owner: {required: true}\n"
               "targets:\n"
               "  dev: {default: true, variables: {owner: dev}}\n"
               "  prod:\n"
               "    workspace: ml-prod\n"
               "    variables: {nodes: 8}\n"
               "    override:\n"
               "      \"batch_endpoint/*\": {description: \"for ${target.name}\"}\n");
  folder.write("stack/compute.yml",
               "$schema: https://azuremlschemas.azureedge.net/latest/amlCompute.schema.json\n"
               "name: nodes\ntype: amlcompute\nsize: STANDARD_D2_V2\nmin_instances: 0\n"
               "max_instances: ${var.nodes}\ntags: {owner: \"${var.owner}\"}\n");
  folder.write("stack/endpoints/scores.yml", endpoint_yaml);
  folder.write("values.yml", "owner: from a file\n");
}

}  // namespace

TEST_CASE("a target brings its place, variables and overrides, and owns what it makes") {
  Folder folder;
  write_targets(folder);
  const auto armature = [&](std::vector<std::string> words,
                            std::map<std::string, std::string> environment = {}) {
    words.insert(words.end(), {"-f", "stack"});
    return run({std::move(words), folder.path(), std::move(environment)});
  };
  const Ended dev = armature({"plan"});
  CHECK(dev.code == 0);
  CHECK_THAT(dev.out, Contains("small/dev") && Contains("0 to 1 nodes"));

  const Ended prod = armature({"plan", "-t", "prod", "--var-file", "values.yml"});
  CHECK(prod.code == 0);
  CHECK_THAT(prod.out, Contains("small/prod") && Contains("ml-prod") && Contains("0 to 8 nodes") &&
                           Contains("Next: armature apply -f stack -t prod --var-file values.yml"));
  CHECK(armature({"apply", "--yes"}, {{"ARMATURE_TARGET", "prod"}, {"ARMATURE_VAR_owner", "me"}})
            .code == 0);
  const std::vector<std::string> status = {"status", "-t", "prod", "--var", "owner=me"};
  CHECK_THAT(armature(status).out, Contains("small/prod") && Contains("owned by small/prod"));
  CHECK_THAT(armature({"plan", "-t", "prod", "--var", "owner=me"}).out,
             Contains("0 to add, 0 to change"));
  // An override is a change like any other, and points at the line that makes it.
  folder.write("stack/endpoints/scores.yml", std::string(endpoint_yaml) + "description: theirs\n");
  CHECK_THAT(armature({"plan", "-t", "prod", "--var", "owner=me"}).out,
             Contains("0 to add, 0 to change"));
  CHECK_THAT(armature({"render", "-t", "prod", "--var", "owner=me"}).out, Contains("for prod"));
  CHECK_THAT(armature({"status"}).out, Contains("absent") && !Contains("Succeeded"));
}

TEST_CASE("a saved plan is for one target and for the values it was made with") {
  Folder folder;
  write_targets(folder);
  const auto armature = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"-f", "stack", "-w", "same"});
    return run({std::move(words), folder.path()});
  };
  CHECK(armature({"plan", "-t", "prod", "--var", "owner=a", "--out", "plan.json"}).code == 0);
  const Ended target = armature({"apply", "plan.json", "--yes", "--var", "owner=a"});
  CHECK(target.code == 3);
  CHECK_THAT(target.err, Contains("target \"prod\", not for \"dev\""));
  CHECK(armature({"apply", "plan.json", "--yes", "-t", "prod", "--var", "owner=b"}).code == 3);
  CHECK(armature({"apply", "plan.json", "--yes", "-t", "prod", "--var", "owner=a"}).code == 0);
}

TEST_CASE("the location that manifests were told has to be the workspace's") {
  Folder folder;
  folder.write("armature.yaml", "name: small\ncloud: local\nmanifests: [e.yml]\n");
  folder.write("e.yml", std::string(endpoint_yaml) + "description: in ${workspace.location}\n");
  const auto armature = [&](std::vector<std::string> words) {
    return run({std::move(words), folder.path()});
  };
  CHECK_THAT(armature({"plan"}).err, Contains("e.yml:3:14") && Contains("--location NAME"));
  const Ended wrong = armature({"plan", "--location", "westus"});
  CHECK(wrong.code == 1);
  CHECK_THAT(wrong.err, Contains("the workspace is in eastus, not in the --location westus"));
  CHECK(armature({"apply", "--yes", "--location", "East US"}).code == 0);
  CHECK_THAT(armature({"render", "--location", "eastus"}).out, Contains("in eastus"));
}

TEST_CASE("flags of variables and targets are checked before anything is read") {
  Folder folder;
  write_stack(folder);
  const Ended pair = run({{"validate", "--var", "nodes"}, folder.path()});
  CHECK(pair.code == 64);
  CHECK_THAT(pair.err, Contains("--var takes NAME=VALUE"));
  const Ended target = run({{"validate", "-t", "prod"}, folder.path()});
  CHECK(target.code == 1);
  CHECK_THAT(target.err, Contains("-t: error: Unknown target \"prod\""));
}

}  // namespace armature::test
