#pragma once

#include "catalog/kind.hpp"

/// The rows, one function a kind; `kinds.cpp` puts them together.
namespace armature::catalog {

inline constexpr std::string_view api_version = "2026-05-01";

#include "catalog/read_only.inc"

Kind compute_rows();
Kind code_rows();
Kind model_rows();
Kind environment_rows();
Kind batch_endpoint_rows();
Kind batch_deployment_rows();
Kind default_deployment_rows();
Kind online_endpoint_rows();
Kind online_deployment_rows();
Kind traffic_rows();
Kind data_rows();
Kind blob_datastore_rows();
Kind file_datastore_rows();
Kind gen2_datastore_rows();
Kind gen1_datastore_rows();
Kind one_lake_datastore_rows();

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

inline constexpr Field datastore_row = {
    .yaml = "datastore",
    .arm = "",
    .rule = Rule::unsupported,
    .help = "upload to another datastore than the workspace's default; leave the field out, or "
            "upload the content yourself and give its azureml:// path"};

inline constexpr std::string_view fixed_content = "the content of a version never changes";

inline constexpr Choice identity_choices[] = {
    {"system_assigned", "SystemAssigned"},
    {"user_assigned", "UserAssigned"},
    {"system_assigned,user_assigned", "SystemAssigned,UserAssigned"},
    {"none", "None"}};

}  // namespace armature::catalog
