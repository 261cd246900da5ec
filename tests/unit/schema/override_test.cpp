#include "schema/override.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace armature;
using schema::Overridable;

namespace {

manifest::Document document(const std::string& text, const std::string& file,
                            Diagnostics& diagnostics) {
  auto documents = manifest::read_yaml(text, file, file, diagnostics);
  REQUIRE(documents.size() == 1);
  return std::move(documents.front());
}

struct Run {
  std::vector<manifest::Document> documents = {};
  Diagnostics diagnostics = {};

  std::string said() const {
    std::string out;
    for (const Diagnostic& one : diagnostics) out += to_text(one) + "\n";
    return out;
  }
  std::string json(std::size_t i) const { return manifest::to_json(documents[i].root).dump(); }
};

const char* const torch =
    "kind: batch_deployment\nname: torch\nendpoint_name: mnist\nmodel: ./model\n"
    "resources: {instance_count: 1, properties: {a: 1}}\ntags: {team: ml}\n";
const char* const keras = "kind: batch_deployment\nname: keras\nendpoint_name: mnist\nmodel: ./m\n";
const char* const mnist = "kind: model\nname: mnist\nversion: 1\npath: ./model\n";

/// `overrides`: YAML of a target's `override`.
Run lay(const std::string& overrides, const std::string& stack_folder = {}) {
  Run run;
  run.documents.push_back(document(torch, "deployments/torch.yml", run.diagnostics));
  run.documents.push_back(document(keras, "deployments/keras.yml", run.diagnostics));
  run.documents.push_back(document(mnist, "model.yml", run.diagnostics));
  std::vector<Overridable> manifests;
  for (manifest::Document& one : run.documents)
    manifests.push_back({catalog::kind_named(one.kind_name), &one});
  const auto laid = document(overrides, "armature.yaml", run.diagnostics);
  std::vector<manifest::Override> all;
  for (const auto& member : laid.root.members)
    all.push_back({member.key, member.key_pos, member.value});
  schema::lay_overrides(all, stack_folder, manifests, run.diagnostics);
  return run;
}

}  // namespace

TEST_CASE("an override is laid over field by field, null removes, lists and texts are replaced") {
  const Run run =
      lay("batch_deployment/mnist/torch:\n"
          "  resources: {instance_count: 8, properties: {b: 2, c: null}}\n"
          "  tags: null\n"
          "  description: new\n");
  CHECK(run.said() ==
        "armature.yaml:2:53: error: Nothing to remove: \"resources.properties.c\"\n"
        "  No manifest that \"batch_deployment/mnist/torch\" names has this field. Correct or "
        "remove the line.\n");
  CHECK(run.json(0) == R"({"description":"new","endpoint_name":"mnist","kind":"batch_deployment",)"
                       R"("model":"./model","name":"torch",)"
                       R"("resources":{"instance_count":8,"properties":{"a":1,"b":2}}})");
  CHECK(run.json(1) == manifest::to_json(run.documents[1].root).dump());
}

TEST_CASE("a glob names several manifests, and what is laid stands in the stack file") {
  const Run run = lay("\"batch_deployment/mnist/*\": {resources: {instance_count: 8}}\n");
  CHECK(run.said().empty());
  for (const std::size_t i : {0U, 1U}) {
    const manifest::Node* const count = run.documents[i].root.find("resources.instance_count");
    REQUIRE(count != nullptr);
    CHECK(count->integer == 8);
    CHECK(short_text(count->pos) == "armature.yaml:1");
  }
  CHECK(short_text(run.documents[0].root.find("resources.properties")->pos) ==
        "deployments/torch.yml:5");
}

TEST_CASE("addresses are those that documents give themselves, with or without a version") {
  for (const char* pattern : {"model/mnist", "model/mnist:1", "\"model/*\"", "\"**\""}) {
    CAPTURE(pattern);
    const Run run = lay(std::string(pattern) + ": {description: x}\n");
    CHECK(run.said().empty());
    CHECK(run.documents[2].root.get("description") != nullptr);
  }
}

TEST_CASE("local paths of an override are relative to the stack file") {
  const Run run =
      lay("\"batch_deployment/mnist/*\":\n"
          "  code_configuration: {code: src2}\n"
          "  environment: {image: i, conda_file: env/conda.yml}\n"
          "  model: azureml:mnist:1\n"
          "model/mnist: {path: model2}\n",
          "");
  CHECK(run.said().empty());
  CHECK(run.documents[0].root.find("code_configuration.code")->scalar == "../src2");
  CHECK(run.documents[0].root.find("environment.conda_file")->scalar == "../env/conda.yml");
  CHECK(run.documents[0].root.find("model")->scalar == "azureml:mnist:1");
  CHECK(run.documents[2].root.find("path")->scalar == "model2");
  const Run below = lay("model/mnist: {path: model2}\n", "stacks/a");
  CHECK(below.documents[2].root.find("path")->scalar == "stacks/a/model2");
}

TEST_CASE("an override that names nothing, or makes another thing of a manifest, is refused") {
  CHECK(lay("batch_deployment/mnist/troch: {description: x}\n").said() ==
        "armature.yaml:1:1: error: \"batch_deployment/mnist/troch\" names no manifest\n"
        "  Did you mean \"batch_deployment/mnist/torch\"?\n");
  CHECK(lay("\"compute/*\": {description: x}\n").said() ==
        "armature.yaml:1:1: error: \"compute/*\" names no manifest\n"
        "  The stack's manifests are batch_deployment/mnist/keras, batch_deployment/mnist/torch, "
        "model/mnist:1.\n");
  CHECK(lay("model/mnist: {kind: data}\n").said() ==
        "armature.yaml:1:15: error: Override of \"kind\"\n"
        "  What a manifest is stays the same in every target. Write another manifest.\n");
}
