#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "catalog/rows.hpp"

namespace armature::catalog {
namespace {

constexpr Later later[] = {
    {"kubernetesOnlineEndpoint", "online endpoints on Kubernetes"},
    {"kubernetesOnlineDeployment", "online deployments on Kubernetes"},
    {"pipelineComponentBatchDeployment", "deployments of pipeline components"},
    {"computeInstance", "compute instances"},
    {"kubernetesCompute", "attached Kubernetes clusters"},
    {"vmCompute", "attached virtual machines"},
    {"synapseSpark", "attached Synapse Spark pools"},
    {"component", "components"},
    {"commandComponent", "components"},
    {"parallelComponent", "components"},
    {"pipelineComponent", "components"},
    {"sparkComponent", "components"},
    {"importComponent", "components"},
    {"schedule", "schedules"},
    {"monitorSchedule", "schedules"},
    {"commandJob", "jobs"},
    {"parallelJob", "jobs"},
    {"pipelineJob", "jobs"},
    {"sparkJob", "jobs"},
    {"sweepJob", "jobs"},
    {"importJob", "jobs"},
    {"autoMLJob", "jobs"},
    {"job", "jobs"},
    {"workspace", "workspaces"},
    {"hub", "hubs"},
    {"project", "projects"},
    {"workspaceConnection", "connections"},
    {"connection", "connections"},
    {"registry", "registries"},
    {"featureSet", "feature sets"},
    {"featureStore", "feature stores"},
    {"featureStoreEntity", "feature store entities"},
    {"serverlessEndpoint", "serverless endpoints"},
    {"marketplaceSubscription", "marketplace subscriptions"},
    {"modelPackage", "model packages"},
    {"ModelVersionPackage", "model packages"},
    {"arm", "resources of other types"},
};

// In the order in which kinds are listed to people: what others refer to comes first.
const auto& all() {
  static const std::array table = {
      compute_rows(),
      blob_datastore_rows(),
      file_datastore_rows(),
      gen2_datastore_rows(),
      gen1_datastore_rows(),
      one_lake_datastore_rows(),
      code_rows(),
      data_rows(),
      model_rows(),
      environment_rows(),
      batch_endpoint_rows(),
      batch_deployment_rows(),
      default_deployment_rows(),
      online_endpoint_rows(),
      online_deployment_rows(),
      traffic_rows(),
  };
  return table;
}

template <class Wanted>
const Kind* first(const Wanted& wanted) {
  const auto found = std::find_if(all().begin(), all().end(), wanted);
  return found == all().end() ? nullptr : &*found;
}

}  // namespace

std::span<const Kind> kinds() {
  return all();
}

std::span<const Later> later_kinds() {
  return later;
}

const Kind* kind_named(std::string_view name) {
  return first([&](const Kind& kind) { return kind.name == name; });
}

const Kind* kind_of_schema(std::string_view schema_name) {
  return first([&](const Kind& kind) {
    return std::find(kind.schema_names.begin(), kind.schema_names.end(), schema_name) !=
           kind.schema_names.end();
  });
}

const Kind* kind_of_type(std::string_view arm_type) {
  return first([&](const Kind& kind) {
    return kind.routes.empty() && equal_ignoring_case(kind.arm_type, arm_type);
  });
}

Variant variant_value(const Kind& kind) {
  const Field* const row =
      kind.variant_field.empty() ? nullptr : field_of_yaml(kind, kind.variant_field);
  if (row == nullptr || row->value.size() < 2) return {};
  return {row->arm, row->value.substr(1, row->value.size() - 2)};
}

const Kind& variant_of(const Kind& kind, std::string_view arm_value) {
  if (kind.variant_field.empty() || arm_value.empty()) return kind;
  const Kind* const found = first([&](const Kind& one) {
    return one.name == kind.name && equal_ignoring_case(variant_value(one).value, arm_value);
  });
  return found == nullptr ? kind : *found;
}

const Field* field_at(const Kind& kind, std::string_view arm_path) {
  const std::string_view path = arm_path.substr(0, arm_path.find('/'));
  const Field* fallback = nullptr;
  for (const Field& field : kind.fields) {
    if (field.arm != path || path.empty()) continue;
    if (field.rule != Rule::routing) return &field;
    fallback = &field;
  }
  return fallback;
}

const Field* field_of_yaml(const Kind& kind, std::string_view yaml_path) {
  for (const Field& field : kind.fields)
    if (!yaml_path.empty() && field.yaml == yaml_path) return &field;
  return nullptr;
}

bool server_key(const Kind& kind, std::string_view key) {
  return std::any_of(kind.server_keys.begin(), kind.server_keys.end(), [&](std::string_view known) {
    if (known.ends_with('*'))
      return starts_with_ignoring_case(key, known.substr(0, known.size() - 1));
    return equal_ignoring_case(known, key);
  });
}

}  // namespace armature::catalog
