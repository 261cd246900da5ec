#include "lower/summary.hpp"

#include "unit/lower/lowered.hpp"

using namespace armature;

TEST_CASE("a create line says in a few words what is created") {
  manifest::LocalFiles files;
  files.contents["models/m.pkl"] = content_at("models/m.pkl", "22222222222222222222222222222222");
  files.contents["src"] = content_at("src", "11111111111111111111111111111111");
  files.texts["conda.yml"] = "name: n\n";
  const std::string batch = "name: torch\nendpoint_name: mnist\n";
  const std::string online =
      "name: blue\nendpoint_name: rt1\ninstance_type: Standard_DS3_v2\ninstance_count: 2\n";
  struct Row {
    std::string kind, yaml, want;
  };
  const std::vector<Row> rows = {
      {"compute", "name: cpu\nsize: STANDARD_D2_V2\nmax_instances: 5\n",
       "STANDARD_D2_V2, 0 to 5 nodes"},
      {"code", "name: c\npath: src\n", "1 file, 2.0 KiB"},
      {"model", "name: m\npath: models/m.pkl\n", "custom_model, 1 file, 2.0 KiB"},
      {"model", "name: m\npath: runs:/r/x\ntype: mlflow_model\n", "mlflow_model"},
      {"environment",
       "name: e\nimage: mcr.microsoft.com/azureml/ubuntu22.04:1\nconda_file: conda.yml\n",
       "ubuntu22.04:1 + conda.yml"},
      {"environment", "name: e\nbuild: {path: src}\n", "built from src"},
      {"batch_endpoint", "name: mnist\n", "AADToken"},
      {"batch_deployment", batch + "model: azureml:mnist:1\ncompute: azureml:batch-cluster\n",
       "mnist:1 on batch-cluster"},
      {"batch_deployment", batch + "model: azureml:mnist@latest\n", "mnist@latest"},
      {"batch_deployment", batch + "model: azureml://registries/r/models/bert/versions/4\n",
       "bert:4"},
      {"batch_deployment", batch, ""},
      {"online_deployment", online + "model: {path: models/m.pkl}\n",
       "m.pkl on 2 x Standard_DS3_v2"},
      {"online_deployment", online + "model: {name: digits, path: models/m.pkl}\n",
       "digits on 2 x Standard_DS3_v2"},
      {"default_deployment", "endpoint: mnist\ndeployment: torch\n", "torch"},
  };
  for (const Row& row : rows) {
    INFO(row.yaml);
    CHECK(lowered({.documents = {{row.kind, row.yaml}}, .files = files}).all.back().summary ==
          row.want);
  }
}

TEST_CASE("traffic is told by its shares") {
  const Lowered out = lowered(
      {.documents = {{"online_endpoint",
                      "name: rt1\ntraffic: {blue: 90, green: 10}\nmirror_traffic: {grey: 5}\n"}}});
  CHECK(out.at("traffic/rt1").summary == "blue 90, green 10, copies: grey 5");
  CHECK(lowered({.documents = {{"online_endpoint", "name: rt1\ntraffic: {}\n"}}})
            .at("traffic/rt1")
            .summary == "none");
}

TEST_CASE("once references are filled the words name the versions") {
  lower::Desired one =
      lowered({.documents = {{"batch_deployment",
                              "name: torch\nendpoint_name: mnist\n"
                              "model: azureml:mnist@latest\ncompute: azureml:cpu\n"}}})
          .all.front();
  Json body = *one.body;
  put(body, "properties.model.assetId", test_workspace + "/models/mnist/versions/7");
  put(body, "properties.compute", test_workspace + "/computes/cpu");
  one.body = share(std::move(body));
  one.holes.clear();
  CHECK(lower::summary_of(one) == "mnist:7 on cpu");
}
