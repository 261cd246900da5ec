#include "arm/live.hpp"

#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace armature::arm {

ProvisioningState parse_state(std::string_view word) {
  if (equal_ignoring_case(word, "Succeeded")) return ProvisioningState::succeeded;
  if (equal_ignoring_case(word, "Failed")) return ProvisioningState::failed;
  if (equal_ignoring_case(word, "Canceled")) return ProvisioningState::canceled;
  return ProvisioningState::running;
}

ProvisioningState provisioning_state(const Json& resource_body) {
  const Json* state = find(resource_body, "properties.provisioningState");
  if (state == nullptr || !state->is_string()) return ProvisioningState::succeeded;
  return parse_state(state->get_ref<const std::string&>());
}

Query get_query(const ResourceId& id, std::string api_version) {
  return {.kind = Query::Kind::get, .path = url_path(id), .api_version = std::move(api_version)};
}

Query list_query(std::string parent_path, std::string_view type, std::string api_version,
                 std::string parameters) {
  std::string path;
  for (const std::string_view segment : split(parent_path, '/')) {
    if (!segment.empty()) path += "/" + percent_encode(segment);
  }
  path += "/" + std::string(type);
  return {.kind = Query::Kind::list,
          .path = std::move(path),
          .api_version = std::move(api_version),
          .parameters = std::move(parameters)};
}

}  // namespace armature::arm
