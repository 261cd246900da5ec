#pragma once

#include <array>

#include "catalog/kind.hpp"

/// The rows, one function a kind; `kinds.cpp` puts them together.
namespace armature::catalog {

inline constexpr std::string_view api_version = "2026-05-01";

#include "catalog/read_only.inc"

Kind cluster_rows();
Kind compute_instance_rows();
Kind kubernetes_compute_rows();
Kind virtual_machine_rows();
Kind synapse_spark_rows();
Kind code_rows();
Kind model_rows();
Kind environment_rows();
Kind batch_endpoint_rows();
Kind batch_deployment_rows();
Kind default_deployment_rows();
Kind online_endpoint_rows();
Kind managed_deployment_rows();
Kind kubernetes_deployment_rows();
Kind serverless_endpoint_rows();
Kind component_rows();
Kind arm_rows();
const Kind& open_variant(const Kind& kind, std::string_view text);
Kind pipeline_deployment_rows();
Kind connection_rows();
Kind traffic_rows();
Kind data_rows();
Kind blob_datastore_rows();
Kind file_datastore_rows();
Kind gen2_datastore_rows();
Kind gen1_datastore_rows();
Kind one_lake_datastore_rows();

/// What lists and maps of mappings hold.
Kind cron_schedule_rows();
Kind recurrence_schedule_rows();
Kind custom_application_rows();
Kind application_endpoint_rows();
Kind application_mount_rows();
Kind collection_rows();
Kind component_input_rows();
Kind component_output_rows();

inline Kind part(std::string_view name, std::span<const Field> fields) {
  return {.name = name,
          .schema_names = {},
          .arm_type = {},
          .api_version = {},
          .name_field = {},
          .fields = fields,
          .document = false};
}

/// The rows of a variant: those that it shares with others, then its own.
template <std::size_t a, std::size_t b>
constexpr std::array<Field, a + b> joined(const Field (&shared)[a], const Field (&own)[b]) {
  std::array<Field, a + b> out{};
  for (std::size_t i = 0; i < a; ++i) out[i] = shared[i];
  for (std::size_t i = 0; i < b; ++i) out[a + i] = own[i];
  return out;
}

/// Fields that many kinds share.
inline constexpr Field schema_row = {.yaml = "$schema",
                                     .arm = "",
                                     .rule = Rule::ignored,
                                     .help = "Says which kind the document is."};
inline constexpr Field kind_row = {
    .yaml = "kind",
    .arm = "",
    .rule = Rule::ignored,
    .help = "Says which kind the document is where there is no $schema."};
inline constexpr Field location_row = {
    .yaml = "location",
    .arm = "",
    .rule = Rule::ignored,
    .help = "Without effect: endpoints and deployments are where their workspace is."};
inline constexpr Field name_row = {.yaml = "name",
                                   .arm = "",
                                   .rule = Rule::key,
                                   .required = true,
                                   .help = "Name of the resource."};
inline constexpr Field endpoint_name_row = {
    .yaml = "endpoint_name",
    .arm = "",
    .rule = Rule::key,
    .required = true,
    .help = "Name of the endpoint that the deployment belongs to."};
inline constexpr Field top_tags_row = {.yaml = "tags",
                                       .arm = "tags",
                                       .rule = Rule::string_map,
                                       .compare = Compare::tags,
                                       .help = "Tags; those that others set are kept."};
inline constexpr Field bag_row = {
    .yaml = "properties",
    .arm = "properties.properties",
    .rule = Rule::string_map,
    .mutability = Mutability::append_only,
    .compare = Compare::tags,
    .help = "Property bag: entries can be added, never changed or taken away."};

inline constexpr Field raw_row = {
    .yaml = "arm",
    .arm = "",
    .rule = Rule::raw,
    .help = "Members of the request's body that have no field here, as the API has them."};

/// Of versioned assets.
inline constexpr Field asset_name_row = {
    .yaml = "name",
    .arm = "",
    .rule = Rule::key,
    .help = "Name of the asset; an inline asset without one is anonymous."};
inline constexpr Field version_row = {
    .yaml = "version",
    .arm = "",
    .rule = Rule::key,
    .help =
        "Version; without one, the version that holds this content, else the next free number."};
inline constexpr Field asset_tags_row = {.yaml = "tags",
                                         .arm = "properties.tags",
                                         .rule = Rule::string_map,
                                         .compare = Compare::tags,
                                         .help = "Tags; those that others set are kept."};
inline constexpr Field asset_description_row = {
    .yaml = "description", .arm = "properties.description", .help = "What the asset is for."};

/// The service gives no secret back, so that a new one can only be told by a number beside it.
constexpr Field secret_version_row(std::string_view map) {
  return {.yaml = "secret_version",
          .arm = map,
          .rule = Rule::map_entry,
          .compare = Compare::tags,
          .form = "armature.secret_version",
          .help = "Any text; another one sends the secrets again."};
}

inline constexpr Field datastore_row = {
    .yaml = "datastore",
    .arm = "",
    .rule = Rule::upload_to,
    .target = "datastore",
    .help = "Blob datastore that local content goes to; the workspace's default without it."};

inline constexpr std::string_view fixed_content = "the content of a version never changes";

inline constexpr Choice identity_choices[] = {
    {"system_assigned", "SystemAssigned"},
    {"user_assigned", "UserAssigned"},
    {"system_assigned,user_assigned", "SystemAssigned,UserAssigned"},
    {"none", "None"}};

}  // namespace armature::catalog
