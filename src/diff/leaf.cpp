#include "diff/leaf.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace armature::diff {
namespace {

Json::const_iterator entry(const Json& map, std::string_view key) {
  auto exact = map.find(std::string(key));
  if (exact != map.end()) return exact;
  for (auto it = map.begin(); it != map.end(); ++it)
    if (equal_ignoring_case(it.key(), key)) return it;
  return map.end();
}

}  // namespace

Leaf leaf_of(std::string_view path) {
  const auto slash = path.find('/');
  if (slash == std::string_view::npos) return {.place = path, .key = {}};
  return {.place = path.substr(0, slash), .key = path.substr(slash + 1)};
}

const Json* value_at(const Json& body, std::string_view path) {
  const Leaf leaf = leaf_of(path);
  const Json* found = find(body, leaf.place);
  if (found != nullptr && !leaf.key.empty()) {
    if (!found->is_object()) return nullptr;
    const auto it = entry(*found, leaf.key);
    found = it == found->end() ? nullptr : &*it;
  }
  return found == nullptr || found->is_null() ? nullptr : found;
}

void set_at(Json& body, std::string_view path, Json value) {
  const Leaf leaf = leaf_of(path);
  if (leaf.key.empty()) return put(body, leaf.place, std::move(value));
  erase_at(body, path);
  const Json* map = find(body, leaf.place);
  Json copy = map != nullptr && map->is_object() ? *map : Json::object();
  copy[std::string(leaf.key)] = std::move(value);
  put(body, leaf.place, std::move(copy));
}

void erase_at(Json& body, std::string_view path) {
  const Leaf leaf = leaf_of(path);
  if (leaf.key.empty()) return drop(body, leaf.place);
  const Json* map = find(body, leaf.place);
  if (map == nullptr || !map->is_object()) return;
  Json copy = *map;
  const auto it = entry(copy, leaf.key);
  if (it == copy.end()) return;
  copy.erase(it.key());
  put(body, leaf.place, std::move(copy));
}

bool by_entry(const catalog::Field& field) {
  return field.compare == catalog::Compare::tags ||
         field.mutability == catalog::Mutability::append_only;
}

bool whole_map(const catalog::Field& field) {
  using catalog::Rule;
  return !by_entry(field) && (field.rule == Rule::string_map || field.rule == Rule::integer_map ||
                              field.rule == Rule::nested_maps || field.rule == Rule::free_json ||
                              field.rule == Rule::nested_texts || field.rule == Rule::entries ||
                              field.rule == Rule::identity);
}

const catalog::Kind& body_kind(const catalog::Kind& kind) {
  if (kind.routes.empty()) return kind;
  const catalog::Kind* owner = catalog::kind_named(kind.routes);
  return owner == nullptr ? kind : *owner;
}

std::string_view tags_path(const catalog::Kind& kind) {
  switch (kind.tags) {
    case catalog::Tags::top_level:
      return "tags";
    case catalog::Tags::in_properties:
      return "properties.tags";
    case catalog::Tags::none:
      break;
  }
  return {};
}

}  // namespace armature::diff
