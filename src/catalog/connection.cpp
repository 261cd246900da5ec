#include "catalog/names.hpp"
#include "catalog/rows.hpp"

namespace armature::catalog {
namespace {

constexpr Choice categories[] = {
    {"git", "Git"},
    {"python_feed", "PythonFeed"},
    {"container_registry", "ContainerRegistry"},
    {"s3", "S3"},
    {"snowflake", "Snowflake"},
    {"azure_sql_db", "AzureSqlDb"},
    {"azure_synapse_analytics", "AzureSynapseAnalytics"},
    {"azure_my_sql_db", "AzureMySqlDb"},
    {"azure_postgres_db", "AzurePostgresDb"},
    {"azure_data_lake_gen_2", "ADLSGen2"},
    {"azure_blob", "AzureBlob"},
    {"azure_one_lake", "AzureOneLake"},
    {"azure_open_ai", "AzureOpenAI"},
    {"azure_ai_services", "AIServices"},
    {"azure_ai_search", "CognitiveSearch"},
    {"cognitive_service", "CognitiveService"},
    {"open_ai", "OpenAI"},
    {"serp", "Serp"},
    {"serverless", "Serverless"},
    {"redis", "Redis"},
    {"api_key", "ApiKey"},
    {"custom", "CustomKeys"},
};

constexpr Choice authentications[] = {
    {"none", "None"},
    {"pat", "PAT"},
    {"sas", "SAS"},
    {"api_key", "ApiKey"},
    {"account_key", "AccountKey"},
    {"access_key", "AccessKey"},
    {"username_password", "UsernamePassword"},
    {"managed_identity", "ManagedIdentity"},
    {"service_principal", "ServicePrincipal"},
    {"custom_keys", "CustomKeys"},
    {"aad", "AAD"},
};

// The service masks everything in credentials, names included.
constexpr Field credential(std::string_view yaml, std::string_view arm, std::string_view help) {
  return {.yaml = yaml, .arm = arm, .compare = Compare::secret, .help = help};
}

constexpr Field fields[] = {
    schema_row,
    kind_row,
    raw_row,
    name_row,
    {.yaml = "type",
     .arm = "properties.category",
     .rule = Rule::choice,
     .mutability = Mutability::replace,
     .compare = Compare::ignore_case,
     .required = true,
     .choices = categories,
     .why_replace = "a connection cannot change its type",
     .help = "What the connection leads to: git, container_registry, azure_open_ai."},
    {.yaml = "target", .arm = "properties.target", .help = "Where it is: a URL."},
    {.yaml = "metadata",
     .arm = "properties.metadata",
     .rule = Rule::string_map,
     .compare = Compare::tags,
     .help = "Further facts, such as the version of an API."},
    secret_version_row("properties.metadata"),
    {.yaml = "is_shared",
     .arm = "properties.isSharedToAll",
     .rule = Rule::boolean,
     .help = "Whether all users of the workspace may use it."},
    {.yaml = "credentials",
     .arm = "properties.credentials",
     .rule = Rule::child,
     .help = "How one gets in."},
    {.yaml = "credentials.type",
     .arm = "properties.authType",
     .rule = Rule::choice,
     .compare = Compare::ignore_case,
     .required = true,
     .choices = authentications,
     .help = "pat, sas, api_key, account_key, access_key, username_password, managed_identity, "
             "service_principal, custom_keys, aad or none."},
    {.yaml = "",
     .arm = "properties.authType",
     .rule = Rule::constant,
     .compare = Compare::ignore_case,
     .value = R"("None")",
     .with = "!credentials"},
    credential("credentials.pat", "properties.credentials.pat", "Personal access token."),
    credential("credentials.sas_token", "properties.credentials.sas", "Shared access signature."),
    credential("credentials.key", "properties.credentials.key", "Key of the API or account."),
    credential("credentials.access_key_id", "properties.credentials.accessKeyId",
               "Id of the access key."),
    credential("credentials.secret_access_key", "properties.credentials.secretAccessKey",
               "Secret of the access key."),
    credential("credentials.username", "properties.credentials.username", "Name of the user."),
    credential("credentials.password", "properties.credentials.password", "Password of the user."),
    credential("credentials.client_id", "properties.credentials.clientId",
               "Client id of the identity or service principal."),
    credential("credentials.resource_id", "properties.credentials.resourceId",
               "ARM id of the managed identity."),
    credential("credentials.client_secret", "properties.credentials.clientSecret",
               "Secret of the service principal."),
    credential("credentials.tenant_id", "properties.credentials.tenantId",
               "Tenant of the service principal."),
    {.yaml = "credentials.keys",
     .arm = "properties.credentials.keys",
     .rule = Rule::string_map,
     .compare = Compare::secret,
     .help = "Keys by their names."},
};

constexpr std::string_view its_type = "It belongs to another type of credentials.";
constexpr Relation relations[] = {
    {Relation::Kind::needs, "credentials.pat", "credentials.type=PAT", its_type},
    {Relation::Kind::needs, "credentials.sas_token", "credentials.type=SAS", its_type},
    {Relation::Kind::needs, "credentials.access_key_id", "credentials.type=AccessKey", its_type},
    {Relation::Kind::needs, "credentials.secret_access_key", "credentials.type=AccessKey",
     its_type},
    {Relation::Kind::needs, "credentials.username", "credentials.type=UsernamePassword", its_type},
    {Relation::Kind::needs, "credentials.password", "credentials.type=UsernamePassword", its_type},
    {Relation::Kind::needs, "credentials.resource_id", "credentials.type=ManagedIdentity",
     its_type},
    {Relation::Kind::needs, "credentials.client_secret", "credentials.type=ServicePrincipal",
     its_type},
    {Relation::Kind::needs, "credentials.tenant_id", "credentials.type=ServicePrincipal", its_type},
    {Relation::Kind::needs, "credentials.keys", "credentials.type=CustomKeys", its_type},
};

constexpr std::string_view schemas[] = {"workspaceConnection", "connection"};

}  // namespace

// There is no place for tags, so that a connection is owned by being declared.
Kind connection_rows() {
  return {.name = "connection",
          .schema_names = schemas,
          .arm_type = "connections",
          .api_version = api_version,
          .name_pattern = connection_name_rule,
          .name_ok = connection_name_ok,
          .guarded_removal = true,
          .read_only = read_only_connection,
          .fields = fields,
          .relations = relations,
          .summary = "{properties.category}[ at {properties.target}]"};
}

}  // namespace armature::catalog
