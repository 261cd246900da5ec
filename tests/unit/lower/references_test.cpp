#include "unit/lower/lowered.hpp"

using namespace armature;

namespace {

const std::string batch = "name: torch\nendpoint_name: mnist\n";

/// "hole model/mnist:1 in stack", "hole compute/cpu live", or the text that is sent.
std::string reference(const Lowered& out, const std::string& arm) {
  const lower::Desired& one = out.at("batch_deployment/mnist/torch");
  for (const lower::Hole& hole : one.holes)
    if (hole.path == arm) return hole.target.text() + (hole.in_stack ? " in stack" : " live");
  const Json* value = find(*one.body, arm);
  return value == nullptr ? "absent" : value->get<std::string>();
}

}  // namespace

TEST_CASE(
    "a reference is an edge where the stack declares what it names, else it is looked up live") {
  const std::vector<std::pair<std::string, std::string>> stack = {
      {"model", "name: fixed\nversion: 2\npath: runs:/r/x\n"},
      {"model", "name: free\npath: runs:/r/x\n"},
      {"model", "name: twice\nversion: 1\npath: runs:/r/x\n"},
      {"model", "name: twice\nversion: 2\npath: runs:/r/y\n"},
      {"compute", "name: cpu\n"},
  };
  const std::string model = "properties.model.assetId", compute = "properties.compute";
  const std::string elsewhere =
      "/subscriptions/other/resourceGroups/g/providers/Microsoft.MachineLearningServices/"
      "workspaces/w";
  struct Row {
    std::string yaml, arm, want;
  };
  const std::vector<Row> rows = {
      {"model: azureml:fixed:2\n", model, "model/fixed:2 in stack"},
      {"model: azureml:fixed:3\n", model, "model/fixed:3 live"},
      {"model: azureml:Fixed:2\n", model, "model/Fixed:2 live"},
      {"model: azureml:fixed\n", model, "model/fixed:2 in stack"},
      {"model: azureml:free\n", model, "model/free in stack"},
      {"model: azureml:fixed@latest\n", model, "model/fixed:@latest in stack"},
      {"model: azureml:free@latest\n", model, "model/free:@latest in stack"},
      {"model: azureml:twice@latest\n", model, "model/twice:@latest live"},
      {"model: azureml:other@latest\n", model, "model/other:@latest live"},
      {"model: azureml:" + test_workspace + "/models/fixed/versions/2\n", model,
       "model/fixed:2 in stack"},
      {"model: " + to_lower(test_workspace) + "/models/fixed/versions/2\n", model,
       "model/fixed:2 in stack"},
      {"model: " + elsewhere + "/models/fixed/versions/2\n", model,
       elsewhere + "/models/fixed/versions/2"},
      {"model: azureml:" + elsewhere + "/models/fixed/versions/2\n", model,
       elsewhere + "/models/fixed/versions/2"},
      {"model: azureml://registries/r/models/m/versions/1\n", model,
       "azureml://registries/r/models/m/versions/1"},
      {"compute: azureml:cpu\n", compute, "compute/cpu in stack"},
      {"compute: CPU\n", compute, "compute/cpu in stack"},
      {"compute: azureml:gpu\n", compute, "compute/gpu live"},
      {"environment: azureml:AzureML-minimal:1\n", "properties.environmentId",
       "azureml:AzureML-minimal:1"},
  };
  for (const Row& row : rows) {
    INFO(row.yaml);
    auto documents = stack;
    documents.emplace_back("batch_deployment", batch + row.yaml);
    const Lowered out = lowered({.documents = documents});
    CHECK(text_of(out.diagnostics) == "");
    CHECK(reference(out, row.arm) == row.want);
  }
}

TEST_CASE("a reference without a version has to mean one asset of the stack") {
  CHECK(text_of(lowered({.documents = {{"batch_deployment", batch + "model: azureml:m\n"}}})
                    .diagnostics) ==
        "m1.yml:3:8: error: Reference without a version: \"azureml:m\"\n"
        "  No manifest declares a model of that name. Write azureml:m:VERSION or "
        "azureml:m@latest.\n");
  CHECK(text_of(lowered({.documents = {{"model", "name: m\nversion: 1\npath: runs:/r/x\n"},
                                       {"model", "name: m\nversion: 2\npath: runs:/r/x\n"},
                                       {"batch_deployment", batch + "model: azureml:m\n"}}})
                    .diagnostics) ==
        "m3.yml:3:8: error: Reference without a version: \"azureml:m\"\n"
        "  Several versions are declared; write which one:\n"
        "  azureml:m:1 (m1.yml:1)\n"
        "  azureml:m:2 (m2.yml:1)\n");
}

TEST_CASE("two documents of one address are told with both places") {
  CHECK(text_of(lowered({.documents = {{"compute", "name: cpu\n"}, {"compute", "name: CPU\n"}}})
                    .diagnostics) ==
        "m2.yml:1:1: error: \"compute/CPU\" declared twice\n"
        "  It is declared at m1.yml:1 too. Keep one of the two, or give them different names.\n");
}
