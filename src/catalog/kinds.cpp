#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "catalog/rows.hpp"

namespace armature::catalog {
namespace {

constexpr Later later[] = {
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
    {"registry", "registries"},
    {"featureSet", "feature sets"},
    {"featureStore", "feature stores"},
    {"featureStoreEntity", "feature store entities"},
    {"marketplaceSubscription", "marketplace subscriptions"},
    {"modelPackage", "model packages"},
    {"ModelVersionPackage", "model packages"},
};

// In the order in which kinds are listed to people: what others refer to comes first.
const auto& all() {
  static const std::array table = {
      cluster_rows(),
      compute_instance_rows(),
      kubernetes_compute_rows(),
      virtual_machine_rows(),
      synapse_spark_rows(),
      blob_datastore_rows(),
      file_datastore_rows(),
      gen2_datastore_rows(),
      gen1_datastore_rows(),
      one_lake_datastore_rows(),
      code_rows(),
      data_rows(),
      model_rows(),
      environment_rows(),
      component_rows(),
      batch_endpoint_rows(),
      batch_deployment_rows(),
      pipeline_deployment_rows(),
      default_deployment_rows(),
      online_endpoint_rows(),
      managed_deployment_rows(),
      kubernetes_deployment_rows(),
      traffic_rows(),
      serverless_endpoint_rows(),
      connection_rows(),
      arm_rows(),
  };
  return table;
}

const auto& all_parts() {
  static const std::array table = {
      cron_schedule_rows(),        recurrence_schedule_rows(), custom_application_rows(),
      application_endpoint_rows(), application_mount_rows(),   collection_rows(),
      component_input_rows(),      component_output_rows(),
  };
  return table;
}

template <class Wanted>
const Kind* first_of(std::span<const Kind> table, const Wanted& wanted) {
  const auto found = std::find_if(table.begin(), table.end(), wanted);
  return found == table.end() ? nullptr : &*found;
}

template <class Wanted>
const Kind* first(const Wanted& wanted) {
  return first_of(all(), wanted);
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
    return std::any_of(kind.schema_names.begin(), kind.schema_names.end(),
                       [&](std::string_view one) { return equal_ignoring_case(one, schema_name); });
  });
}

const Kind* kind_of_type(std::string_view arm_type) {
  return first([&](const Kind& kind) {
    return kind.routes.empty() && !kind.open && equal_ignoring_case(kind.arm_type, arm_type);
  });
}

Variant variant_value(const Kind& kind) {
  if (kind.open) return {{}, kind.variant};
  const Field* const row =
      kind.variant_field.empty() ? nullptr : field_of_yaml(kind, kind.variant_field);
  if (row == nullptr || row->value.size() < 2) return {};
  return {row->arm, row->value.substr(1, row->value.size() - 2)};
}

const Kind& variant_of(const Kind& kind, std::string_view arm_value) {
  if (kind.variant_field.empty() || arm_value.empty()) return kind;
  if (kind.open) return open_variant(kind, arm_value);
  const auto wanted = [&](const Kind& one) {
    return one.name == kind.name && equal_ignoring_case(variant_value(one).value, arm_value);
  };
  const Kind* const found = kind.document ? first(wanted) : first_of(all_parts(), wanted);
  return found == nullptr ? kind : *found;
}

std::span<const Kind> parts() {
  return all_parts();
}

const Kind* part_named(std::string_view name) {
  return first_of(all_parts(), [&](const Kind& part) { return part.name == name; });
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
