#include "graph/edges.hpp"

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/text.hpp"
#include "graph/targets.hpp"

namespace armature::graph {
namespace {

/// Resources by id, and the children of an endpoint by their names. Routing shares the id of its
/// endpoint and stands in neither.
struct Places {
  std::map<std::string, std::size_t> by_id;
  std::map<std::string, std::map<std::string, std::size_t>> children;
};

bool has_parent(const lower::Desired& one) {
  return !one.kind->parent_kind.empty();
}
bool is_routing(const lower::Desired& one) {
  return !one.kind->routes.empty();
}

Places places_of(const std::vector<lower::Desired>& all) {
  Places places;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const lower::Desired& one = all[i];
    if (is_routing(one)) continue;
    if (!one.kind->versioned) places.by_id.emplace(one.id.key(), i);
    if (has_parent(one)) places.children[one.id.parent().key()].emplace(to_lower(one.id.name()), i);
  }
  return places;
}

SourcePos pos_of(const lower::Desired& one, const std::string& path) {
  const auto source = one.sources.find(path);
  return source == one.sources.end() ? one.pos : source->second.pos;
}

/// The deployments that routing names: a member's text, or the keys of a map.
std::vector<std::string> names_at(const lower::Desired& one, std::string_view path) {
  const Json* value = one.body ? find(*one.body, path) : nullptr;
  if (value == nullptr) return {};
  if (value->is_string()) return {value->get<std::string>()};
  std::vector<std::string> names;
  if (value->is_object())
    for (const auto& [name, share] : value->items()) names.push_back(name);
  return names;
}

void add_routing(const lower::Desired& one, const Places& places,
                 std::map<std::size_t, SourcePos>& out) {
  const auto endpoint = places.by_id.find(one.id.key());
  if (endpoint != places.by_id.end()) out.emplace(endpoint->second, one.pos);
  const auto children = places.children.find(one.id.key());
  if (children == places.children.end()) return;
  for (const std::string& path : one.declared) {
    for (const std::string& name : names_at(one, path)) {
      const auto child = children->second.find(to_lower(name));
      if (child != children->second.end()) out.emplace(child->second, pos_of(one, path));
    }
  }
}

}  // namespace

Edges edges_of(const std::vector<lower::Desired>& all) {
  const Targets targets(all);
  const Places places = places_of(all);
  Edges edges(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const lower::Desired& one = all[i];
    for (const lower::Hole& hole : one.holes) {
      if (hole.kind != lower::Hole::Kind::reference || !hole.in_stack) continue;
      if (const auto target = targets.find(hole.target)) edges[i].emplace(*target, hole.pos);
    }
    if (has_parent(one)) {
      const auto parent = places.by_id.find(one.id.parent().key());
      if (parent != places.by_id.end()) edges[i].emplace(parent->second, one.pos);
    }
    if (is_routing(one)) add_routing(one, places, edges[i]);
  }
  return edges;
}

}  // namespace armature::graph
