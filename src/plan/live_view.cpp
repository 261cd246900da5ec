#include "plan/live_view.hpp"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "lower/convert.hpp"

namespace armature::plan {

arm::Query query_of(const catalog::Kind& kind, const arm::ResourceId& id) {
  return arm::get_query(id, std::string(kind.api_version));
}

arm::Query children_query(const catalog::Kind& child, const arm::ResourceId& parent) {
  const auto segments = split(child.arm_type, '/');
  return arm::list_query(parent.text(), segments.back(), std::string(child.api_version));
}

Seen seen(const arm::Observed& observed, const catalog::Kind& kind, const arm::ResourceId& id) {
  const auto found = observed.find(query_of(kind, id));
  if (found == observed.end()) return {};
  return {.known = true, .body = found->second.body.get()};
}

const catalog::Kind& variant_in(const catalog::Kind& kind, const Json& live) {
  if (kind.variant_field.empty()) return kind;
  return catalog::variant_of(kind, live_text(live, catalog::variant_value(kind).arm));
}

std::map<std::string, Listed> listed(const arm::Observed& observed, const arm::Scope& scope) {
  std::map<std::string, Listed> out;
  for (const auto& [query, answer] : observed) {
    if (query.kind != arm::Query::Kind::list || !answer.body || !answer.body->is_array()) continue;
    for (const Json& item : *answer.body) {
      auto id = arm::parse_resource_id(live_text(item, "id"));
      if (!id || !same_workspace(id->scope, scope)) continue;
      const catalog::Kind* kind = catalog::kind_of_type(id->type());
      if (kind == nullptr || kind->versioned) continue;
      std::string key = id->key();
      out.emplace(std::move(key), Listed{&variant_in(*kind, item), std::move(*id), &item});
    }
  }
  return out;
}

bool same_workspace(const arm::Scope& a, const arm::Scope& b) {
  return equal_ignoring_case(a.workspace, b.workspace) &&
         equal_ignoring_case(a.resource_group, b.resource_group) &&
         equal_ignoring_case(a.subscription, b.subscription);
}

std::vector<const catalog::Kind*> child_kinds(const catalog::Kind& parent) {
  std::vector<const catalog::Kind*> out;
  for (const catalog::Kind& kind : catalog::kinds())
    if (kind.parent_kind == parent.name && kind.routes.empty()) out.push_back(&kind);
  return out;
}

std::vector<const catalog::Kind*> routing_kinds(const catalog::Kind& endpoint) {
  std::vector<const catalog::Kind*> out;
  for (const catalog::Kind& kind : catalog::kinds())
    if (kind.routes == endpoint.name) out.push_back(&kind);
  return out;
}

Address address_of(const catalog::Kind& kind, const arm::ResourceId& id) {
  Address out{.kind = std::string(kind.name)};
  if (kind.versioned) {
    out.name = id.parent().name();
    out.version = id.name();
  } else {
    if (!kind.parent_kind.empty()) out.parent = id.parent().name();
    out.name = id.name();
  }
  return out;
}

namespace {

using References = std::vector<std::pair<std::string, arm::ResourceId>>;

void add_id(std::string text, const std::string& path, References& out) {
  constexpr std::string_view prefix = "azureml:";
  if (text.starts_with(prefix)) text.erase(0, prefix.size());
  if (auto id = arm::parse_resource_id(text)) out.emplace_back(path, std::move(*id));
}

/// A resource that a name or an azureml:// address speaks of.
void add_named(const catalog::Field& row, std::string name, const arm::Scope& scope,
               References& out) {
  const catalog::Kind* target = catalog::kind_named(row.target);
  constexpr std::string_view prefix = "azureml:";
  if (name.starts_with(prefix)) name.erase(0, prefix.size());
  const bool plain = !name.empty() && name.find('/') == std::string::npos;
  if (target != nullptr && plain)
    out.emplace_back(row.arm,
                     arm::ResourceId{scope, {{std::string(target->arm_type), std::move(name)}}});
}

void add_entries(const catalog::Field& row, const Json& entries, References& out) {
  for (const auto& [name, entry] : entries.items())
    for (const catalog::Field& inner : catalog::part_named(row.target)->fields)
      if (inner.rule == catalog::Rule::reference)
        add_id(live_text(entry, inner.arm), std::string(row.arm), out);
}

}  // namespace

References references(const catalog::Kind& kind, const Json& body, const arm::Scope& scope) {
  References out;
  for (const catalog::Field& row : kind.fields) {
    if (row.arm.empty()) continue;
    const std::string text = live_text(body, row.arm);
    if (row.rule == catalog::Rule::reference) add_id(text, std::string(row.arm), out);
    if (row.rule == catalog::Rule::content)
      add_named(row, lower::datastore_of(text, scope), scope, out);
    if (row.rule == catalog::Rule::named) add_named(row, text, scope, out);
    const Json* const entries = row.rule == catalog::Rule::entries ? find(body, row.arm) : nullptr;
    if (entries != nullptr && entries->is_object()) add_entries(row, *entries, out);
  }
  return out;
}

std::vector<std::string> routed_names(const Json& value) {
  std::vector<std::string> out;
  if (value.is_string() && value != "") out.push_back(to_lower(value.get<std::string>()));
  if (!value.is_object()) return out;
  for (const auto& [name, share] : value.items())
    if (share.is_number() && share.get<double>() > 0) out.push_back(to_lower(name));
  return out;
}

std::vector<std::string> served(const catalog::Kind& endpoint, const Json& body) {
  std::set<std::string> names;
  for (const catalog::Kind* kind : routing_kinds(endpoint))
    for (const catalog::Field& row : kind->fields)
      if (const Json* value = row.arm.empty() ? nullptr : find(body, row.arm))
        for (std::string& name : routed_names(*value)) names.insert(std::move(name));
  return {names.begin(), names.end()};
}

std::string live_text(const Json& body, std::string_view path) {
  const Json* value = find(body, path);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string{};
}

}  // namespace armature::plan
