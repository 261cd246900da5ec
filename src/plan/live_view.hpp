#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arm/live.hpp"
#include "arm/resource_id.hpp"
#include "base/address.hpp"
#include "base/json.hpp"
#include "catalog/kind.hpp"

/// What was observed, as the plan asks about it.
namespace armature::plan {

arm::Query query_of(const catalog::Kind& kind, const arm::ResourceId& id);
arm::Query children_query(const catalog::Kind& child, const arm::ResourceId& parent);

/// The answer to a GET. `known` false: nobody asked yet. A null body: established to be absent.
struct Seen {
  bool known = false;
  const Json* body = nullptr;
};
Seen seen(const arm::Observed& observed, const catalog::Kind& kind, const arm::ResourceId& id);

/// A resource that a list named.
struct Listed {
  const catalog::Kind* kind;
  arm::ResourceId id;
  const Json* body;
};
/// The variant that a live body shows; `kind` itself where it has none.
const catalog::Kind& variant_in(const catalog::Kind& kind, const Json& live);
/// Everything that lists of unversioned kinds held, by id key. What claims to live in another
/// workspace is not ours to look at.
std::map<std::string, Listed> listed(const arm::Observed& observed, const arm::Scope& scope);
bool same_workspace(const arm::Scope& a, const arm::Scope& b);

/// Kinds whose resources live below `parent` and go with it.
std::vector<const catalog::Kind*> child_kinds(const catalog::Kind& parent);
/// The kinds that hold the routing of `endpoint`.
std::vector<const catalog::Kind*> routing_kinds(const catalog::Kind& endpoint);

Address address_of(const catalog::Kind& kind, const arm::ResourceId& id);

/// The resources that a live body refers to, as far as they live in a workspace: (dotted path, id).
std::vector<std::pair<std::string, arm::ResourceId>> references(const catalog::Kind& kind,
                                                                const Json& body,
                                                                const arm::Scope& scope);

/// The deployments that a routing member names with a share above zero, lower case.
std::vector<std::string> routed_names(const Json& value);
/// Those that the live endpoint routes to, by any member.
std::vector<std::string> served(const catalog::Kind& endpoint, const Json& body);

std::string live_text(const Json& body, std::string_view path);

}  // namespace armature::plan
