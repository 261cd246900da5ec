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

void add_routing(const lower::Desired& one, const Places& places,
                 std::map<std::size_t, SourcePos>& out) {
  const auto endpoint = places.by_id.find(one.id.key());
  if (endpoint != places.by_id.end()) out.emplace(endpoint->second, one.pos);
  const auto children = places.children.find(one.id.key());
  if (children == places.children.end()) return;
  for (const Routed& to : routed(one)) {
    const auto child = children->second.find(to_lower(to.name));
    if (child != children->second.end()) out.emplace(child->second, to.pos);
  }
}

}  // namespace

std::vector<Routed> routed(const lower::Desired& one) {
  std::vector<Routed> out;
  if (!is_routing(one) || !one.body) return out;
  for (const std::string& path : one.declared) {
    const Json* value = find(*one.body, path);
    if (value == nullptr) continue;
    const SourcePos pos = pos_of(one, path);
    if (value->is_string()) out.push_back({value->get<std::string>(), pos});
    if (!value->is_object()) continue;
    for (const auto& [name, share] : value->items()) out.push_back({name, pos});
  }
  return out;
}

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
    for (const lower::Need& need : one.needs)
      if (const auto target = targets.find(need.target)) edges[i].emplace(*target, need.pos);
    if (has_parent(one)) {
      const auto parent = places.by_id.find(one.id.parent().key());
      if (parent != places.by_id.end()) edges[i].emplace(parent->second, one.pos);
    }
    if (is_routing(one)) add_routing(one, places, edges[i]);
  }
  return edges;
}

}  // namespace armature::graph
