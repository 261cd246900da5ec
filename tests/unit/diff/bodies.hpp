#pragma once

#include <string>
#include <string_view>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "diff/diff.hpp"
#include "diff/leaf.hpp"
#include "lower/lower.hpp"
#include "manifest/document.hpp"

/// Manifests as people write them and live bodies as the service answers.
namespace armature::diff {

inline const arm::Scope scope{"s", "g", "w"};
inline const Owner us{.stack = "mnist-scoring/prod", .source = "5a17c0de"};
inline const std::string ws =
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";

/// The resource that one manifest declares, with references to fixed versions filled in as
/// `resolve` does.
inline resolve::Resolved declared(std::string_view kind, const std::string& yaml) {
  Diagnostics problems;
  auto documents = manifest::read_yaml(yaml, "m.yml", "m.yml", problems);
  REQUIRE(documents.size() == 1);
  const auto all = lower::lower({{catalog::kind_named(kind), std::move(documents.front())}}, scope,
                                {}, problems);
  for (const Diagnostic& one : problems) FAIL(to_text(one));
  for (const lower::Desired& one : all) {
    if (one.kind->name != kind) continue;
    lower::Desired desired = one;
    Json body = *desired.body;
    std::erase_if(desired.holes, [&](const lower::Hole& hole) {
      if (hole.kind == lower::Hole::Kind::upload_uri) return false;
      std::string id = "westeurope";
      if (hole.kind == lower::Hole::Kind::reference) {
        const catalog::Kind& target = *catalog::kind_named(hole.target.kind);
        const std::string type(target.arm_type.substr(0, target.arm_type.find('/')));
        id = ws + "/" + type + "/" + hole.target.name;
        if (target.versioned) id += "/versions/" + hole.target.version;
      }
      const auto at = hole.form.find("{}");
      put(body, hole.path, hole.form.substr(0, at) + id + hole.form.substr(at + 2));
      return true;
    });
    desired.body = share(std::move(body));
    return {.desired = std::move(desired)};
  }
  FAIL("nothing of that kind");
  return {};
}

/// What the service holds after we applied a manifest: its body, our marks.
inline Json applied(const resolve::Resolved& resolved) {
  Json live = *resolved.desired.body;
  for (const auto& [key, value] : marks(resolved.desired, *resolved.desired.body, us))
    set_at(live, std::string(tags_path(*resolved.desired.kind)) + "/" + key, value);
  put(live, "properties.provisioningState", "Succeeded");
  live["systemData"] = {{"lastModifiedBy", "ops@contoso.example"},
                        {"lastModifiedAt", "2026-11-20T09:12:44.1Z"}};
  return live;
}

/// "path reason from -> to", one a line: what a table of expectations can hold.
inline std::string told(const std::vector<Change>& changes) {
  std::string out;
  for (const Change& change : changes) {
    constexpr std::string_view words[] = {"changed",   "drifted",    "removed",
                                          "unhealthy", "unarchived", "unverifiable"};
    const auto reason = static_cast<std::size_t>(change.reason);
    out +=
        change.path + " " + std::string(reason < std::size(words) ? words[reason] : "suppressed") +
        " " + (change.from ? dump(*change.from) : "-") + " -> " +
        (change.to ? dump(*change.to) : "-") + (change.forces_replacement ? " replaces\n" : "\n");
  }
  return out;
}

inline const std::string deployment_yaml = R"(name: torch
endpoint_name: mnist-batch
type: model
model: azureml:mnist:1
code_configuration:
  code: azureml:score-mnist:1
  scoring_script: batch_driver.py
environment: azureml:mnist-env:3
compute: azureml:batch-cluster
resources:
  instance_count: 1
settings:
  mini_batch_size: 10
  output_action: append_row
  output_file_name: predictions.csv
  retry_settings:
    max_retries: 3
    timeout: 30
  logging_level: info
)";

/// As the official SDK leaves a batch deployment, with everything that the service adds and writes
/// in its own way.
inline Json sdk_deployment() {
  return {
      {"id", ws + "/batchEndpoints/mnist-batch/deployments/torch"},
      {"name", "torch"},
      {"type", "Microsoft.MachineLearningServices/workspaces/batchEndpoints/deployments"},
      {"location", "westeurope"},
      {"tags", Json::object()},
      {"kind", nullptr},
      {"identity", nullptr},
      {"properties",
       {{"model",
         {{"referenceType", "Id"}, {"assetId", "azureml:" + ws + "/models/mnist/versions/1"}}},
        {"codeConfiguration",
         {{"codeId", to_lower(ws.substr(0, 40)) + ws.substr(40) + "/codes/score-mnist/versions/1"},
          {"scoringScript", "batch_driver.py"}}},
        {"environmentId", "azureml:" + ws + "/environments/mnist-env/versions/3"},
        {"compute", ws + "/computes/Batch-Cluster"},
        {"resources",
         {{"instanceCount", 1}, {"instanceType", nullptr}, {"properties", Json::object()}}},
        {"miniBatchSize", 10},
        {"maxConcurrencyPerInstance", 1},
        {"outputAction", "AppendRow"},
        {"outputFileName", "predictions.csv"},
        {"errorThreshold", -1},
        {"loggingLevel", "Info"},
        {"retrySettings", {{"maxRetries", 3}, {"timeout", "PT0M30.0S"}}},
        {"environmentVariables", Json::object()},
        {"description", nullptr},
        {"deploymentConfiguration", nullptr},
        {"properties", {{"AzureAsyncOperationUri", "https://x/op"}}},
        {"provisioningState", "Succeeded"}}},
      {"systemData", {{"createdBy", "ci"}, {"lastModifiedAt", "2026-05-04T09:00:00.1Z"}}}};
}

}  // namespace armature::diff
