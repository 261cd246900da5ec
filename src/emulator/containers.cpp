#include "emulator/containers.hpp"

#include <charconv>

#include <nlohmann/json.hpp>

#include "emulator/defaults.hpp"
#include "emulator/write.hpp"

namespace armature::emulator {
namespace {

/// The number a version is, 0 for text that is none.
std::uint64_t number_of(std::string_view version) {
  std::uint64_t number = 0;
  const auto [end, problem] =
      std::from_chars(version.data(), version.data() + version.size(), number);
  return problem == std::errc{} && end == version.data() + version.size() ? number : 0;
}

Json new_container(const Context& context, const Target& container, const Json& version) {
  const std::string now = iso_time(context.now);
  Json body = {{"id", container.id()},
               {"name", container.name()},
               {"type", std::string(container.type->full_type())},
               {"properties", Json::object()},
               {"systemData",
                {{"createdAt", now},
                 {"createdBy", context.config.who},
                 {"createdByType", "User"},
                 {"lastModifiedAt", now},
                 {"lastModifiedBy", context.config.who},
                 {"lastModifiedByType", "User"}}}};
  if (const Json* type = find(version, "properties.dataType"))
    body["properties"]["dataType"] = *type;
  if (container.type->has_state) body["properties"]["provisioningState"] = std::string(kStateSlot);
  fill_defaults(*container.type, body);
  return body;
}

std::uint64_t next_of(const Json& properties) {
  const auto next = properties.find("nextVersion");
  return next == properties.end() || !next->is_string() ? 1 : number_of(next->get<std::string>());
}

}  // namespace

void note_version(Context& context, const Target& version, const Json& body) {
  const Target container = version.parent();
  const std::string key = container.key();
  auto record = load(context, key);
  const bool created = record == nullptr;
  if (created) record = std::make_unique<Record>();
  Json stored = created ? new_container(context, container, body) : Json::parse(record->body);
  Json& properties = stored["properties"];
  properties["latestVersion"] = version.name();
  properties["nextVersion"] =
      std::to_string(std::max(next_of(properties), number_of(version.name()) + 1));
  record->body = dump(stored);
  save(context, key, *record);
  if (created) context.store.put("n\x1f" + key, std::to_string(creations(context, key) + 1));
}

void forget_version(Context& context, const Target& version) {
  const Target container = version.parent();
  const auto record = load(context, container.key());
  if (record == nullptr) return;
  std::string latest;
  std::string at;
  for (const auto& [key, text] : context.store.scan(version.collection_key())) {
    const Json* created = nullptr;
    const Json body = Json::parse(decode(text).body, nullptr, false);
    created = find(body, "systemData.createdAt");
    if (created == nullptr || created->get_ref<const std::string&>() < at) continue;
    at = created->get<std::string>();
    latest = body.value("name", "");
  }
  Json stored = Json::parse(record->body);
  stored["properties"]["latestVersion"] = latest.empty() ? Json() : Json(latest);
  record->body = dump(stored);
  save(context, container.key(), *record);
}

}  // namespace armature::emulator
