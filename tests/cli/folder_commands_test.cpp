#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "stack.hpp"

/// Commands that look at a folder and at no service: init, targets, validate.
namespace armature::test {

using Catch::Contains;

namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

void write_az_folder(const Folder& folder) {
  folder.write("models/compute.yml", compute_yaml);
  folder.write("models/endpoints/scores.yml", endpoint_yaml);
  folder.write("models/endpoints/more.yml",
               "$schema: https://azuremlschemas.azureedge.net/latest/batchEndpoint.schema.json\n"
               "name: more\n");
  folder.write("models/conda.yml", "dependencies: [python]\n");
  folder.write("models/job.yml",
               "$schema: https://azuremlschemas.azureedge.net/latest/commandJob.schema.json\n"
               "command: echo\n");
}

}  // namespace

TEST_CASE("init makes a stack of a folder of az ml YAML, once, and it is valid as it is") {
  Folder folder;
  write_az_folder(folder);
  const std::map<std::string, std::string> home = {{"HOME", folder.path().string()}};
  const Ended first = run({{"init", "models"}, folder.path(), home});
  CHECK(first.code == 0);
  CHECK(first.out ==
        "Wrote models/armature.yaml: 3 manifests\nNext: armature validate -f models\n");
  const std::string written = text_of(folder.path() / "models/armature.yaml");
  CHECK_THAT(written, Contains("name: models\n") && Contains("cloud: local\n") &&
                          Contains("- \"compute.yml\"\n  - \"endpoints/*.yml\"\n") &&
                          Contains("#   job.yml: Unsupported schema") && !Contains("conda"));
  const Ended valid = run({{"validate", "-f", "models"}, folder.path(), home});
  CHECK(valid.code == 0);
  CHECK(valid.out == "models: 3 manifests, 3 resources: valid\n");

  const Ended again = run({{"init", "models"}, folder.path(), home});
  CHECK(again.code == 1);
  CHECK_THAT(again.err, Contains("there is a stack file already"));
  CHECK(text_of(folder.path() / "models/armature.yaml") == written);
}

TEST_CASE("init takes the place that az knows, and needs a manifest") {
  Folder folder;
  write_az_folder(folder);
  folder.write(".azure/config", "[defaults]\ngroup = rg-az\nworkspace = ml-az\n");
  folder.write("models/.azureml/config.json", "{\"subscription_id\": \"s-1\"}");
  const std::map<std::string, std::string> home = {{"HOME", folder.path().string()}};
  CHECK(run({{"init"}, folder.path() / "models", home}).code == 0);
  CHECK_THAT(text_of(folder.path() / "models/armature.yaml"),
             Contains("cloud: AzureCloud\nsubscription: \"s-1\"\nresource_group: \"rg-az\"\n"
                      "workspace: \"ml-az\"\n"));
  CHECK(run({{"validate"}, folder.path() / "models", home}).code == 0);
  folder.write("empty/readme.md", "");
  const Ended none = run({{"init", "empty"}, folder.path(), home});
  CHECK(none.code == 1);
  CHECK_THAT(none.err, Contains("no manifest below"));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "empty/armature.yaml"));
  CHECK_THAT(run({{"init", "nowhere"}, folder.path(), home}).err,
             Contains("Cannot open the folder"));
}

TEST_CASE("targets lists what a pipeline's matrix needs, without values that only a run has") {
  Folder folder;
  folder.write("armature.yaml",
               "name: s\nresource_group: rg\nmanifests: [missing.yml]\n"
               "variables: {place: {default: dev}, pw: {secret: true}}\n"
               "targets:\n"
               "  dev: {default: true, workspace: \"ml-${var.place}\"}\n"
               "  prod: {cloud: AzureCloud, subscription: \"${env.UNSET_HERE}\", workspace: "
               "\"ml-${target.name}\", variables: {place: x}}\n");
  const Ended json = run({{"targets", "-o", "json"}, folder.path()});
  CHECK(json.code == 0);
  CHECK(json.out ==
        "{\"stack\":\"s\",\"targets\":[{\"default\":true,\"name\":\"dev\",\"resourceGroup\":\"rg\","
        "\"workspace\":\"ml-dev\"},{\"cloud\":\"AzureCloud\",\"default\":false,\"name\":\"prod\","
        "\"resourceGroup\":\"rg\",\"workspace\":\"ml-prod\"}]}\n");
  CHECK(run({{"targets"}, folder.path()}).out ==
        "* dev   ml-dev · rg\n  prod  ml-prod · rg · AzureCloud\n");
  CHECK_THAT(run({{"targets", "-o", "json", "--var", "place=qa"}, folder.path()}).out,
             Contains("ml-qa"));
  folder.write("plain/armature.yaml", "name: plain\n");
  CHECK(run({{"targets", "-f", "plain"}, folder.path()}).out == "plain has no targets\n");
  CHECK(run({{"targets", "-f", "plain", "-o", "json"}, folder.path()}).out ==
        "{\"stack\":\"plain\",\"targets\":[]}\n");
  folder.write("bad/armature.yaml", "name: s\ntargets: {a: {default: true, wrkspace: x}}\n");
  const Ended bad = run({{"targets", "-f", "bad"}, folder.path()});
  CHECK(bad.code == 1);
  CHECK_THAT(bad.err, Contains("bad/armature.yaml:2:30: error: Unknown field \"wrkspace\""));
  folder.write("c.yml", compute_yaml);
  CHECK(run({{"targets", "-f", "c.yml"}, folder.path()}).code == 1);
}

TEST_CASE("validate takes a folder as one stack, or each manifest by itself") {
  Folder folder;
  folder.write("a/compute.yml", compute_yaml);
  folder.write("a/same.yml", compute_yaml);
  folder.write("a/conda.yml", "dependencies: []\n---\nname: other\n");
  CHECK_THAT(run({{"validate", "-f", "a"}, folder.path()}).err, Contains("declared twice"));
  const Ended each = run({{"validate", "--each", "-f", "a"}, folder.path()});
  CHECK(each.code == 0);
  CHECK(each.out ==
        "2 manifests, each by itself: valid; 2 documents are no manifest of Azure ML\n");
  folder.write("a/wrong.yml", std::string(endpoint_yaml) + "auth: x\n");
  const Ended wrong = run({{"validate", "--each", "-f", "a"}, folder.path()});
  CHECK(wrong.code == 1);
  CHECK_THAT(wrong.out, Contains("3 manifests, each by itself: 1 with errors"));
  CHECK_THAT(wrong.err, Contains("a/wrong.yml:3:1: error: Unknown field"));

  const Ended json = run({{"validate", "--each", "-f", "a", "-o", "json"}, folder.path()});
  CHECK(json.code == 1);
  CHECK(json.err.empty());
  CHECK_THAT(json.out, Contains("\"rule\":\"unknown-field\"") && Contains("\"foreign\":2") &&
                           Contains("\"manifests\":3") && Contains("\"valid\":false"));
  const Ended sarif = run({{"validate", "--each", "-f", "a", "-o", "sarif"}, folder.path()});
  CHECK(sarif.code == 1);
  CHECK_THAT(sarif.out, Contains("\"version\":\"2.1.0\"") && Contains("\"uri\":\"a/wrong.yml\"") &&
                            Contains("\"startLine\":3"));
  const Ended form = run({{"plan", "-o", "sarif"}, folder.path()});
  CHECK(form.code == 64);
  CHECK_THAT(form.err, Contains("-output takes text or json"));
  CHECK_THAT(run({{"validate", "-o", "xml"}, folder.path()}).err,
             Contains("takes text, json or sarif"));
}

}  // namespace armature::test
