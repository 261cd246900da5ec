#include "catalog/compute.hpp"

namespace armature::catalog {
namespace {

constexpr Field kubernetes_fields[] = {
    schema_row,
    kind_row,
    raw_row,
    name_row,
    compute_type_row(R"("Kubernetes")"),
    workspace_location_row,
    compute_description_row,
    top_tags_row,
    resource_id_row,
    fixed({.yaml = "namespace",
           .arm = "properties.properties.namespace",
           .server_default = R"("default")",
           .value = R"("default")",
           .help = "Namespace of the cluster that the work runs in."}),
    compute_identity_row,
};

constexpr Field machine_fields[] = {
    schema_row,
    kind_row,
    raw_row,
    name_row,
    compute_type_row(R"("VirtualMachine")"),
    workspace_location_row,
    compute_description_row,
    top_tags_row,
    resource_id_row,
    {.yaml = "ssh_settings",
     .arm = "",
     .rule = Rule::child,
     .help = "How the service gets into the machine."},
    fixed({.yaml = "ssh_settings.admin_username",
           .arm = "properties.properties.administratorAccount.username",
           .required = true,
           .help = "Name of the administrator."}),
    fixed({.yaml = "ssh_settings.admin_password",
           .arm = "properties.properties.administratorAccount.password",
           .compare = Compare::secret,
           .help = "Password of the administrator; never read back."}),
    fixed({.yaml = "ssh_settings.ssh_private_key_file",
           .arm = "properties.properties.administratorAccount.privateKeyData",
           .rule = Rule::file_text,
           .compare = Compare::secret,
           .help = "File with the administrator's private key; never read back."}),
    fixed({.yaml = "ssh_settings.ssh_port",
           .arm = "properties.properties.sshPort",
           .rule = Rule::integer,
           .value = "22",
           .help = "Port of SSH.",
           .least = 1,
           .most = 65535}),
};
constexpr Relation machine_relations[] = {
    {Relation::Kind::exactly_one, "ssh_settings.admin_password",
     "ssh_settings.ssh_private_key_file", "It is what the service gets in with.", "ssh_settings"},
};

constexpr Field spark_fields[] = {
    schema_row,
    kind_row,
    raw_row,
    name_row,
    compute_type_row(R"("SynapseSpark")"),
    workspace_location_row,
    compute_description_row,
    top_tags_row,
    resource_id_row,
    compute_identity_row,
};

constexpr std::string_view kubernetes_schemas[] = {"kubernetesCompute"};
constexpr std::string_view machine_schemas[] = {"vmCompute"};
constexpr std::string_view spark_schemas[] = {"synapseSpark"};

/// What was attached is let go, never deleted.
Kind attached() {
  Kind kind = compute("underlyingResourceAction=Detach");
  kind.summary = "{properties.resourceId}";
  return kind;
}

}  // namespace

// Without a discriminator: deployments have a type kubernetes too.
Kind kubernetes_compute_rows() {
  Kind kind = attached();
  kind.schema_names = kubernetes_schemas;
  kind.read_only = read_only_kubernetes_compute;
  kind.fields = kubernetes_fields;
  return kind;
}

Kind virtual_machine_rows() {
  Kind kind = attached();
  kind.schema_names = machine_schemas;
  kind.read_only = read_only_virtual_machine;
  kind.fields = machine_fields;
  kind.relations = machine_relations;
  kind.discriminator = "type=virtualmachine";
  return kind;
}

Kind synapse_spark_rows() {
  Kind kind = attached();
  kind.schema_names = spark_schemas;
  kind.read_only = read_only_synapse_spark;
  kind.fields = spark_fields;
  kind.discriminator = "type=synapsespark";
  return kind;
}

}  // namespace armature::catalog
