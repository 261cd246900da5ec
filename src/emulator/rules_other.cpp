#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "emulator/rules.hpp"

namespace armature::emulator {

Verdict serverless_rules(Draft& draft) {
  const Json* model = find(draft.body, "properties.modelSettings.modelId");
  if (model == nullptr || model->get_ref<const std::string&>().empty())
    return user_error("properties.modelSettings.modelId: a serverless endpoint needs a model.");
  if (changed(draft, "properties.modelSettings.modelId"))
    return user_error(
        "properties.modelSettings.modelId: cannot be changed after the endpoint was created.");
  return std::nullopt;
}

Verdict connection_rules(Draft& draft) {
  const Json* category = find(draft.body, "properties.category");
  if (category == nullptr) return user_error("properties.category: a connection needs one.");
  if (changed(draft, "properties.category"))
    return user_error("properties.category: the category of a connection cannot be changed.");
  const Json* type = find(draft.body, "properties.authType");
  const Json* held = find(draft.body, "properties.credentials");
  const bool open = *type == "None" || *type == "AAD";
  if (!open && (held == nullptr || held->empty()))
    return user_error(
        fmt::format("properties.credentials: {} needs credentials.", type->get<std::string>()));
  return std::nullopt;
}

}  // namespace armature::emulator
