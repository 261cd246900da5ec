#pragma once

#include "catalog/names.hpp"
#include "catalog/rows.hpp"

/// What the variants of computes share.
namespace armature::catalog {

inline constexpr Choice compute_types[] = {
    {"amlcompute", "AmlCompute"},
    {"computeinstance", "ComputeInstance"},
    {"kubernetes", "Kubernetes"},
    {"virtualmachine", "VirtualMachine"},
    {"synapsespark", "SynapseSpark"},
    {"aks", "AKS", "AKS clusters of the older kind; attach the cluster with type kubernetes"},
};
inline constexpr Choice compute_switch[] = {{"true", "Enabled"}, {"false", "Disabled"}};

constexpr Field compute_type_row(std::string_view value) {
  return {.yaml = "type",
          .arm = "properties.computeType",
          .rule = Rule::choice,
          .mutability = Mutability::replace,
          .compare = Compare::ignore_case,
          .value = value,
          .choices = compute_types,
          .why_replace = "a compute cannot change its type",
          .help = "amlcompute, computeinstance, kubernetes, virtualmachine or synapsespark."};
}

inline constexpr std::string_view fixed_compute = "the service fixes it when a compute is created";

/// A field that the service takes on creation only.
constexpr Field fixed(Field field) {
  field.mutability = Mutability::replace;
  if (field.why_replace.empty()) field.why_replace = fixed_compute;
  return field;
}

inline constexpr Field workspace_location_row = {
    .yaml = "location",
    .arm = "",
    .rule = Rule::ignored,
    .help = "Without effect: only clusters have a region other than their workspace's."};
inline constexpr Field compute_description_row = fixed(
    {.yaml = "description", .arm = "properties.description", .help = "What the compute is for."});
inline constexpr Field compute_identity_row = fixed({.yaml = "identity",
                                                     .arm = "identity",
                                                     .rule = Rule::identity,
                                                     .compare = Compare::identity,
                                                     .choices = identity_choices,
                                                     .help = "Managed identity of the compute."});
inline constexpr Field resource_id_row = fixed({.yaml = "resource_id",
                                                .arm = "properties.resourceId",
                                                .compare = Compare::id,
                                                .required = true,
                                                .help = "ARM id of what is attached."});

inline constexpr std::string_view subnet_form =
    "/subscriptions/{subscription}/resourceGroups/{resource_group}/providers/Microsoft.Network/"
    "virtualNetworks/{network_settings.vnet_name}/subnets/{}";

inline Kind compute(std::string_view delete_parameters) {
  return {.name = "compute",
          .schema_names = {},
          .arm_type = "computes",
          .api_version = api_version,
          .name_pattern = compute_name_rule,
          .name_ok = compute_name_ok,
          .located = true,
          .tags = Tags::top_level,
          .write = Write::long_running,
          .delete_parameters = delete_parameters,
          .guarded_removal = true,
          .variant_field = "type",
          .bare = Bare::name};
}

}  // namespace armature::catalog
