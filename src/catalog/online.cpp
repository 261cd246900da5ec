#include "catalog/names.hpp"
#include "catalog/rows.hpp"

namespace armature::catalog {
namespace {

constexpr std::string_view fixed_at_creation = "the service fixes it when an endpoint is created";

constexpr Choice auth_modes[] = {
    {"key", "Key"}, {"aml_token", "AMLToken"}, {"aad_token", "AADToken"}};
constexpr Choice access[] = {{"enabled", "Enabled"}, {"disabled", "Disabled"}};

constexpr Field endpoint_fields[] = {
    schema_row,
    kind_row,
    raw_row,
    name_row,
    location_row,
    {.yaml = "auth_mode",
     .arm = "properties.authMode",
     .rule = Rule::choice,
     .compare = Compare::ignore_case,
     .value = R"("Key")",
     .choices = auth_modes,
     .help = "How callers prove who they are."},
    {.yaml = "description",
     .arm = "properties.description",
     .mutability = Mutability::replace,
     .why_replace = fixed_at_creation,
     .help = "What the endpoint is for."},
    top_tags_row,
    bag_row,
    {.yaml = "identity",
     .arm = "identity",
     .rule = Rule::identity,
     .mutability = Mutability::replace,
     .compare = Compare::identity,
     .value = R"({"type":"SystemAssigned"})",
     .choices = identity_choices,
     .why_replace = fixed_at_creation,
     .help = "Managed identity of the endpoint."},
    {.yaml = "public_network_access",
     .arm = "properties.publicNetworkAccess",
     .rule = Rule::choice,
     .compare = Compare::ignore_case,
     .server_default = R"("Enabled")",
     .choices = access,
     .help = "Whether the endpoint can be called from the internet."},
    {.yaml = "traffic",
     .arm = "properties.traffic",
     .rule = Rule::routing,
     .target = "traffic",
     .help = "Percent of the calls that each deployment gets."},
    {.yaml = "mirror_traffic",
     .arm = "properties.mirrorTraffic",
     .rule = Rule::routing,
     .target = "traffic",
     .help = "Percent of the calls that one deployment gets a copy of."},
    {.yaml = "compute",
     .arm = "properties.compute",
     .rule = Rule::reference,
     .mutability = Mutability::replace,
     .compare = Compare::id,
     .target = "compute",
     .why_replace = fixed_at_creation,
     .help = "Attached Kubernetes cluster that serves: azureml:NAME. Without it the service's own "
             "machines do."},
};
constexpr std::string_view endpoint_schemas[] = {"managedOnlineEndpoint", "onlineEndpoint",
                                                 "kubernetesOnlineEndpoint"};
constexpr Relation endpoint_relations[] = {
    {Relation::Kind::at_most_one, "compute", "mirror_traffic", "Kubernetes does not copy calls."},
};
constexpr std::string_view endpoint_keys[] = {"AzureAsyncOperationUri", "azureml.onlineendpointid",
                                              "createdAt", "createdBy", "lastModifiedAt"};

constexpr Field traffic_fields[] = {
    {.yaml = "traffic",
     .arm = "properties.traffic",
     .rule = Rule::integer_map,
     .server_default = "{}",
     .target = "online_deployment",
     .help = "Percent of the calls that each deployment gets.",
     .least = 0,
     .most = 100},
    {.yaml = "mirror_traffic",
     .arm = "properties.mirrorTraffic",
     .rule = Rule::integer_map,
     .server_default = "{}",
     .target = "online_deployment",
     .help = "Percent of the calls that one deployment gets a copy of.",
     .least = 0,
     .most = 50},
};
constexpr Relation traffic_relations[] = {
    {Relation::Kind::sums_to_100, "traffic", "",
     "Let the entries sum to 100, or write {} where no deployment shall serve."},
    {Relation::Kind::at_most_one_entry, "mirror_traffic", "",
     "Calls can be copied to one deployment only."},
    {Relation::Kind::no_common_entry, "traffic", "mirror_traffic",
     "A deployment either serves or gets copies; take it out of one of the two."},
};

}  // namespace

Kind online_endpoint_rows() {
  return {.name = "online_endpoint",
          .schema_names = endpoint_schemas,
          .arm_type = "onlineEndpoints",
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
          .read_only = read_only_online_endpoint,
          .server_keys = endpoint_keys,
          .fields = endpoint_fields,
          .relations = endpoint_relations,
          .summary = "{properties.authMode}"};
}

// Declared in the manifest of its endpoint, never in one of its own.
Kind traffic_rows() {
  return {.name = "traffic",
          .schema_names = {},
          .arm_type = "onlineEndpoints",
          .api_version = api_version,
          .name_field = "",
          .name_pattern = endpoint_name_rule,
          .name_ok = endpoint_name_ok,
          .lower_case_name = true,
          .write = Write::long_running,
          .removal = Removal::nothing,
          .serialise_under_parent = true,
          .routes = "online_endpoint",
          .read_only = read_only_online_endpoint,
          .server_keys = endpoint_keys,
          .fields = traffic_fields,
          .relations = traffic_relations,
          .document = false,
          .summary = "[{properties.traffic}][, copies: {properties.mirrorTraffic}]"};
}

}  // namespace armature::catalog
