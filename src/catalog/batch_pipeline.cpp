#include "catalog/batch.hpp"

namespace armature::catalog {
namespace {

constexpr std::string_view fixed_configuration =
    "what a deployment of a component runs is fixed when it is created";

constexpr Choice switches[] = {{"true", "True"}, {"false", "False"}};

constexpr Field setting(Field field) {
  field.mutability = Mutability::replace;
  field.why_replace = fixed_configuration;
  return field;
}

constexpr Field fields[] = {
    schema_row,
    kind_row,
    raw_row,
    name_row,
    endpoint_name_row,
    location_row,
    batch_deployment_type("properties.deploymentConfiguration.deploymentConfigurationType",
                          R"("PipelineComponent")"),
    {.yaml = "description", .arm = "properties.description", .help = "What the deployment is for."},
    top_tags_row,
    bag_row,
    setting({.yaml = "component",
             .arm = "properties.deploymentConfiguration.componentId.assetId",
             .rule = Rule::reference,
             .compare = Compare::id,
             .required = true,
             .target = "component",
             .help = "Component that a job runs: azureml:NAME:VERSION."}),
    {.yaml = "",
     .arm = "properties.deploymentConfiguration.componentId.referenceType",
     .rule = Rule::constant,
     .compare = Compare::ignore_case,
     .value = R"("Id")",
     .with = "component"},
    {.yaml = "settings", .arm = "", .rule = Rule::child, .help = "How a job runs."},
    setting({.yaml = "settings.default_compute",
             .arm = "properties.deploymentConfiguration.settings.default_compute",
             .rule = Rule::named,
             .target = "compute",
             .help = "Compute of steps that name none."}),
    setting({.yaml = "settings.default_datastore",
             .arm = "properties.deploymentConfiguration.settings.default_datastore",
             .rule = Rule::named,
             .target = "datastore",
             .help = "Datastore of outputs that name none."}),
    setting({.yaml = "settings.continue_on_step_failure",
             .arm = "properties.deploymentConfiguration.settings.continue_on_step_failure",
             .rule = Rule::choice,
             .compare = Compare::ignore_case,
             .choices = switches,
             .help = "Whether other steps go on when one has failed."}),
    setting({.yaml = "settings.force_rerun",
             .arm = "properties.deploymentConfiguration.settings.force_rerun",
             .rule = Rule::choice,
             .compare = Compare::ignore_case,
             .choices = switches,
             .help = "Whether steps run again that have run with the same inputs."}),
    {.yaml = "job_definition",
     .arm = "",
     .rule = Rule::unsupported,
     .help = "components made from a job; register the component and name it in component"},
};
constexpr std::string_view schemas[] = {"pipelineComponentBatchDeployment"};

}  // namespace

Kind pipeline_deployment_rows() {
  Kind kind = batch_deployment();
  kind.schema_names = schemas;
  kind.fields = fields;
  kind.summary = "{properties.deploymentConfiguration.componentId.assetId}";
  return kind;
}

}  // namespace armature::catalog
