#pragma once

#include "catalog/names.hpp"
#include "catalog/rows.hpp"

/// What the variants of batch deployments share.
namespace armature::catalog {

// A deployment of a model has no member that says so.
inline constexpr Choice batch_deployment_types[] = {
    {"model", ""}, {"pipeline", "PipelineComponent"}, {"component", "PipelineComponent"}};
constexpr Field batch_deployment_type(std::string_view arm, std::string_view value) {
  return {.yaml = "type",
          .arm = arm,
          .rule = Rule::choice,
          .compare = Compare::ignore_case,
          .value = value,
          .choices = batch_deployment_types,
          .help = "model: the deployment scores with a model; pipeline: it runs a component."};
}

inline constexpr std::string_view batch_deployment_keys[] = {"AzureAsyncOperationUri",
                                                             "deployment_configuration_type",
                                                             "componentDeployment.Settings.*",
                                                             "default_compute",
                                                             "default_datastore",
                                                             "PipelineDeployment.ComponentId"};

inline Kind batch_deployment() {
  return {.name = "batch_deployment",
          .schema_names = {},
          .arm_type = "batchEndpoints/deployments",
          .api_version = api_version,
          .parent_field = "endpoint_name",
          .parent_kind = "batch_endpoint",
          .name_pattern = endpoint_name_rule,
          .name_ok = endpoint_name_ok,
          .lower_case_name = true,
          .located = true,
          .tags = Tags::top_level,
          .write = Write::long_running,
          .serialise_under_parent = true,
          .tag_patch = true,
          .read_only = read_only_batch_deployment,
          .server_keys = batch_deployment_keys,
          .variant_field = "type"};
}

}  // namespace armature::catalog
