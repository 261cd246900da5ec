#include "schema/checker.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include <fmt/core.h>

#include "base/text.hpp"
#include "schema/values.hpp"

namespace armature::schema {
namespace {

/// Names of the fields directly below `prefix` ("" or "settings.").
std::vector<std::string> names_below(const catalog::Kind& kind, std::string_view prefix) {
  std::vector<std::string> names;
  for (const catalog::Field& field : kind.fields) {
    if (field.yaml.empty() || !field.yaml.starts_with(prefix) ||
        field.rule == catalog::Rule::unsupported)
      continue;
    const std::string_view rest = field.yaml.substr(prefix.size());
    if (rest.find('.') == std::string_view::npos) names.emplace_back(rest);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Where a field of this name does stand, if it stands somewhere else.
std::string_view elsewhere(const catalog::Kind& kind, std::string_view name) {
  for (const catalog::Field& field : kind.fields)
    if (field.yaml == name || field.yaml.ends_with("." + std::string(name))) return field.yaml;
  return {};
}

}  // namespace

Checker::Checker(const catalog::Kind& kind, const manifest::Node& root, bool inlined,
                 Diagnostics& diagnostics)
    : kind_(kind), root_(root), inlined_(inlined), diagnostics_(diagnostics) {}

void Checker::run() {
  if (unsupported_variant()) return;
  mapping(root_, "");
  missing(root_, "", root_.pos);
  given_twice();
  if (const Node::Member* const version = given_member(root_, "version");
      version != nullptr && inlined_ && kind_.versioned &&
      given(root_, kind_.name_field) == nullptr)
    add(version->key_pos, "\"version\" needs \"name\"",
        "An asset without a name is named by its content; leave the version out, or name the "
        "asset.");
  for (const catalog::Relation& one : kind_.relations) relation(one);
  // Routing written in an endpoint's manifest keeps the rules of the routing kind.
  std::set<std::string_view> routing_kinds;
  for (const catalog::Field& field : kind_.fields)
    if (field.rule == catalog::Rule::routing && given(root_, field.yaml))
      routing_kinds.insert(field.target);
  for (const std::string_view name : routing_kinds)
    for (const catalog::Relation& one : catalog::kind_named(name)->relations) relation(one);
}

/// Of a variant that is not known or not supported only that is said: its other fields are no
/// mistakes.
bool Checker::unsupported_variant() {
  const std::size_t before = diagnostics_.size();
  for (const catalog::Field& field : kind_.fields) {
    if (field.rule != catalog::Rule::choice || field.yaml.find('.') != std::string_view::npos)
      continue;
    const Node* const node = given(root_, field.yaml);
    const catalog::Choice* const chosen = node == nullptr ? nullptr : choice_of(field, *node);
    const bool unknown_variant =
        !kind_.open && node != nullptr && chosen == nullptr && field.yaml == kind_.variant_field;
    if (unknown_variant) choice(field, *node);
    if (chosen != nullptr && !chosen->unsupported.empty()) choice(field, *node);
  }
  return diagnostics_.size() > before;
}

void Checker::add(const SourcePos& pos, std::string summary, std::string detail) {
  diagnostics_.push_back({.pos = pos, .summary = std::move(summary), .detail = std::move(detail)});
}

void Checker::wrong_type(std::string_view field, const Node& node, std::string_view expected) {
  add(node.pos, fmt::format("Wrong type for \"{}\"", field),
      fmt::format("Expected {}, got {}.", expected, describe(node)));
}

void Checker::mapping(const Node& node, const std::string& prefix) {
  for (const Node::Member& member : node.members) {
    const catalog::Field* field = member.key.find('.') == std::string::npos
                                      ? catalog::field_of_yaml(kind_, prefix + member.key)
                                      : nullptr;
    if (field == nullptr) {
      unknown(member, prefix);
      continue;
    }
    if (member.value.is(Node::Type::null)) continue;
    if (field->rule != catalog::Rule::child) {
      value(*field, member);
    } else if (member.value.is(Node::Type::mapping)) {
      mapping(member.value, prefix + member.key + ".");
      missing(member.value, prefix + member.key + ".", member.key_pos);
    } else {
      wrong_type(field->yaml, member.value, "a mapping");
    }
  }
}

void Checker::unknown(const Node::Member& member, const std::string& prefix) {
  const std::vector<std::string> names = names_below(kind_, prefix);
  const std::string_view place = elsewhere(kind_, member.key);
  const std::string near = nearest(member.key, names);
  std::string detail;
  if (!place.empty()) {
    detail = place.find('.') == std::string_view::npos
                 ? fmt::format("It stands at the top of {}.", with_article(kind_.name))
                 : fmt::format("It stands below {}: {}.", place.substr(0, place.rfind('.')), place);
  } else if (!near.empty()) {
    detail = fmt::format("Did you mean \"{}\"?", near);
  } else {
    const std::string where =
        prefix.empty() ? with_article(kind_.name) : prefix.substr(0, prefix.size() - 1);
    detail = fmt::format("Fields of {}: {}.", where, join(names, ", "));
  }
  add(member.key_pos, fmt::format("Unknown field \"{}\"", member.key), std::move(detail));
}

void Checker::missing(const Node& node, const std::string& prefix, const SourcePos& pos) {
  for (const catalog::Field& field : kind_.fields) {
    const bool is_name = field.yaml == kind_.name_field;
    if (!(field.required || (is_name && !inlined_)) || !field.yaml.starts_with(prefix)) continue;
    if (is_name && inlined_) continue;
    const std::string_view name = field.yaml.substr(prefix.size());
    if (name.empty() || name.find('.') != std::string_view::npos || given(node, name)) continue;
    add(pos, fmt::format("Missing field \"{}\"", field.yaml),
        fmt::format("Needed for {}. {}", with_article(kind_.name), field.help));
  }
}

void Checker::given_twice() {
  std::map<std::string_view, const Node::Member*> seen;
  for (const catalog::Field& field : kind_.fields) {
    const bool place = !field.arm.empty() && field.rule != catalog::Rule::map_entry;
    if (!place || field.yaml.empty()) continue;
    const Node::Member* const member = given_member(root_, field.yaml);
    if (member == nullptr) continue;
    const auto [first, fresh] = seen.emplace(field.arm, member);
    if (fresh) continue;
    const auto* const later =
        first->second->key_pos.line > member->key_pos.line ? first->second : member;
    const auto* const earlier = later == member ? first->second : member;
    add(later->key_pos, fmt::format("Field \"{}\" given twice", member->key),
        fmt::format("The same is said at {}. Keep one of the two.", short_text(earlier->key_pos)));
  }
}

}  // namespace armature::schema
