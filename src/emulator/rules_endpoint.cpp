#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "emulator/rules.hpp"
#include "emulator/workspace.hpp"

namespace armature::emulator {
namespace {

constexpr int kMirrorMax = 50, kTrafficSum = 100;

Verdict deployment_named(const Draft& draft, std::string_view path, const std::string& name) {
  const Target deployment =
      draft.target.child(std::string(draft.target.type->path) + "/deployments", name);
  const auto record = load(draft.context, deployment.key());
  if (record == nullptr)
    return user_error(fmt::format("{}: the endpoint has no deployment '{}'.", path, name));
  const auto state = record->state(draft.context.now);
  if (state == "Succeeded") return std::nullopt;
  return user_error(
      fmt::format("{}: deployment '{}' is in the {} provisioning state.", path, name, state));
}

bool same_name(const Json& map, const std::string& name) {
  for (const auto& [key, share] : map.items())
    if (equal_ignoring_case(key, name) && share != 0) return true;
  return false;
}

Verdict traffic_rules(const Draft& draft) {
  const Json* traffic = find(draft.body, "properties.traffic");
  if (traffic == nullptr) return std::nullopt;
  std::int64_t sum = 0;
  for (const auto& [name, share] : traffic->items()) {
    if (share < 0 || share > kTrafficSum)
      return user_error(fmt::format("properties.traffic.{}: has to be between 0 and 100.", name));
    sum += share.get<std::int64_t>();
    if (auto refusal = deployment_named(draft, "properties.traffic", name)) return refusal;
  }
  if (sum != 0 && sum != kTrafficSum)
    return user_error(
        fmt::format("properties.traffic: the shares sum up to {}, not to 0 or 100.", sum));
  return std::nullopt;
}

Verdict mirror_rules(const Draft& draft) {
  const Json* mirror = find(draft.body, "properties.mirrorTraffic");
  if (mirror == nullptr || mirror->empty()) return std::nullopt;
  if (mirror->size() > 1)
    return user_error("properties.mirrorTraffic: only one deployment can be mirrored.");
  const std::string& name = mirror->begin().key();
  if (mirror->begin().value() < 0 || mirror->begin().value() > kMirrorMax)
    return user_error(
        fmt::format("properties.mirrorTraffic.{}: has to be between 0 and 50.", name));
  const Json* traffic = find(draft.body, "properties.traffic");
  if (traffic != nullptr && same_name(*traffic, name))
    return user_error(
        fmt::format("properties.mirrorTraffic.{}: the deployment takes live traffic.", name));
  return deployment_named(draft, "properties.mirrorTraffic", name);
}

Verdict online_rules(Draft& draft) {
  if (draft.stored == nullptr && !draft.body.contains("identity"))
    return user_error("identity: an online endpoint needs an identity.");
  for (const char* path : {"properties.description", "properties.compute"})
    if (changed(draft, path))
      return user_error(fmt::format("{}: cannot be changed after the endpoint was created.", path));
  if (!draft.context.on(Switch::endpoint_put_without_routing_clears))
    for (const char* path : {"properties.traffic", "properties.mirrorTraffic"})
      if (find(draft.body, path) == nullptr) keep(draft, path);
  if (auto refusal = traffic_rules(draft)) return refusal;
  return mirror_rules(draft);
}

Verdict batch_rules(Draft& draft) {
  const Json* mode = find(draft.body, "properties.authMode");
  if (*mode != "AADToken")
    return user_error("properties.authMode: a batch endpoint has to use AADToken.");
  if (!draft.context.on(Switch::endpoint_put_without_routing_clears) &&
      find(draft.body, "properties.defaults") == nullptr)
    keep(draft, "properties.defaults");
  const Json* name = find(draft.body, "properties.defaults.deploymentName");
  if (name == nullptr || name->get_ref<const std::string&>().empty()) {
    drop(draft.body, "properties.defaults");
    return std::nullopt;
  }
  return deployment_named(draft, "properties.defaults.deploymentName", name->get<std::string>());
}

/// Endpoint names are unique in a region, across workspaces.
Verdict claim_name(const Draft& draft) {
  const std::string own = draft.target.key();
  const std::string key = "e\x1f" + workspace_location(draft.context, draft.target) + "\x1f" +
                          std::string(draft.target.type->path) + "\x1f" +
                          to_lower(draft.target.name());
  const auto owner = draft.context.store.get(key);
  if (owner != nullptr && *owner != own && load(draft.context, *owner) != nullptr)
    return Refusal{409, "Conflict",
                   fmt::format("An endpoint with the name '{}' already exists in this region.",
                               draft.target.name())};
  if (owner == nullptr || *owner != own) draft.context.store.put(key, own);
  return std::nullopt;
}

}  // namespace

Verdict endpoint_rules(Draft& draft) {
  if (const Json* kind = find(draft.body, "kind");
      kind != nullptr && draft.target.type->online && *kind != "Managed" && *kind != "K8S")
    return user_error("kind: an online endpoint is of kind Managed or K8S.");
  if (!draft.body.contains("identity"))
    keep(draft, "identity");  // leaving it out does not remove it
  if (auto refusal = keep_bag(draft)) return refusal;
  if (auto refusal = draft.target.type->online ? online_rules(draft) : batch_rules(draft))
    return refusal;
  return claim_name(draft);
}

}  // namespace armature::emulator
