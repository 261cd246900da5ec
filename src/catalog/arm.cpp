#include "catalog/rows.hpp"

namespace armature::catalog {
namespace {

constexpr Field fields[] = {
    schema_row,
    kind_row,
    {.yaml = "name",
     .arm = "",
     .rule = Rule::key,
     .required = true,
     .help = "Name of the resource; of one below another both names with a slash between."},
    {.yaml = "type",
     .arm = "",
     .rule = Rule::arm_type,
     .required = true,
     .help =
         "Type and version: Microsoft.MachineLearningServices/workspaces/schedules@2026-05-01."},
    {.yaml = "body",
     .arm = "",
     .rule = Rule::raw,
     .required = true,
     .help = "Body of the PUT, as it is; {$id: KIND/NAME} is the id of another resource."},
};
constexpr std::string_view schemas[] = {"arm"};

constexpr std::string_view read_only[] = {"properties.provisioningState"};

bool any_name(std::string_view name) {
  return !name.empty() && name.size() <= 260 && name.front() != '/' && name.back() != '/' &&
         name.find_first_of("?#%\\<>") == std::string_view::npos &&
         name.find("//") == std::string_view::npos;
}

}  // namespace

// Made anew for each type, version and place of tags that documents name: see variant_of.
Kind arm_rows() {
  return {.name = "arm",
          .schema_names = schemas,
          .arm_type = {},
          .api_version = api_version,
          .name_pattern = "names without ? # % \\ < >, one for each part of the type",
          .name_ok = any_name,
          .write = Write::long_running,
          .read_only = read_only,
          .fields = fields,
          .variant_field = "type",
          .open = true,
          .summary = "{type}"};
}

}  // namespace armature::catalog
