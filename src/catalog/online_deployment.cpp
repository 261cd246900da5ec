#include "catalog/names.hpp"
#include "catalog/rows.hpp"

namespace armature::catalog {
namespace {

constexpr Choice deployment_types[] = {{"managed", "Managed"}, {"kubernetes", "Kubernetes"}};
constexpr Choice access[] = {{"enabled", "Enabled"}, {"disabled", "Disabled"}};
constexpr Choice fixed_scale[] = {
    {"default", "Default"},
    {"target_utilization", "TargetUtilization", "autoscaling, which only Kubernetes has"}};
constexpr Choice scale_types[] = {{"default", "Default"},
                                  {"target_utilization", "TargetUtilization"}};
constexpr Choice rolling_rates[] = {
    {"year", "Year"}, {"month", "Month"}, {"day", "Day"}, {"hour", "Hour"}, {"minute", "Minute"}};
constexpr Choice collecting[] = {{"true", "Enabled"}, {"false", "Disabled"}};

constexpr Field deployment_type(std::string_view value) {
  return {.yaml = "type",
          .arm = "properties.endpointComputeType",
          .rule = Rule::choice,
          .mutability = Mutability::replace,
          .compare = Compare::ignore_case,
          .value = value,
          .choices = deployment_types,
          .why_replace = "a deployment cannot change its type",
          .help = "managed: machines that the service runs; kubernetes: a cluster of your own."};
}

constexpr Field probe(std::string_view yaml, std::string_view help) {
  return {.yaml = yaml, .arm = "", .rule = Rule::child, .help = help};
}
constexpr Field probe_seconds(std::string_view yaml, std::string_view arm,
                              std::string_view server_default, std::string_view help) {
  return {.yaml = yaml,
          .arm = arm,
          .rule = Rule::seconds,
          .compare = Compare::duration,
          .server_default = server_default,
          .help = help,
          .least = 0};
}
constexpr Field probe_count(std::string_view yaml, std::string_view arm,
                            std::string_view server_default, std::string_view help) {
  return {.yaml = yaml,
          .arm = arm,
          .rule = Rule::integer,
          .server_default = server_default,
          .help = help,
          .least = 1};
}
constexpr std::string_view delay_help = "Seconds before the first probe.";
constexpr std::string_view period_help = "Seconds between probes.";
constexpr std::string_view timeout_help = "Seconds that a probe may take.";
constexpr std::string_view failures_help = "Failures in a row that count as down.";
constexpr std::string_view successes_help = "Successes in a row that count as up.";

constexpr Field common_fields[] = {
    schema_row,
    kind_row,
    raw_row,
    name_row,
    endpoint_name_row,
    location_row,
    {.yaml = "description", .arm = "properties.description", .help = "What the deployment is for."},
    top_tags_row,
    bag_row,
    {.yaml = "model",
     .arm = "properties.model",
     .rule = Rule::reference,
     .compare = Compare::id,
     .target = "model",
     .help = "Model: azureml:NAME:VERSION, or inline with a path."},
    {.yaml = "model_mount_path",
     .arm = "properties.modelMountPath",
     .help = "Where the model lies in a container of your own."},
    {.yaml = "code_configuration",
     .arm = "",
     .rule = Rule::child,
     .help = "Scoring script; MLflow models and own containers do without."},
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
    {.yaml = "environment_variables",
     .arm = "properties.environmentVariables",
     .rule = Rule::string_map,
     .help = "Environment of the scoring script."},
    {.yaml = "app_insights_enabled",
     .arm = "properties.appInsightsEnabled",
     .rule = Rule::boolean,
     .server_default = "false",
     .value = "false",
     .help = "Whether logs go to Application Insights."},
    {.yaml = "instance_count",
     .arm = "sku.capacity",
     .rule = Rule::integer,
     .server_default = "1",
     .value = "1",
     .help = "Number of machines.",
     .least = 1},
    {.yaml = "", .arm = "sku.name", .rule = Rule::constant, .value = R"("Default")"},
    {.yaml = "request_settings", .arm = "", .rule = Rule::child, .help = "Limits of calls."},
    {.yaml = "request_settings.max_concurrent_requests_per_instance",
     .arm = "properties.requestSettings.maxConcurrentRequestsPerInstance",
     .rule = Rule::integer,
     .server_default = "1",
     .help = "Calls that one machine works on at a time.",
     .least = 1},
    {.yaml = "request_settings.request_timeout_ms",
     .arm = "properties.requestSettings.requestTimeout",
     .rule = Rule::milliseconds,
     .compare = Compare::duration,
     .server_default = R"("PT5S")",
     .help = "Milliseconds that a call may take.",
     .least = 1,
     .most = 180'000},
    {.yaml = "request_settings.max_queue_wait_ms",
     .arm = "properties.requestSettings.maxQueueWait",
     .rule = Rule::milliseconds,
     .compare = Compare::duration,
     .server_default = R"("PT0.5S")",
     .help = "Milliseconds that a call may wait for its turn.",
     .least = 0},
    probe("liveness_probe", "Whether the server is alive."),
    probe_seconds("liveness_probe.initial_delay", "properties.livenessProbe.initialDelay",
                  R"("PT10S")", delay_help),
    probe_seconds("liveness_probe.period", "properties.livenessProbe.period", R"("PT10S")",
                  period_help),
    probe_seconds("liveness_probe.timeout", "properties.livenessProbe.timeout", R"("PT2S")",
                  timeout_help),
    probe_count("liveness_probe.failure_threshold", "properties.livenessProbe.failureThreshold",
                "30", failures_help),
    probe_count("liveness_probe.success_threshold", "properties.livenessProbe.successThreshold",
                "1", successes_help),
    probe("readiness_probe", "Whether the server takes calls."),
    probe_seconds("readiness_probe.initial_delay", "properties.readinessProbe.initialDelay",
                  R"("PT10S")", delay_help),
    probe_seconds("readiness_probe.period", "properties.readinessProbe.period", R"("PT10S")",
                  period_help),
    probe_seconds("readiness_probe.timeout", "properties.readinessProbe.timeout", R"("PT2S")",
                  timeout_help),
    probe_count("readiness_probe.failure_threshold", "properties.readinessProbe.failureThreshold",
                "30", failures_help),
    probe_count("readiness_probe.success_threshold", "properties.readinessProbe.successThreshold",
                "1", successes_help),
    probe("startup_probe", "Whether the server has started."),
    probe_seconds("startup_probe.initial_delay", "properties.startupProbe.initialDelay", "",
                  delay_help),
    probe_seconds("startup_probe.period", "properties.startupProbe.period", "", period_help),
    probe_seconds("startup_probe.timeout", "properties.startupProbe.timeout", "", timeout_help),
    probe_count("startup_probe.failure_threshold", "properties.startupProbe.failureThreshold", "",
                failures_help),
    probe_count("startup_probe.success_threshold", "properties.startupProbe.successThreshold", "",
                successes_help),
    {.yaml = "data_collector",
     .arm = "",
     .rule = Rule::child,
     .help = "What of the calls is kept."},
    {.yaml = "data_collector.collections",
     .arm = "properties.dataCollector.collections",
     .rule = Rule::entries,
     .required = true,
     .target = "collection",
     .help = "What is kept, by its name: model_inputs, model_outputs, or one of your own."},
    {.yaml = "data_collector.rolling_rate",
     .arm = "properties.dataCollector.rollingRate",
     .rule = Rule::choice,
     .compare = Compare::ignore_case,
     .server_default = R"("Hour")",
     .choices = rolling_rates,
     .help = "How often a new file begins."},
    {.yaml = "data_collector.sampling_rate",
     .arm = "",
     .rule = Rule::number,
     .help = "Share of the calls that is kept, 0 to 1, in collections that say nothing else."},
    {.yaml = "data_collector.request_logging",
     .arm = "",
     .rule = Rule::child,
     .help = "What of the requests themselves is kept."},
    {.yaml = "data_collector.request_logging.capture_headers",
     .arm = "properties.dataCollector.requestLogging.captureHeaders",
     .rule = Rule::scalars,
     .help = "Names of headers."},
    {.yaml = "private_network_connection",
     .arm = "",
     .rule = Rule::unsupported,
     .help = "private_network_connection, which the service has given up; "
             "egress_public_network_access takes its place"},
};

constexpr Field managed_only[] = {
    deployment_type(R"("Managed")"),
    {.yaml = "instance_type",
     .arm = "properties.instanceType",
     .mutability = Mutability::replace,
     .compare = Compare::ignore_case,
     .required = true,
     .why_replace = "the machines of a deployment keep their size",
     .help = "Size of the machines, such as Standard_DS3_v2."},
    {.yaml = "egress_public_network_access",
     .arm = "properties.egressPublicNetworkAccess",
     .rule = Rule::choice,
     .mutability = Mutability::replace,
     .compare = Compare::ignore_case,
     .server_default = R"("Enabled")",
     .choices = access,
     .why_replace = "the network of a deployment is chosen when it is created",
     .help = "Whether the deployment reaches the internet."},
    {.yaml = "scale_settings",
     .arm = "properties.scaleSettings",
     .rule = Rule::child,
     .help = "How the number of machines changes."},
    {.yaml = "scale_settings.type",
     .arm = "properties.scaleSettings.scaleType",
     .rule = Rule::choice,
     .compare = Compare::ignore_case,
     .server_default = R"("Default")",
     .required = true,
     .choices = fixed_scale,
     .help = "default: instance_count machines."},
};

constexpr Field resource(std::string_view yaml, std::string_view arm, std::string_view help) {
  return {.yaml = yaml, .arm = arm, .rule = Rule::quantity, .help = help};
}
constexpr Field kubernetes_only[] = {
    deployment_type(R"("Kubernetes")"),
    {.yaml = "instance_type",
     .arm = "properties.instanceType",
     .compare = Compare::ignore_case,
     .help = "Instance type that the cluster defines."},
    {.yaml = "scale_settings",
     .arm = "properties.scaleSettings",
     .rule = Rule::child,
     .help = "How the number of machines changes."},
    {.yaml = "scale_settings.type",
     .arm = "properties.scaleSettings.scaleType",
     .rule = Rule::choice,
     .compare = Compare::ignore_case,
     .server_default = R"("Default")",
     .required = true,
     .choices = scale_types,
     .help = "default: instance_count machines; target_utilization: as many as the load needs."},
    {.yaml = "scale_settings.min_instances",
     .arm = "properties.scaleSettings.minInstances",
     .rule = Rule::integer,
     .server_default = "1",
     .help = "Instances that are always there.",
     .least = 0},
    {.yaml = "scale_settings.max_instances",
     .arm = "properties.scaleSettings.maxInstances",
     .rule = Rule::integer,
     .server_default = "1",
     .help = "Most instances.",
     .least = 1},
    {.yaml = "scale_settings.polling_interval",
     .arm = "properties.scaleSettings.pollingInterval",
     .rule = Rule::seconds,
     .compare = Compare::duration,
     .server_default = R"("PT1S")",
     .help = "Seconds between two looks at the load.",
     .least = 1},
    {.yaml = "scale_settings.target_utilization_percentage",
     .arm = "properties.scaleSettings.targetUtilizationPercentage",
     .rule = Rule::integer,
     .server_default = "70",
     .help = "Load that is aimed at.",
     .least = 1,
     .most = 100},
    {.yaml = "resources", .arm = "", .rule = Rule::child, .help = "What an instance may use."},
    {.yaml = "resources.requests",
     .arm = "",
     .rule = Rule::child,
     .help = "What an instance is given."},
    resource("resources.requests.cpu",
             "properties.containerResourceRequirements.containerResourceRequests.cpu",
             "Processors: \"0.5\"."),
    resource("resources.requests.memory",
             "properties.containerResourceRequirements.containerResourceRequests.memory",
             "Memory: 500Mi."),
    resource("resources.requests.gpu",
             "properties.containerResourceRequirements.containerResourceRequests.gpu",
             "Graphics processors: \"1\"."),
    {.yaml = "resources.limits",
     .arm = "",
     .rule = Rule::child,
     .help = "What an instance may use at most."},
    resource("resources.limits.cpu",
             "properties.containerResourceRequirements.containerResourceLimits.cpu",
             "Processors: \"1\"."),
    resource("resources.limits.memory",
             "properties.containerResourceRequirements.containerResourceLimits.memory",
             "Memory: 1Gi."),
    resource("resources.limits.gpu",
             "properties.containerResourceRequirements.containerResourceLimits.gpu",
             "Graphics processors: \"1\"."),
};
constexpr auto managed_fields = joined(common_fields, managed_only);
constexpr auto kubernetes_fields = joined(common_fields, kubernetes_only);

constexpr std::string_view scaled = "A fixed number of instances is instance_count.";
constexpr Relation kubernetes_relations[] = {
    {Relation::Kind::needs, "scale_settings.min_instances", "scale_settings.type=TargetUtilization",
     scaled},
    {Relation::Kind::needs, "scale_settings.max_instances", "scale_settings.type=TargetUtilization",
     scaled},
    {Relation::Kind::needs, "scale_settings.polling_interval",
     "scale_settings.type=TargetUtilization", scaled},
    {Relation::Kind::needs, "scale_settings.target_utilization_percentage",
     "scale_settings.type=TargetUtilization", scaled},
    {Relation::Kind::not_above, "scale_settings.min_instances", "scale_settings.max_instances"},
};

constexpr Field collection_fields[] = {
    {.yaml = "enabled",
     .arm = "dataCollectionMode",
     .rule = Rule::choice,
     .compare = Compare::ignore_case,
     .required = true,
     .choices = collecting,
     .help = "Whether it is kept."},
    {.yaml = "sampling_rate",
     .arm = "samplingRate",
     .rule = Rule::number,
     .help = "Share of the calls that is kept, 0 to 1.",
     .outer = "data_collector.sampling_rate"},
    {.yaml = "client_id",
     .arm = "clientId",
     .compare = Compare::ignore_case,
     .help = "Identity that writes."},
    {.yaml = "data",
     .arm = "dataId",
     .rule = Rule::reference,
     .compare = Compare::id,
     .target = "data",
     .help = "Data asset that it is kept in: azureml:NAME:VERSION."},
};

constexpr std::string_view managed_schemas[] = {"managedOnlineDeployment", "onlineDeployment"};
constexpr std::string_view kubernetes_schemas[] = {"kubernetesOnlineDeployment"};
constexpr std::string_view deployment_keys[] = {"AzureAsyncOperationUri"};

Kind online_deployment() {
  return {.name = "online_deployment",
          .schema_names = {},
          .arm_type = "onlineEndpoints/deployments",
          .api_version = api_version,
          .parent_field = "endpoint_name",
          .parent_kind = "online_endpoint",
          .name_pattern = endpoint_name_rule,
          .name_ok = endpoint_name_ok,
          .lower_case_name = true,
          .located = true,
          .tags = Tags::top_level,
          .write = Write::long_running,
          .serialise_under_parent = true,
          .tag_patch = true,
          .server_keys = deployment_keys,
          .variant_field = "type"};
}

}  // namespace

Kind managed_deployment_rows() {
  Kind kind = online_deployment();
  kind.schema_names = managed_schemas;
  kind.read_only = read_only_online_deployment;
  kind.fields = managed_fields;
  kind.summary = "[{properties.model} ]on {sku.capacity} x {properties.instanceType}";
  return kind;
}

Kind kubernetes_deployment_rows() {
  Kind kind = online_deployment();
  kind.schema_names = kubernetes_schemas;
  kind.read_only = read_only_kubernetes_deployment;
  kind.fields = kubernetes_fields;
  kind.relations = kubernetes_relations;
  kind.summary = "[{properties.model} ]on {sku.capacity}[ x {properties.instanceType}]";
  return kind;
}

Kind collection_rows() {
  return part("collection", collection_fields);
}

}  // namespace armature::catalog
