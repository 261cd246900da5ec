#include "catalog/compute.hpp"

namespace armature::catalog {
namespace {

constexpr std::string_view not_in_api = "the service's API, which has no member for it";

constexpr Field fields[] = {
    schema_row,
    kind_row,
    raw_row,
    name_row,
    compute_type_row(R"("ComputeInstance")"),
    workspace_location_row,
    compute_description_row,
    top_tags_row,
    fixed({.yaml = "size",
           .arm = "properties.properties.vmSize",
           .compare = Compare::ignore_case,
           .help = "Size of the virtual machine, such as STANDARD_DS3_V2."}),
    fixed({.yaml = "",
           .arm = "properties.properties.applicationSharingPolicy",
           .compare = Compare::ignore_case,
           .server_default = R"("Shared")",
           .value = R"("Shared")"}),
    fixed({.yaml = "",
           .arm = "properties.properties.computeInstanceAuthorizationType",
           .compare = Compare::ignore_case,
           .server_default = R"("personal")",
           .value = R"("personal")"}),
    fixed({.yaml = "enable_node_public_ip",
           .arm = "properties.properties.enableNodePublicIp",
           .rule = Rule::boolean,
           .server_default = "true",
           .value = "true",
           .help = "Whether the machine has a public address."}),
    fixed({.yaml = "enable_sso",
           .arm = "properties.properties.enableSSO",
           .rule = Rule::boolean,
           .help = "Whether its user is signed in without being asked."}),
    {.yaml = "create_on_behalf_of",
     .arm = "",
     .rule = Rule::child,
     .help = "Who may use the machine, where that is not its creator."},
    fixed({.yaml = "create_on_behalf_of.user_tenant_id",
           .arm = "properties.properties.personalComputeInstanceSettings.assignedUser.tenantId",
           .compare = Compare::ignore_case,
           .required = true,
           .help = "Tenant of the user."}),
    fixed({.yaml = "create_on_behalf_of.user_object_id",
           .arm = "properties.properties.personalComputeInstanceSettings.assignedUser.objectId",
           .compare = Compare::ignore_case,
           .required = true,
           .help = "Object id of the user."}),
    fixed({.yaml = "ssh_public_access_enabled",
           .arm = "properties.properties.sshSettings.sshPublicAccess",
           .rule = Rule::choice,
           .compare = Compare::ignore_case,
           .server_default = R"("Disabled")",
           .choices = compute_switch,
           .help = "Whether the machine's SSH port is open to the internet."}),
    {.yaml = "ssh_settings", .arm = "", .rule = Rule::child, .help = "SSH on the machine."},
    fixed({.yaml = "ssh_settings.ssh_key_value",
           .arm = "properties.properties.sshSettings.adminPublicKey",
           .required = true,
           .help = "Public key of the administrator."}),
    {.yaml = "network_settings", .arm = "", .rule = Rule::child, .help = "Network of the machine."},
    {.yaml = "network_settings.vnet_name",
     .arm = "",
     .rule = Rule::part,
     .help = "Virtual network of a subnet given by its name."},
    fixed({.yaml = "network_settings.subnet",
           .arm = "properties.properties.subnet.id",
           .rule = Rule::arm_id,
           .compare = Compare::id,
           .form = subnet_form,
           .help = "ARM id of the subnet, or its name together with vnet_name."}),
    fixed({.yaml = "idle_time_before_shutdown_minutes",
           .arm = "properties.properties.idleTimeBeforeShutdown",
           .rule = Rule::minutes,
           .compare = Compare::duration,
           .help = "Minutes after which an idle machine is stopped.",
           .least = 15,
           .most = 4320}),
    fixed({.yaml = "idle_time_before_shutdown",
           .arm = "properties.properties.idleTimeBeforeShutdown",
           .compare = Compare::duration,
           .help = "The same as an ISO 8601 duration, such as PT30M."}),
    {.yaml = "schedules",
     .arm = "",
     .rule = Rule::child,
     .help = "When the machine is started and stopped."},
    fixed({.yaml = "schedules.compute_start_stop",
           .arm = "properties.properties.schedules.computeStartStop",
           .rule = Rule::items,
           .target = "compute_schedule",
           .help = "Times of start and stop."}),
    {.yaml = "setup_scripts",
     .arm = "",
     .rule = Rule::child,
     .help = "Scripts that run on the machine."},
    {.yaml = "setup_scripts.creation_script",
     .arm = "",
     .rule = Rule::child,
     .help = "Runs once, when the machine is made."},
    {.yaml = "setup_scripts.startup_script",
     .arm = "",
     .rule = Rule::child,
     .help = "Runs at every start."},
    fixed({.yaml = "",
           .arm = "properties.properties.setupScripts.scripts.creationScript.scriptSource",
           .rule = Rule::constant,
           .value = R"("workspaceStorage")",
           .with = "setup_scripts.creation_script"}),
    fixed({.yaml = "setup_scripts.creation_script.path",
           .arm = "properties.properties.setupScripts.scripts.creationScript.scriptData",
           .required = true,
           .help = "Script in the workspace's file share."}),
    fixed({.yaml = "setup_scripts.creation_script.command",
           .arm = "properties.properties.setupScripts.scripts.creationScript.scriptArguments",
           .help = "Arguments of the script."}),
    fixed({.yaml = "setup_scripts.creation_script.timeout_minutes",
           .arm = "properties.properties.setupScripts.scripts.creationScript.timeout",
           .rule = Rule::numbered_text,
           .form = "{}m",
           .help = "Minutes that it may take.",
           .least = 1}),
    fixed({.yaml = "",
           .arm = "properties.properties.setupScripts.scripts.startupScript.scriptSource",
           .rule = Rule::constant,
           .value = R"("workspaceStorage")",
           .with = "setup_scripts.startup_script"}),
    fixed({.yaml = "setup_scripts.startup_script.path",
           .arm = "properties.properties.setupScripts.scripts.startupScript.scriptData",
           .required = true,
           .help = "Script in the workspace's file share."}),
    fixed({.yaml = "setup_scripts.startup_script.command",
           .arm = "properties.properties.setupScripts.scripts.startupScript.scriptArguments",
           .help = "Arguments of the script."}),
    fixed({.yaml = "setup_scripts.startup_script.timeout_minutes",
           .arm = "properties.properties.setupScripts.scripts.startupScript.timeout",
           .rule = Rule::numbered_text,
           .form = "{}m",
           .help = "Minutes that it may take.",
           .least = 1}),
    fixed({.yaml = "custom_applications",
           .arm = "properties.properties.customServices",
           .rule = Rule::items,
           .target = "custom_application",
           .help = "Containers that run beside the machine's own applications."}),
    compute_identity_row,
    {.yaml = "enable_root_access", .arm = "", .rule = Rule::unsupported, .help = not_in_api},
    {.yaml = "enable_os_patching", .arm = "", .rule = Rule::unsupported, .help = not_in_api},
    {.yaml = "release_quota_on_stop", .arm = "", .rule = Rule::unsupported, .help = not_in_api},
};
constexpr Relation relations[] = {
    {Relation::Kind::needs, "network_settings.vnet_name", "network_settings.subnet",
     "Name the subnet as well, or give its whole ARM id as subnet."},
};
constexpr std::string_view schemas[] = {"computeInstance"};

constexpr Choice actions[] = {{"start", "Start"}, {"stop", "Stop"}};
constexpr Choice states[] = {{"enabled", "Enabled"}, {"disabled", "Disabled"}};
constexpr Choice triggers[] = {{"cron", "Cron"}, {"recurrence", "Recurrence"}};
constexpr Choice frequencies[] = {
    {"minute", "Minute"}, {"hour", "Hour"}, {"day", "Day"}, {"week", "Week"}, {"month", "Month"}};

constexpr Field action = {.yaml = "action",
                          .arm = "action",
                          .rule = Rule::choice,
                          .compare = Compare::ignore_case,
                          .required = true,
                          .choices = actions,
                          .help = "start or stop."};
constexpr Field state = {.yaml = "state",
                         .arm = "status",
                         .rule = Rule::choice,
                         .compare = Compare::ignore_case,
                         .server_default = R"("Enabled")",
                         .value = R"("Enabled")",
                         .choices = states,
                         .help = "enabled or disabled."};
constexpr Field trigger = {.yaml = "trigger",
                           .arm = "",
                           .rule = Rule::child,
                           .required = true,
                           .help = "When it happens."};
constexpr Field trigger_type(std::string_view value) {
  return {.yaml = "trigger.type",
          .arm = "triggerType",
          .rule = Rule::choice,
          .compare = Compare::ignore_case,
          .value = value,
          .required = true,
          .choices = triggers,
          .help = "cron or recurrence."};
}
constexpr Field trigger_text(std::string_view yaml, std::string_view arm, std::string_view help) {
  return {.yaml = yaml, .arm = arm, .rule = Rule::time_text, .help = help};
}
constexpr std::string_view start_help = "First time, without an offset: 2026-05-01T08:00:00.";
constexpr std::string_view zone_help = "Time zone by its Windows name, such as UTC.";
constexpr Field zone(std::string_view arm) {
  return {.yaml = "trigger.time_zone",
          .arm = arm,
          .server_default = R"("UTC")",
          .value = R"("UTC")",
          .help = zone_help};
}

constexpr Field cron_fields[] = {
    action,
    state,
    trigger,
    trigger_type(R"("Cron")"),
    {.yaml = "trigger.expression",
     .arm = "cron.expression",
     .required = true,
     .help = "Five fields of cron: minute, hour, day, month, day of the week."},
    trigger_text("trigger.start_time", "cron.startTime", start_help),
    zone("cron.timeZone"),
};
constexpr Field recurrence_fields[] = {
    action,
    state,
    trigger,
    trigger_type(R"("Recurrence")"),
    {.yaml = "trigger.frequency",
     .arm = "recurrence.frequency",
     .rule = Rule::choice,
     .compare = Compare::ignore_case,
     .required = true,
     .choices = frequencies,
     .help = "Unit of the interval."},
    {.yaml = "trigger.interval",
     .arm = "recurrence.interval",
     .rule = Rule::integer,
     .required = true,
     .help = "How many units lie between two times.",
     .least = 1},
    {.yaml = "trigger.schedule", .arm = "", .rule = Rule::child, .help = "Times within the unit."},
    {.yaml = "trigger.schedule.hours",
     .arm = "recurrence.schedule.hours",
     .rule = Rule::scalars,
     .required = true,
     .help = "Hours, 0 to 23."},
    {.yaml = "trigger.schedule.minutes",
     .arm = "recurrence.schedule.minutes",
     .rule = Rule::scalars,
     .required = true,
     .help = "Minutes, 0 to 59."},
    {.yaml = "trigger.schedule.week_days",
     .arm = "recurrence.schedule.weekDays",
     .rule = Rule::scalars,
     .compare = Compare::ignore_case,
     .help = "Days of the week: monday, tuesday."},
    {.yaml = "trigger.schedule.month_days",
     .arm = "recurrence.schedule.monthDays",
     .rule = Rule::scalars,
     .help = "Days of the month, 1 to 31."},
    trigger_text("trigger.start_time", "recurrence.startTime", start_help),
    zone("recurrence.timeZone"),
};

constexpr Choice application_types[] = {{"docker", "docker"}};
constexpr Field application_fields[] = {
    {.yaml = "name", .arm = "name", .required = true, .help = "Name of the application."},
    {.yaml = "type",
     .arm = "image.type",
     .rule = Rule::choice,
     .compare = Compare::ignore_case,
     .value = R"("docker")",
     .choices = application_types,
     .help = "docker."},
    {.yaml = "image", .arm = "", .rule = Rule::child, .required = true, .help = "Container image."},
    {.yaml = "image.reference",
     .arm = "image.reference",
     .required = true,
     .help = "Name of the image, with its registry."},
    {.yaml = "endpoints",
     .arm = "endpoints",
     .rule = Rule::items,
     .required = true,
     .target = "application_endpoint",
     .help = "Ports that are published."},
    {.yaml = "bind_mounts",
     .arm = "volumes",
     .rule = Rule::items,
     .target = "application_mount",
     .help = "Folders of the machine that the container sees."},
    {.yaml = "environment_variables",
     .arm = "environmentVariables",
     .rule = Rule::nested_texts,
     .value = R"({"type":"local"})",
     .form = "value",
     .help = "Environment of the container."},
    {.yaml = "", .arm = "docker.privileged", .rule = Rule::constant, .value = "true"},
};
constexpr Field endpoint_fields[] = {
    {.yaml = "", .arm = "name", .rule = Rule::constant, .value = R"("connect")"},
    {.yaml = "", .arm = "protocol", .rule = Rule::constant, .value = R"("http")"},
    {.yaml = "target",
     .arm = "target",
     .rule = Rule::integer,
     .required = true,
     .help = "Port in the container.",
     .least = 1,
     .most = 65535},
    {.yaml = "published",
     .arm = "published",
     .rule = Rule::integer,
     .required = true,
     .help = "Port of the machine.",
     .least = 1,
     .most = 65535},
};
constexpr Field mount_fields[] = {
    {.yaml = "", .arm = "type", .rule = Rule::constant, .value = R"("bind")"},
    {.yaml = "", .arm = "readOnly", .rule = Rule::constant, .value = "false"},
    {.yaml = "source", .arm = "source", .required = true, .help = "Folder of the machine."},
    {.yaml = "target", .arm = "target", .required = true, .help = "Folder in the container."},
};

}  // namespace

Kind compute_instance_rows() {
  Kind kind = compute("underlyingResourceAction=Delete");
  kind.schema_names = schemas;
  kind.read_only = read_only_compute_instance;
  kind.fields = fields;
  kind.relations = relations;
  kind.discriminator = "type=computeinstance";
  kind.summary = "[{properties.properties.vmSize}]";
  return kind;
}

Kind cron_schedule_rows() {
  Kind kind = part("compute_schedule", cron_fields);
  kind.variant_field = "trigger.type";
  return kind;
}
Kind recurrence_schedule_rows() {
  Kind kind = part("compute_schedule", recurrence_fields);
  kind.variant_field = "trigger.type";
  return kind;
}
Kind custom_application_rows() {
  return part("custom_application", application_fields);
}
Kind application_endpoint_rows() {
  return part("application_endpoint", endpoint_fields);
}
Kind application_mount_rows() {
  return part("application_mount", mount_fields);
}

}  // namespace armature::catalog
