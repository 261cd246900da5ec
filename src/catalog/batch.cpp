#include "catalog/batch.hpp"

namespace armature::catalog {
namespace {

constexpr Choice auth_modes[] = {{"aad_token", "AADToken"}};

constexpr Field endpoint_fields[] = {
    schema_row,
    kind_row,
    raw_row,
    name_row,
    location_row,
    {.yaml = "auth_mode",
     .arm = "properties.authMode",
     .rule = Rule::choice,
     .mutability = Mutability::replace,
     .compare = Compare::ignore_case,
     .server_default = R"("AADToken")",
     .value = R"("AADToken")",
     .choices = auth_modes,
     .why_replace = "the way of authentication is fixed when an endpoint is created",
     .help = "How callers prove who they are."},
    {.yaml = "description", .arm = "properties.description", .help = "What the endpoint is for."},
    top_tags_row,
    bag_row,
    {.yaml = "identity",
     .arm = "identity",
     .rule = Rule::identity,
     .mutability = Mutability::replace,
     .compare = Compare::identity,
     .choices = identity_choices,
     .why_replace = "the identity of an endpoint is fixed when it is created",
     .help = "Managed identity of the endpoint."},
    {.yaml = "defaults",
     .arm = "",
     .rule = Rule::child,
     .help = "What calls that name no deployment go to."},
    {.yaml = "defaults.deployment_name",
     .arm = "properties.defaults.deploymentName",
     .rule = Rule::routing,
     .target = "default_deployment",
     .help = "Default deployment of the endpoint."},
};
constexpr std::string_view endpoint_schemas[] = {"batchEndpoint"};
constexpr std::string_view endpoint_keys[] = {"BatchEndpointCreationApiVersion",
                                              "azureml.onlineendpointid", "AzureAsyncOperationUri"};

constexpr Choice output_actions[] = {{"append_row", "AppendRow"}, {"summary_only", "SummaryOnly"}};
constexpr Choice logging_levels[] = {{"info", "Info"}, {"warning", "Warning"}, {"debug", "Debug"}};

// The older flat form has these fields at the top, the present one below `settings`.
constexpr Field mini_batch_size(std::string_view yaml) {
  return {.yaml = yaml,
          .arm = "properties.miniBatchSize",
          .rule = Rule::integer,
          .server_default = "10",
          .help = "Files that one run of the scoring script gets.",
          .least = 1};
}
constexpr Field max_concurrency(std::string_view yaml) {
  return {.yaml = yaml,
          .arm = "properties.maxConcurrencyPerInstance",
          .rule = Rule::integer,
          .server_default = "1",
          .help = "Scoring processes on one node.",
          .least = 1};
}
constexpr Field output_action(std::string_view yaml) {
  return {.yaml = yaml,
          .arm = "properties.outputAction",
          .rule = Rule::choice,
          .compare = Compare::ignore_case,
          .server_default = R"("AppendRow")",
          .choices = output_actions,
          .help =
              "append_row gathers the results in one file, summary_only leaves the output to the "
              "script."};
}
constexpr Field output_file_name(std::string_view yaml) {
  return {.yaml = yaml,
          .arm = "properties.outputFileName",
          .server_default = R"("predictions.csv")",
          .help = "Name of the file that append_row writes."};
}
constexpr Field error_threshold(std::string_view yaml) {
  return {.yaml = yaml,
          .arm = "properties.errorThreshold",
          .rule = Rule::integer,
          .server_default = "-1",
          .help = "Files that may fail before the job does; -1: any number.",
          .least = -1};
}
constexpr Field logging_level(std::string_view yaml) {
  return {.yaml = yaml,
          .arm = "properties.loggingLevel",
          .rule = Rule::choice,
          .compare = Compare::ignore_case,
          .server_default = R"("Info")",
          .choices = logging_levels,
          .help = "How much the scoring job logs."};
}
constexpr Field retries(std::string_view yaml) {
  return {.yaml = yaml,
          .arm = "",
          .rule = Rule::child,
          .help = "What happens to a mini batch that fails."};
}
constexpr Field max_retries(std::string_view yaml) {
  return {.yaml = yaml,
          .arm = "properties.retrySettings.maxRetries",
          .rule = Rule::integer,
          .server_default = "3",
          .help = "Tries after the first.",
          .least = 0};
}
constexpr Field retry_timeout(std::string_view yaml) {
  return {.yaml = yaml,
          .arm = "properties.retrySettings.timeout",
          .rule = Rule::seconds,
          .compare = Compare::duration,
          .server_default = R"("PT30S")",
          .help = "Seconds that one mini batch may take.",
          .least = 1};
}
constexpr Field environment_variables(std::string_view yaml) {
  return {.yaml = yaml,
          .arm = "properties.environmentVariables",
          .rule = Rule::string_map,
          .help = "Environment of the scoring script."};
}

constexpr Field deployment_fields[] = {
    schema_row,
    kind_row,
    raw_row,
    name_row,
    endpoint_name_row,
    location_row,
    batch_deployment_type("", ""),
    {.yaml = "description", .arm = "properties.description", .help = "What the deployment is for."},
    top_tags_row,
    bag_row,
    {.yaml = "model",
     .arm = "properties.model.assetId",
     .rule = Rule::reference,
     .compare = Compare::id,
     .target = "model",
     .help = "Model: azureml:NAME:VERSION, or inline with a path."},
    {.yaml = "",
     .arm = "properties.model.referenceType",
     .rule = Rule::constant,
     .compare = Compare::ignore_case,
     .value = R"("Id")",
     .with = "model"},
    {.yaml = "code_configuration",
     .arm = "",
     .rule = Rule::child,
     .help = "Scoring script; MLflow models do without."},
    {.yaml = "code_configuration.code",
     .arm = "properties.codeConfiguration.codeId",
     .rule = Rule::reference,
     .compare = Compare::id,
     .target = "code",
     .help = "Folder with the script, or azureml:NAME:VERSION."},
    {.yaml = "code_configuration.scoring_script",
     .arm = "properties.codeConfiguration.scoringScript",
     .required = true,
     .help = "Script within the folder."},
    {.yaml = "environment",
     .arm = "properties.environmentId",
     .rule = Rule::reference,
     .compare = Compare::id,
     .target = "environment",
     .help = "Environment: azureml:NAME:VERSION, or inline; MLflow models do without."},
    {.yaml = "compute",
     .arm = "properties.compute",
     .rule = Rule::reference,
     .compare = Compare::id,
     .target = "compute",
     .help = "Cluster that scores: azureml:NAME."},
    {.yaml = "resources", .arm = "", .rule = Rule::child, .help = "Nodes of a scoring job."},
    {.yaml = "resources.instance_count",
     .arm = "properties.resources.instanceCount",
     .rule = Rule::integer,
     .server_default = "1",
     .help = "Nodes that one job uses.",
     .least = 1},
    {.yaml = "resources.instance_type",
     .arm = "properties.resources.instanceType",
     .compare = Compare::ignore_case,
     .help = "Size of the nodes, where the compute leaves a choice."},
    {.yaml = "resources.properties",
     .arm = "properties.resources.properties",
     .rule = Rule::free_json,
     .help = "Further settings of the job's resources."},
    {.yaml = "settings", .arm = "", .rule = Rule::child, .help = "How a scoring job works."},
    mini_batch_size("settings.mini_batch_size"),
    mini_batch_size("mini_batch_size"),
    max_concurrency("settings.max_concurrency_per_instance"),
    max_concurrency("max_concurrency_per_instance"),
    output_action("settings.output_action"),
    output_action("output_action"),
    output_file_name("settings.output_file_name"),
    output_file_name("output_file_name"),
    error_threshold("settings.error_threshold"),
    error_threshold("error_threshold"),
    logging_level("settings.logging_level"),
    logging_level("logging_level"),
    retries("settings.retry_settings"),
    retries("retry_settings"),
    max_retries("settings.retry_settings.max_retries"),
    max_retries("retry_settings.max_retries"),
    retry_timeout("settings.retry_settings.timeout"),
    retry_timeout("retry_settings.timeout"),
    environment_variables("settings.environment_variables"),
    environment_variables("environment_variables"),
};
constexpr std::string_view deployment_schemas[] = {"batchDeployment", "modelBatchDeployment"};
constexpr Field default_fields[] = {
    schema_row,
    kind_row,
    {.yaml = "endpoint", .arm = "", .rule = Rule::key, .required = true, .help = "Batch endpoint."},
    {.yaml = "deployment",
     .arm = "properties.defaults.deploymentName",
     .rule = Rule::child_name,
     .compare = Compare::ignore_case,
     .required = true,
     .target = "batch_deployment",
     .help = "Deployment that gets the calls that name none."},
};
constexpr std::string_view default_schemas[] = {"defaultDeployment"};

}  // namespace

Kind batch_endpoint_rows() {
  return {.name = "batch_endpoint",
          .schema_names = endpoint_schemas,
          .arm_type = "batchEndpoints",
          .api_version = api_version,
          .name_pattern = endpoint_name_rule,
          .name_ok = endpoint_name_ok,
          .lower_case_name = true,
          .located = true,
          .tags = Tags::top_level,
          .write = Write::long_running,
          .serialise_under_parent = true,
          .removal_takes_children = true,
          .guarded_removal = true,
          .tag_patch = true,
          .read_only = read_only_batch_endpoint,
          .server_keys = endpoint_keys,
          .fields = endpoint_fields,
          .summary = "{properties.authMode}"};
}

Kind batch_deployment_rows() {
  Kind kind = batch_deployment();
  kind.schema_names = deployment_schemas;
  kind.fields = deployment_fields;
  kind.summary = "[{properties.model.assetId} ][on {properties.compute}]";
  return kind;
}

Kind default_deployment_rows() {
  return {.name = "default_deployment",
          .schema_names = default_schemas,
          .arm_type = "batchEndpoints",
          .api_version = api_version,
          .name_field = "endpoint",
          .name_pattern = endpoint_name_rule,
          .name_ok = endpoint_name_ok,
          .lower_case_name = true,
          .write = Write::long_running,
          .removal = Removal::nothing,
          .serialise_under_parent = true,
          .routes = "batch_endpoint",
          .read_only = read_only_batch_endpoint,
          .server_keys = endpoint_keys,
          .fields = default_fields,
          .summary = "{properties.defaults.deploymentName}"};
}

}  // namespace armature::catalog
