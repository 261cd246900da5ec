#include "catalog/compute.hpp"

namespace armature::catalog {
namespace {

constexpr std::string_view ignored_put =
    "the service takes a PUT with another value of a cluster and ignores it";

constexpr Choice tiers[] = {{"dedicated", "Dedicated"}, {"low_priority", "LowPriority"}};

constexpr Field fields[] = {
    schema_row,
    kind_row,
    raw_row,
    name_row,
    compute_type_row(R"("AmlCompute")"),
    {.yaml = "location",
     .arm = "location",
     .mutability = Mutability::replace,
     .compare = Compare::location,
     .why_replace = "a cluster cannot move",
     .help = "Region of the nodes; the workspace's where it is not given."},
    {.yaml = "description",
     .arm = "properties.description",
     .mutability = Mutability::replace,
     .why_replace = ignored_put,
     .help = "What the cluster is for."},
    top_tags_row,
    {.yaml = "size",
     .arm = "properties.properties.vmSize",
     .mutability = Mutability::replace,
     .compare = Compare::ignore_case,
     .value = R"("STANDARD_DS3_V2")",
     .why_replace = "AML takes this PUT and ignores it",
     .help = "Size of the virtual machines, such as STANDARD_D2_V2."},
    {.yaml = "tier",
     .arm = "properties.properties.vmPriority",
     .rule = Rule::choice,
     .mutability = Mutability::replace,
     .compare = Compare::ignore_case,
     .server_default = R"("Dedicated")",
     .choices = tiers,
     .why_replace = ignored_put,
     .help = "dedicated, or low_priority for nodes that may be taken away."},
    {.yaml = "min_instances",
     .arm = "properties.properties.scaleSettings.minNodeCount",
     .rule = Rule::integer,
     .server_default = "0",
     .value = "0",
     .help = "Nodes that are always there.",
     .least = 0},
    {.yaml = "max_instances",
     .arm = "properties.properties.scaleSettings.maxNodeCount",
     .rule = Rule::integer,
     .value = "1",
     .help = "Most nodes that the cluster grows to.",
     .least = 0},
    {.yaml = "idle_time_before_scale_down",
     .arm = "properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown",
     .rule = Rule::seconds,
     .compare = Compare::duration,
     .help = "Seconds after which an idle node is released.",
     .least = 0},
    {.yaml = "",
     .arm = "properties.properties.osType",
     .rule = Rule::constant,
     .mutability = Mutability::replace,
     .compare = Compare::ignore_case,
     .server_default = R"("Linux")",
     .value = R"("Linux")"},
    {.yaml = "ssh_public_access_enabled",
     .arm = "properties.properties.remoteLoginPortPublicAccess",
     .rule = Rule::choice,
     .mutability = Mutability::replace,
     .compare = Compare::ignore_case,
     .value = R"("NotSpecified")",
     .choices = compute_switch,
     .why_replace = ignored_put,
     .help = "Whether the nodes' SSH port is open to the internet."},
    {.yaml = "enable_node_public_ip",
     .arm = "properties.properties.enableNodePublicIp",
     .rule = Rule::boolean,
     .mutability = Mutability::replace,
     .server_default = "true",
     .value = "true",
     .why_replace = ignored_put,
     .help = "Whether the nodes have public addresses."},
    {.yaml = "ssh_settings",
     .arm = "",
     .rule = Rule::child,
     .help = "Account for SSH on the nodes."},
    {.yaml = "ssh_settings.admin_username",
     .arm = "properties.properties.userAccountCredentials.adminUserName",
     .mutability = Mutability::replace,
     .required = true,
     .why_replace = ignored_put,
     .help = "Name of the administrator."},
    {.yaml = "ssh_settings.ssh_key_value",
     .arm = "properties.properties.userAccountCredentials.adminUserSshPublicKey",
     .mutability = Mutability::replace,
     .compare = Compare::secret,
     .why_replace = ignored_put,
     .help = "Public key of the administrator."},
    {.yaml = "ssh_settings.admin_password",
     .arm = "properties.properties.userAccountCredentials.adminUserPassword",
     .mutability = Mutability::replace,
     .compare = Compare::secret,
     .why_replace = ignored_put,
     .help = "Password of the administrator; never read back."},
    {.yaml = "network_settings", .arm = "", .rule = Rule::child, .help = "Network of the nodes."},
    {.yaml = "network_settings.vnet_name",
     .arm = "",
     .rule = Rule::part,
     .help = "Virtual network of a subnet given by its name."},
    {.yaml = "network_settings.subnet",
     .arm = "properties.properties.subnet.id",
     .rule = Rule::arm_id,
     .mutability = Mutability::replace,
     .compare = Compare::id,
     .form = "/subscriptions/{subscription}/resourceGroups/{resource_group}/providers/"
             "Microsoft.Network/"
             "virtualNetworks/{network_settings.vnet_name}/subnets/{}",
     .why_replace = ignored_put,
     .help = "ARM id of the subnet, or its name together with vnet_name."},
    {.yaml = "identity",
     .arm = "identity",
     .rule = Rule::identity,
     .mutability = Mutability::replace,
     .compare = Compare::identity,
     .choices = identity_choices,
     .why_replace = ignored_put,
     .help = "Managed identity of the nodes."},
};

constexpr Relation relations[] = {
    {Relation::Kind::not_above, "min_instances", "max_instances"},
    {Relation::Kind::needs, "network_settings.vnet_name", "network_settings.subnet",
     "Name the subnet as well, or give its whole ARM id as subnet."},
};

constexpr std::string_view schemas[] = {"amlCompute"};

}  // namespace

Kind cluster_rows() {
  Kind kind = compute("underlyingResourceAction=Delete");
  kind.schema_names = schemas;
  kind.read_only = read_only_compute;
  kind.fields = fields;
  kind.relations = relations;
  kind.discriminator = "type=amlcompute";
  kind.summary =
      "{properties.properties.vmSize}, {properties.properties.scaleSettings.minNodeCount} to "
      "{properties.properties.scaleSettings.maxNodeCount} nodes";
  return kind;
}

}  // namespace armature::catalog
