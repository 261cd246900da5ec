#include "emulator/busy.hpp"

#include <fmt/core.h>

#include "emulator/operations.hpp"

namespace armature::emulator {
namespace {

/// A record that is in the way is either superseded (then it no longer is) or a reason to refuse.
std::optional<http::Response> in_the_way(Context& context, const Target& target,
                                         const std::string& key, Record& record,
                                         std::string_view what) {
  if (!record.busy(context.now)) return std::nullopt;
  if (context.on(Switch::second_writer_cancels_first) && record.doing != "Deleting") {
    supersede(context, key, record);
    return std::nullopt;
  }
  return refuse(409, "Conflict",
                fmt::format("Cannot write '{}': {} is in the {} provisioning state.", target.name(),
                            what, record.doing));
}

std::optional<http::Response> busy_children(Context& context, const Target& target,
                                            const Target& endpoint) {
  const std::string path = std::string(endpoint.type->path) + "/deployments";
  const std::string own = target.key();
  for (auto& [key, text] : context.store.scan(endpoint.child(path, "x").collection_key())) {
    if (key == own) continue;
    Record record = decode(text);
    if (record.gone(context.now)) continue;
    if (auto refusal = in_the_way(context, target, key, record, "a deployment of the endpoint"))
      return refusal;
  }
  return std::nullopt;
}

}  // namespace

std::optional<http::Response> busy_refusal(Context& context, const Target& target, Record* record) {
  const std::string key = target.key();
  if (record != nullptr)
    if (auto refusal = in_the_way(context, target, key, *record, "the resource")) return refusal;
  const Family family = target.type->family;
  if (!context.on(Switch::deployment_needs_idle_endpoint) ||
      (family != Family::deployment && family != Family::endpoint))
    return std::nullopt;
  const Target endpoint = family == Family::endpoint ? target : target.parent();
  if (family == Family::deployment)
    if (const auto parent = load(context, endpoint.key()))
      if (auto refusal = in_the_way(context, target, endpoint.key(), *parent, "the endpoint"))
        return refusal;
  return busy_children(context, target, endpoint);
}

}  // namespace armature::emulator
