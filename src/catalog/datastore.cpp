#include "catalog/names.hpp"
#include "catalog/rows.hpp"

namespace armature::catalog {
namespace {

constexpr std::string_view other_place = "where a datastore lies cannot be changed";

constexpr Choice types[] = {
    {"azure_blob", "AzureBlob"},
    {"azure_file", "AzureFile"},
    {"azure_data_lake_gen2", "AzureDataLakeGen2"},
    {"azure_data_lake_gen1", "AzureDataLakeGen1"},
    {"one_lake", "OneLake"},
};
constexpr Choice artifact_types[] = {{"lake_house", "LakeHouse"}};

constexpr Field type(std::string_view value) {
  return {
      .yaml = "type",
      .arm = "properties.datastoreType",
      .rule = Rule::choice,
      .mutability = Mutability::replace,
      .compare = Compare::ignore_case,
      .value = value,
      .required = true,
      .choices = types,
      .why_replace = "a datastore cannot change its type",
      .help = "azure_blob, azure_file, azure_data_lake_gen2, azure_data_lake_gen1 or one_lake."};
}
constexpr Field place(std::string_view yaml, std::string_view arm, std::string_view help) {
  return {.yaml = yaml,
          .arm = arm,
          .mutability = Mutability::replace,
          .required = true,
          .why_replace = other_place,
          .help = help};
}
constexpr Field account = place("account_name", "properties.accountName", "Storage account.");
constexpr Field endpoint = {.yaml = "endpoint",
                            .arm = "properties.endpoint",
                            .server_default = R"("core.windows.net")",
                            .value = R"("core.windows.net")",
                            .help = "Domain of the storage service: core.windows.net."};
constexpr Field protocol = {.yaml = "protocol",
                            .arm = "properties.protocol",
                            .server_default = R"("https")",
                            .value = R"("https")",
                            .help = "https, or wasbs for blobs."};
constexpr Field description = {
    .yaml = "description", .arm = "properties.description", .help = "What the datastore is for."};
// The bag of a datastore is a plain map, unlike that of endpoints and versions.
constexpr Field bag = {.yaml = "properties",
                       .arm = "properties.properties",
                       .rule = Rule::string_map,
                       .compare = Compare::tags,
                       .help = "Property bag."};

// Credentials are sent as a whole: the service never gives secrets back, so that nothing live could
// complete them.
constexpr Field credentials = {.yaml = "credentials",
                               .arm = "properties.credentials",
                               .rule = Rule::child,
                               .help = "How the service gets in; without it as the caller."};
constexpr Field secret(std::string_view yaml, std::string_view arm, std::string_view help) {
  return {.yaml = yaml, .arm = arm, .compare = Compare::secret, .help = help};
}
constexpr Field credentials_type(std::string_view with, std::string_view value) {
  return {.yaml = "",
          .arm = "properties.credentials.credentialsType",
          .rule = Rule::constant,
          .compare = Compare::ignore_case,
          .server_default = R"("None")",
          .value = value,
          .with = with};
}
constexpr Field secrets_type(std::string_view with, std::string_view value) {
  return {.yaml = "",
          .arm = "properties.credentials.secrets.secretsType",
          .rule = Rule::constant,
          .compare = Compare::secret,
          .value = value,
          .with = with};
}
constexpr Field no_credentials = credentials_type("!credentials", R"("None")");
constexpr Field empty_credentials = credentials_type("", R"("None")");

constexpr Field account_key =
    secret("credentials.account_key", "properties.credentials.secrets.key",
           "Key of the storage account; never read back.");
constexpr Field key_type = credentials_type("credentials.account_key", R"("AccountKey")");
constexpr Field key_secrets = secrets_type("credentials.account_key", R"("AccountKey")");
constexpr Field sas_token =
    secret("credentials.sas_token", "properties.credentials.secrets.sasToken",
           "Shared access signature; never read back.");
constexpr Field sas_type = credentials_type("credentials.sas_token", R"("Sas")");
constexpr Field sas_secrets = secrets_type("credentials.sas_token", R"("Sas")");

constexpr Field tenant_id = {.yaml = "credentials.tenant_id",
                             .arm = "properties.credentials.tenantId",
                             .compare = Compare::ignore_case,
                             .help = "Tenant of the service principal."};
constexpr Field client_id = {.yaml = "credentials.client_id",
                             .arm = "properties.credentials.clientId",
                             .compare = Compare::ignore_case,
                             .help = "Service principal."};
constexpr Field resource_url = {.yaml = "credentials.resource_url",
                                .arm = "properties.credentials.resourceUrl",
                                .help = "Resource that the principal asks a token for."};
constexpr Field authority_url = {.yaml = "credentials.authority_url",
                                 .arm = "properties.credentials.authorityUrl",
                                 .server_default = R"("https://login.microsoftonline.com")",
                                 .value = R"("https://login.microsoftonline.com")",
                                 .help = "Where the principal signs in.",
                                 .with = "credentials.tenant_id"};
constexpr Field client_secret =
    secret("credentials.client_secret", "properties.credentials.secrets.clientSecret",
           "Secret of the service principal; never read back.");
constexpr Field principal_type =
    credentials_type("credentials.client_secret", R"("ServicePrincipal")");
constexpr Field principal_secrets =
    secrets_type("credentials.client_secret", R"("ServicePrincipal")");
constexpr Field certificate =
    secret("credentials.certificate", "properties.credentials.secrets.certificate",
           "Certificate of the service principal; never read back.");
constexpr Field thumbprint = {.yaml = "credentials.thumbprint",
                              .arm = "properties.credentials.thumbprint",
                              .compare = Compare::ignore_case,
                              .help = "Thumbprint of the certificate."};
constexpr Field certificate_type = credentials_type("credentials.certificate", R"("Certificate")");
constexpr Field certificate_secrets = secrets_type("credentials.certificate", R"("Certificate")");

constexpr Field blob_fields[] = {
    schema_row,
    kind_row,
    raw_row,
    name_row,
    type(R"("AzureBlob")"),
    account,
    place("container_name", "properties.containerName", "Blob container."),
    endpoint,
    protocol,
    description,
    asset_tags_row,
    secret_version_row("properties.tags"),
    bag,
    empty_credentials,
    no_credentials,
    credentials,
    account_key,
    key_type,
    key_secrets,
    sas_token,
    sas_type,
    sas_secrets,
};
constexpr Field file_fields[] = {
    schema_row,
    kind_row,
    raw_row,
    name_row,
    type(R"("AzureFile")"),
    account,
    place("file_share_name", "properties.fileShareName", "File share."),
    endpoint,
    protocol,
    description,
    asset_tags_row,
    secret_version_row("properties.tags"),
    bag,
    empty_credentials,
    no_credentials,
    credentials,
    account_key,
    key_type,
    key_secrets,
    sas_token,
    sas_type,
    sas_secrets,
};
constexpr Field gen2_fields[] = {
    schema_row,
    kind_row,
    raw_row,
    name_row,
    type(R"("AzureDataLakeGen2")"),
    account,
    place("filesystem", "properties.filesystem", "File system (container) of the account."),
    endpoint,
    protocol,
    description,
    asset_tags_row,
    secret_version_row("properties.tags"),
    bag,
    empty_credentials,
    no_credentials,
    credentials,
    tenant_id,
    client_id,
    resource_url,
    authority_url,
    client_secret,
    principal_type,
    principal_secrets,
    certificate,
    thumbprint,
    certificate_type,
    certificate_secrets,
};
constexpr Field gen1_fields[] = {
    schema_row,
    kind_row,
    raw_row,
    name_row,
    type(R"("AzureDataLakeGen1")"),
    place("store_name", "properties.storeName", "Data Lake store."),
    description,
    asset_tags_row,
    secret_version_row("properties.tags"),
    bag,
    empty_credentials,
    no_credentials,
    credentials,
    tenant_id,
    client_id,
    resource_url,
    authority_url,
    client_secret,
    principal_type,
    principal_secrets,
    certificate,
    thumbprint,
    certificate_type,
    certificate_secrets,
};
constexpr Field one_lake_fields[] = {
    schema_row,
    kind_row,
    raw_row,
    name_row,
    type(R"("OneLake")"),
    place("one_lake_workspace_name", "properties.oneLakeWorkspaceName",
          "Workspace of Fabric, by its name or id."),
    {.yaml = "artifact",
     .arm = "",
     .rule = Rule::child,
     .required = true,
     .help = "What in the workspace holds the data."},
    {.yaml = "artifact.type",
     .arm = "properties.artifact.artifactType",
     .rule = Rule::choice,
     .mutability = Mutability::replace,
     .compare = Compare::ignore_case,
     .required = true,
     .choices = artifact_types,
     .why_replace = other_place,
     .help = "lake_house."},
    place("artifact.name", "properties.artifact.artifactName", "Lakehouse, by its name or id."),
    {.yaml = "endpoint",
     .arm = "properties.endpoint",
     .help = "Endpoint of OneLake, such as onelake.dfs.fabric.microsoft.com."},
    description,
    asset_tags_row,
    secret_version_row("properties.tags"),
    bag,
    empty_credentials,
    no_credentials,
    credentials,
    tenant_id,
    client_id,
    resource_url,
    authority_url,
    client_secret,
    principal_type,
    principal_secrets,
};

constexpr std::string_view give_both = "A service principal has a tenant and a client id.";
constexpr Relation key_relations[] = {
    {Relation::Kind::at_most_one, "credentials.account_key", "credentials.sas_token",
     "Keep the one that the service shall use."},
};
constexpr Relation principal_relations[] = {
    {Relation::Kind::needs, "credentials.tenant_id", "credentials.client_id", give_both},
    {Relation::Kind::needs, "credentials.client_id", "credentials.tenant_id", give_both},
    {Relation::Kind::needs, "credentials.client_secret", "credentials.tenant_id", give_both},
    {Relation::Kind::needs, "credentials.certificate", "credentials.tenant_id", give_both},
    {Relation::Kind::needs, "credentials.certificate", "credentials.thumbprint",
     "The service finds a certificate by its thumbprint."},
    {Relation::Kind::needs, "credentials.thumbprint", "credentials.certificate",
     "A thumbprint belongs to a certificate."},
    {Relation::Kind::exactly_one, "credentials.client_secret", "credentials.certificate",
     "It is what the service principal signs in with.", "credentials.tenant_id"},
};
constexpr Relation secret_relations[] = {
    {Relation::Kind::needs, "credentials.tenant_id", "credentials.client_id", give_both},
    {Relation::Kind::needs, "credentials.client_id", "credentials.tenant_id", give_both},
    {Relation::Kind::needs, "credentials.client_secret", "credentials.tenant_id", give_both},
    {Relation::Kind::needs, "credentials.tenant_id", "credentials.client_secret",
     "It is what the service principal signs in with."},
};

constexpr std::string_view blob_schemas[] = {"azureBlob"};
constexpr std::string_view file_schemas[] = {"azureFile"};
constexpr std::string_view gen2_schemas[] = {"azureDataLakeGen2"};
constexpr std::string_view gen1_schemas[] = {"azureDataLakeGen1"};
constexpr std::string_view one_lake_schemas[] = {"oneLake"};

Kind datastore() {
  return {.name = "datastore",
          .schema_names = {},
          .arm_type = "datastores",
          .api_version = api_version,
          .name_pattern = asset_name_rule,
          .name_ok = asset_name_ok,
          .tags = Tags::in_properties,
          // The official client does not let the service probe the storage either: the identity
          // that deploys needs no right to it.
          .write_parameters = "skipValidation=true",
          .guarded_removal = true,
          .variant_field = "type",
          .bare = Bare::name};
}

}  // namespace

Kind blob_datastore_rows() {
  Kind kind = datastore();
  kind.schema_names = blob_schemas;
  kind.read_only = read_only_blob_datastore;
  kind.fields = blob_fields;
  kind.relations = key_relations;
  kind.discriminator = "type=azure_blob";
  kind.summary = "{properties.accountName}/{properties.containerName}";
  return kind;
}

Kind file_datastore_rows() {
  Kind kind = datastore();
  kind.schema_names = file_schemas;
  kind.read_only = read_only_file_datastore;
  kind.fields = file_fields;
  kind.relations = key_relations;
  kind.discriminator = "type=azure_file";
  kind.summary = "{properties.accountName}/{properties.fileShareName}";
  return kind;
}

Kind gen2_datastore_rows() {
  Kind kind = datastore();
  kind.schema_names = gen2_schemas;
  kind.read_only = read_only_gen2_datastore;
  kind.fields = gen2_fields;
  kind.relations = principal_relations;
  kind.discriminator = "type=azure_data_lake_gen2";
  kind.summary = "{properties.accountName}/{properties.filesystem}";
  return kind;
}

Kind gen1_datastore_rows() {
  Kind kind = datastore();
  kind.schema_names = gen1_schemas;
  kind.read_only = read_only_gen1_datastore;
  kind.fields = gen1_fields;
  kind.relations = principal_relations;
  kind.discriminator = "type=azure_data_lake_gen1";
  kind.summary = "{properties.storeName}";
  return kind;
}

Kind one_lake_datastore_rows() {
  Kind kind = datastore();
  kind.schema_names = one_lake_schemas;
  kind.read_only = read_only_one_lake_datastore;
  kind.fields = one_lake_fields;
  kind.relations = secret_relations;
  kind.discriminator = "type=one_lake";
  kind.summary = "{properties.oneLakeWorkspaceName}/{properties.artifact.artifactName}";
  return kind;
}

}  // namespace armature::catalog
