#include "emulator/rules.hpp"

#include <array>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "emulator/workspace.hpp"

namespace armature::emulator {
namespace {

constexpr std::size_t kTagsMax = 50, kTagNameMax = 512, kTagValueMax = 256;
constexpr std::array<std::string_view, 3> kReservedTags = {"microsoft", "azure", "windows"};
/// Bag entries that the service writes itself.
constexpr std::array<std::string_view, 6> kServiceKeys = {"AzureAsyncOperationUri",
                                                          "azureml.onlineendpointid",
                                                          "BatchEndpointCreationApiVersion",
                                                          "createdAt",
                                                          "createdBy",
                                                          "lastModifiedAt"};

bool service_key(std::string_view key) {
  for (const std::string_view one : kServiceKeys)
    if (equal_ignoring_case(one, key)) return true;
  return false;
}

/// Outside our resource types: registries, paths of datastores, curated environments. They are
/// taken to exist.
bool foreign_reference(std::string_view id) {
  return starts_with_ignoring_case(id, "azureml://") ||
         starts_with_ignoring_case(id, "azureml:AzureML-");
}

}  // namespace

bool changed(const Draft& draft, std::string_view path) {
  if (draft.stored == nullptr) return false;
  const Json* before = find(*draft.stored, path);
  const Json* after = find(draft.body, path);
  const auto nothing = [](const Json* value) {
    return value == nullptr || value->is_null() || (value->is_object() && value->empty());
  };
  if (nothing(before) || nothing(after)) return nothing(before) != nothing(after);
  return *before != *after;
}

void keep(Draft& draft, std::string_view path) {
  if (draft.stored == nullptr) return;
  const Json* before = find(*draft.stored, path);
  if (before != nullptr && !before->is_null())
    put(draft.body, path, *before);
  else if (find(draft.body, path) != nullptr)
    drop(draft.body, path);
}

Verdict keep_bag(Draft& draft) {
  const Json* before =
      draft.stored == nullptr ? nullptr : find(*draft.stored, "properties.properties");
  Json& bag = draft.body["properties"]["properties"];
  if (!bag.is_object()) bag = Json::object();
  for (auto entry = bag.begin(); entry != bag.end();) {
    const bool held = before != nullptr && before->is_object() && before->contains(entry.key());
    if (service_key(entry.key()) && !held) {
      entry = bag.erase(entry);
      continue;
    }
    if (held && !service_key(entry.key()) && before->at(entry.key()) != *entry)
      return user_error(
          fmt::format("properties.properties.{}: entries can be added, but not removed or altered.",
                      entry.key()));
    ++entry;
  }
  if (before != nullptr && before->is_object())
    for (const auto& [key, value] : before->items()) bag[key] = value;
  return std::nullopt;
}

Verdict tag_rules(const Draft& draft) {
  const Json* tags = find(draft.body, "tags");
  if (tags == nullptr) return std::nullopt;
  if (tags->size() > kTagsMax)
    return Refusal{400, "InvalidTags", "A resource can have at most 50 tags."};
  std::size_t number = 0;
  for (const auto& [key, value] : tags->items()) {
    if (value.get_ref<const std::string&>().empty())
      return user_error(
          fmt::format("{{\"PropertyName\": \"Tags.Values[{}]\", \"ErrorMessage\": \"Tag values "
                      "must not be null or empty.\"}}",
                      number));
    if (key.empty() || key.size() > kTagNameMax ||
        value.get_ref<const std::string&>().size() > kTagValueMax)
      return Refusal{400, "InvalidTagNameOrValue",
                     fmt::format("tags.{}: name or value is too long or empty.", key)};
    if (key.find_first_of("<>%&\\?/") != key.npos)
      return Refusal{400, "InvalidTagNameCharacters",
                     fmt::format("tags.{}: the name holds one of < > % & \\ ? /.", key)};
    for (const std::string_view reserved : kReservedTags)
      if (starts_with_ignoring_case(key, reserved) && !starts_with_ignoring_case(key, "azureml"))
        return Refusal{400, "ReservedTagName",
                       fmt::format("tags.{}: the prefix '{}' is reserved.", key, reserved)};
    for (const auto& [other, unused] : tags->items())
      if (&other != &key && other != key && equal_ignoring_case(other, key))
        return Refusal{400, "DuplicateTagName",
                       fmt::format("tags.{}: tag names ignore case.", key)};
    ++number;
  }
  return std::nullopt;
}

Verdict need(const Draft& draft, std::string_view path, const std::string& id,
             std::string_view collection) {
  if (foreign_reference(id)) return std::nullopt;
  const auto target = target_of_id(id);
  if (!target || target->type->path != collection)
    return user_error(
        fmt::format("{}: '{}' is no ARM id of a resource of type {}.", path, id, collection));
  if (collection == "datastores" && default_datastore(draft.context, *target)) return std::nullopt;
  const auto record = load(draft.context, target->key());
  if (record == nullptr)
    return user_error(fmt::format("{}: Could not find asset with ID: {}", path, id));
  if (record->state(draft.context.now) != "Succeeded")
    return Refusal{409, "ReferencedResourceNotProvisioned",
                   fmt::format("{}: '{}' is in the {} provisioning state.", path, id,
                               record->state(draft.context.now))};
  return std::nullopt;
}

Verdict apply_rules(Draft& draft) {
  if (changed(draft, "location") && draft.body.contains("location"))
    return Refusal{409, "InvalidResourceLocation",
                   "location: the location of a resource cannot be changed."};
  if (auto refusal = tag_rules(draft)) return refusal;
  switch (draft.target.type->family) {
    case Family::compute:
      return compute_rules(draft);
    case Family::datastore:
      return datastore_rules(draft);
    case Family::container:
    case Family::version:
      return asset_rules(draft);
    case Family::endpoint:
      return endpoint_rules(draft);
    case Family::deployment:
      return deployment_rules(draft);
    case Family::serverless:
      return serverless_rules(draft);
    case Family::connection:
      return connection_rules(draft);
  }
  return std::nullopt;
}

}  // namespace armature::emulator
