#include "resolve/work.hpp"

#include "base/text.hpp"

namespace armature::resolve {
namespace {

/// The workspace and its datastores are only read, so that they have no catalogue row with a
/// version of their own.
constexpr std::string_view workspace_api_version = "2026-05-01";

}  // namespace

Reads::Seen Reads::get(const arm::Query& query) {
  const auto answer = observed_.find(query);
  if (answer == observed_.end()) {
    needs_.insert(query);
    return {};
  }
  return {.known = true, .body = answer->second.body.get()};
}

arm::ResourceId id_of(const catalog::Kind& kind, const arm::Scope& scope, const Address& address) {
  arm::ResourceId id{.scope = scope, .parts = {}};
  const std::string arm_type(kind.arm_type);
  const auto types = split(arm_type, '/');
  const bool nested = types.size() > 1;
  const std::string& first = kind.parent_kind.empty() ? address.name : address.parent;
  id.parts.emplace_back(types.front(), first);
  if (nested) id.parts.emplace_back(types.back(), kind.versioned ? address.version : address.name);
  return id;
}

arm::Query get_of(const catalog::Kind& kind, const arm::ResourceId& id) {
  return arm::get_query(id, std::string(kind.api_version));
}

arm::Query versions_query(const catalog::Kind& kind, const arm::Scope& scope,
                          const std::string& name) {
  arm::ResourceId id = id_of(kind, scope, {.kind = std::string(kind.name), .name = name});
  const std::string type = id.parts.back().first;
  id.parts.pop_back();
  return arm::list_query(id.text(), type, std::string(kind.api_version),
                         std::string(kind.list_parameters));
}

arm::Query workspace_query(const arm::Scope& scope) {
  return arm::get_query({.scope = scope, .parts = {}}, std::string(workspace_api_version));
}

arm::Query default_datastore_query(const arm::Scope& scope) {
  return arm::list_query(scope.workspace_path(), "datastores", std::string(workspace_api_version),
                         "isDefault=true");
}

}  // namespace armature::resolve
