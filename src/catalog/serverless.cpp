#include "catalog/names.hpp"
#include "catalog/rows.hpp"

namespace armature::catalog {
namespace {

constexpr Choice auth_modes[] = {{"key", "Key"}, {"aad", "AAD"}, {"key_and_aad", "KeyAndAAD"}};
constexpr Choice switches[] = {{"enabled", "Enabled"}, {"disabled", "Disabled"}};

constexpr Field fields[] = {
    schema_row,
    kind_row,
    raw_row,
    name_row,
    location_row,
    {.yaml = "auth_mode",
     .arm = "properties.authMode",
     .rule = Rule::choice,
     .compare = Compare::ignore_case,
     .server_default = R"("Key")",
     .value = R"("Key")",
     .choices = auth_modes,
     .help = "How callers prove who they are."},
    {.yaml = "model_id",
     .arm = "properties.modelSettings.modelId",
     .mutability = Mutability::replace,
     .compare = Compare::ignore_case,
     .required = true,
     .why_replace = "an endpoint serves one model for good",
     .help = "Model of a registry: azureml://registries/NAME/models/MODEL."},
    {.yaml = "content_safety", .arm = "", .rule = Rule::child, .help = "Filter of contents."},
    {.yaml = "content_safety.status",
     .arm = "properties.contentSafety.contentSafetyStatus",
     .rule = Rule::choice,
     .compare = Compare::ignore_case,
     .required = true,
     .choices = switches,
     .help = "enabled or disabled."},
    top_tags_row,
    {.yaml = "", .arm = "sku.name", .rule = Rule::constant, .value = R"("Consumption")"},
};
constexpr std::string_view schemas[] = {"serverlessEndpoint"};

}  // namespace

Kind serverless_endpoint_rows() {
  return {.name = "serverless_endpoint",
          .schema_names = schemas,
          .arm_type = "serverlessEndpoints",
          .api_version = api_version,
          .name_pattern = serverless_name_rule,
          .name_ok = serverless_name_ok,
          .located = true,
          .tags = Tags::top_level,
          .write = Write::long_running,
          .guarded_removal = true,
          .tag_patch = true,
          .read_only = read_only_serverless_endpoint,
          .fields = fields,
          .summary = "{properties.modelSettings.modelId}"};
}

}  // namespace armature::catalog
