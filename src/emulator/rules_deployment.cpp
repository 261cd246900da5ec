#include <array>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "emulator/rules.hpp"

namespace armature::emulator {
namespace {

constexpr std::size_t kDeploymentsMax = 20;

const std::string* text_at(const Json& body, std::string_view path) {
  const Json* value = find(body, path);
  return value != nullptr && value->is_string() ? &value->get_ref<const std::string&>() : nullptr;
}

struct Reference {
  std::string_view path, collection;
};
constexpr std::array<Reference, 6> kBatchReferences = {{
    {"properties.model.assetId", "models/versions"},
    {"properties.model.datastoreId", "datastores"},
    {"properties.codeConfiguration.codeId", "codes/versions"},
    {"properties.environmentId", "environments/versions"},
    {"properties.compute", "computes"},
    {"properties.deploymentConfiguration.componentId.assetId", "components/versions"},
}};
constexpr std::array<Reference, 3> kOnlineReferences = {{
    {"properties.model", "models/versions"},
    {"properties.codeConfiguration.codeId", "codes/versions"},
    {"properties.environmentId", "environments/versions"},
}};

Verdict references(const Draft& draft, std::span<const Reference> rows) {
  for (const auto& [path, collection] : rows)
    if (const std::string* id = text_at(draft.body, path))
      if (auto refusal = need(draft, path, *id, collection)) return refusal;
  return std::nullopt;
}

/// "custom_model" and the like; empty where the model is not one of ours.
std::string model_type(const Draft& draft, std::string_view path) {
  const std::string* id = text_at(draft.body, path);
  const auto target = id == nullptr ? std::nullopt : target_of_id(*id);
  const auto record = target ? load(draft.context, target->key()) : nullptr;
  if (record == nullptr) return {};
  const Json body = Json::parse(record->body, nullptr, false);
  const std::string* type = text_at(body, "properties.modelType");
  return type == nullptr ? std::string() : *type;
}

Verdict ranges(const Draft& draft,
               std::initializer_list<std::pair<std::string_view, std::int64_t>> least) {
  for (const auto& [path, minimum] : least)
    if (const Json* value = find(draft.body, path); value != nullptr && *value < minimum)
      return user_error(fmt::format("{}: less than {}.", path, minimum));
  return std::nullopt;
}

Verdict batch_rules(Draft& draft) {
  const bool pipeline = find(draft.body, "properties.deploymentConfiguration") != nullptr;
  const bool model = find(draft.body, "properties.model") != nullptr;
  if (pipeline == model)
    return user_error("properties: exactly one of model and deploymentConfiguration is needed.");
  if (auto refusal = references(draft, kBatchReferences)) return refusal;
  if (!pipeline && model_type(draft, "properties.model.assetId") == "custom_model")
    for (const char* path : {"properties.codeConfiguration.codeId", "properties.environmentId"})
      if (find(draft.body, path) == nullptr)
        return user_error(fmt::format("{}: needed for a custom model.", path));
  if (!pipeline)
    if (auto refusal = ranges(draft, {{"properties.miniBatchSize", 1},
                                      {"properties.maxConcurrencyPerInstance", 1},
                                      {"properties.errorThreshold", -1},
                                      {"properties.retrySettings.maxRetries", 0},
                                      {"properties.resources.instanceCount", 1}}))
      return refusal;
  if (changed(draft, "properties.deploymentConfiguration"))
    return user_error("properties.deploymentConfiguration: cannot be changed.");
  if (draft.context.on(Switch::resources_change_ignored)) keep(draft, "properties.resources");
  return std::nullopt;
}

/// As online deployments give ids back: behind "azureml:".
void prefix_id(Json& body, std::string_view path) {
  const std::string* id = text_at(body, path);
  if (id != nullptr && id->starts_with('/')) put(body, path, "azureml:" + *id);
}

Verdict managed_rules(const Draft& draft) {
  if (text_at(draft.body, "properties.instanceType") == nullptr)
    return user_error("properties.instanceType: a managed deployment needs an instance type.");
  const std::string* scale = text_at(draft.body, "properties.scaleSettings.scaleType");
  if (scale != nullptr && *scale != "Default")
    return user_error(
        "properties.scaleSettings.scaleType: a managed deployment takes Default only.");
  for (const char* path : {"properties.instanceType", "properties.egressPublicNetworkAccess"})
    if (draft.stored != nullptr && find(draft.body, path) != nullptr && changed(draft, path))
      return user_error(
          fmt::format("{}: cannot be changed after the deployment was created.", path));
  return std::nullopt;
}

Verdict online_rules(Draft& draft) {
  if (changed(draft, "properties.endpointComputeType"))
    return user_error("properties.endpointComputeType: cannot be changed.");
  if (auto refusal = references(draft, kOnlineReferences)) return refusal;
  if (model_type(draft, "properties.model") == "custom_model" &&
      find(draft.body, "properties.environmentId") == nullptr)
    return user_error("properties.environmentId: needed for a custom model.");
  if (find(draft.body, "properties.model") == nullptr &&
      find(draft.body, "properties.environmentId") == nullptr)
    return user_error("properties: a deployment needs a model or an environment.");
  if (auto refusal =
          ranges(draft, {{"sku.capacity", 1},
                         {"properties.requestSettings.maxConcurrentRequestsPerInstance", 1}}))
    return refusal;
  if (*text_at(draft.body, "properties.endpointComputeType") == "Managed")
    if (auto refusal = managed_rules(draft)) return refusal;
  prefix_id(draft.body, "properties.model");
  prefix_id(draft.body, "properties.environmentId");
  return std::nullopt;
}

Verdict endpoint_ready(const Draft& draft) {
  const auto endpoint = load(draft.context, draft.target.parent().key());
  if (endpoint == nullptr) return std::nullopt;
  const auto state = endpoint->state(draft.context.now);
  if (endpoint->busy(draft.context.now) || state == "Succeeded") return std::nullopt;
  return Refusal{
      409, "Conflict",
      fmt::format("Cannot write deployment '{}': the endpoint is in the {} provisioning state.",
                  draft.target.name(), state)};
}

Verdict room(const Draft& draft) {
  if (draft.stored != nullptr) return std::nullopt;
  std::size_t count = 0;
  for (const auto& entry : draft.context.store.scan(draft.target.collection_key()))
    if (!decode(entry.second).gone(draft.context.now)) ++count;
  if (count < kDeploymentsMax) return std::nullopt;
  return user_error("The endpoint has 20 deployments already.");
}

}  // namespace

Verdict deployment_rules(Draft& draft) {
  if (auto refusal = endpoint_ready(draft)) return refusal;
  if (auto refusal = room(draft)) return refusal;
  if (draft.context.on(Switch::code_configuration_change_ignored))
    keep(draft, "properties.codeConfiguration");
  if (auto refusal = keep_bag(draft)) return refusal;
  return draft.target.type->online ? online_rules(draft) : batch_rules(draft);
}

}  // namespace armature::emulator
