#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "emulator/busy.hpp"
#include "emulator/containers.hpp"
#include "emulator/operations.hpp"
#include "emulator/workspace.hpp"
#include "emulator/write.hpp"

namespace armature::emulator {
namespace {

std::string tombstone_key(const std::string& key) {
  return "t\x1f" + key;
}

/// What the endpoint's body says about where requests go.
bool takes_traffic(const Json& endpoint, std::string_view path, const std::string& deployment) {
  const Json* map = find(endpoint, path);
  if (map == nullptr || !map->is_object()) return false;
  for (const auto& [name, share] : map->items())
    if (equal_ignoring_case(name, deployment) && share != 0) return true;
  return false;
}

/// Deployments that serve are refused where the switches say so.
std::optional<http::Response> still_serving(const Context& context, const Call& call,
                                            const Target& target) {
  const auto endpoint = load(context, target.parent().key());
  if (endpoint == nullptr) return std::nullopt;
  const Json body = rendered_json(*endpoint, call, context.now);
  if (context.on(Switch::delete_default_deployment_refused)) {
    const Json* name = find(body, "properties.defaults.deploymentName");
    if (name != nullptr && name->is_string() &&
        equal_ignoring_case(name->get<std::string>(), target.name()))
      return refuse(
          409, "Conflict",
          fmt::format("Deployment '{}' is the default deployment of its endpoint.", target.name()));
  }
  if (context.on(Switch::delete_live_deployment_refused) &&
      (takes_traffic(body, "properties.traffic", target.name()) ||
       takes_traffic(body, "properties.mirrorTraffic", target.name())))
    return refuse(409, "Conflict",
                  fmt::format("Deployment '{}' still receives traffic.", target.name()));
  return std::nullopt;
}

void bury(Context& context, const Target& target, const std::string& key) {
  context.store.erase(key);
  context.store.erase("x\x1f" + key);
  if (target.type->family == Family::version && context.on(Switch::deleted_versions_are_tombstones))
    context.store.put(tombstone_key(key), "1");
}

http::Response delete_now(Context& context, const Target& target, const std::string& key) {
  if (target.type->family == Family::container) {
    const Target any = target.child(std::string(target.type->path) + "/versions", "x");
    for (const auto& entry : context.store.scan(any.collection_key()))
      bury(context, any, entry.first);
  }
  bury(context, target, key);
  if (target.type->family == Family::version) forget_version(context, target);
  return {200, {}, {}};
}

/// The deployments of an endpoint go when it goes, and stay when its operation fails.
void take_children(Context& context, const Target& endpoint, const Record& parent) {
  const Target any = endpoint.child(std::string(endpoint.type->path) + "/deployments", "x");
  for (const auto& [key, text] : context.store.scan(any.collection_key())) {
    Record child = decode(text);
    if (child.gone(context.now)) continue;
    if (!parent.ends_as.empty()) continue;
    child.doing = "Deleting";
    child.ends_as.clear();
    child.settles = parent.settles;
    save(context, key, child);
  }
}

http::Response delete_slowly(Context& context, const Call& call, const Target& target,
                             const std::string& key, Record record) {
  const Operation operation = begin_operation(context, target, "DELETE", "Deleting", record);
  save(context, key, record);
  if (target.type->family == Family::endpoint) take_children(context, target, record);
  http::Response answer{202, {}, {}};
  announce(context, call, target, operation, answer);
  return answer;
}

/// What becomes of the machines behind a compute has to be said; a cluster that is only detached
/// lives on.
std::optional<http::Response> compute_action(Context& context, const Call& call,
                                             const std::string& key, const Record& record) {
  const std::string* action = call.parameter("underlyingresourceaction");
  if (action == nullptr ||
      (!equal_ignoring_case(*action, "Delete") && !equal_ignoring_case(*action, "Detach")))
    return refuse(400, "InvalidParameter", "underlyingResourceAction has to be Delete or Detach.");
  const Json body = Json::parse(record.body, nullptr, false);
  const Json* attached = find(body, "properties.isAttachedCompute");
  if (equal_ignoring_case(*action, "Delete") && attached != nullptr && *attached == true)
    return refuse(400, "UserError",
                  "underlyingResourceAction: what was attached can only be detached.");
  const Json* size = find(body, "properties.properties.vmSize");
  if (equal_ignoring_case(*action, "Detach") && size != nullptr && size->is_string())
    context.store.put("h\x1f" + key, size->get<std::string>());
  else
    context.store.erase("h\x1f" + key);
  return std::nullopt;
}

}  // namespace

bool is_tombstone(const Context& context, const std::string& key) {
  return context.on(Switch::deleted_versions_are_tombstones) &&
         context.store.get(tombstone_key(key)) != nullptr;
}

http::Response delete_resource(Context& context, const Call& call, const Target& target) {
  if (target.type->family == Family::datastore && default_datastore(context, target))
    return refuse(400, "UserError", "A default datastore of the workspace cannot be deleted.");
  const std::string key = target.key();
  auto record = load(context, key);
  if (record == nullptr)
    return context.on(Switch::absent_delete_is_204)
               ? http::Response{204, {}, {}}
               : refuse(404, "ResourceNotFound",
                        "The resource '" + target.id() + "' was not found.");
  if (auto busy = busy_refusal(context, target, record.get())) return *busy;
  if (target.type->family == Family::deployment)
    if (auto refusal = still_serving(context, call, target)) return *refusal;
  if (target.type->family == Family::compute)
    if (auto refusal = compute_action(context, call, key, *record)) return *refusal;
  if (!target.type->long_running) return delete_now(context, target, key);
  return delete_slowly(context, call, target, key, std::move(*record));
}

}  // namespace armature::emulator
