#include "schema/values.hpp"

#include <charconv>
#include <optional>

#include <fmt/core.h>

#include "base/text.hpp"

namespace armature::schema {
namespace {

std::string folded(std::string_view word) {
  std::string out;
  for (const char c : to_lower(word))
    if (c != '_' && c != '-' && c != ' ') out += c;
  return out;
}

}  // namespace

const catalog::Choice* choice_of(const catalog::Field& field, const manifest::Node& value) {
  if (!value.is_scalar() || value.is(manifest::Node::Type::null)) return nullptr;
  const std::string word = folded(manifest::python_text(value));
  for (const catalog::Choice& choice : field.choices)
    if (folded(choice.yaml) == word || (!choice.arm.empty() && folded(choice.arm) == word))
      return &choice;
  return nullptr;
}

std::optional<std::int64_t> integer_of(const manifest::Node& value) {
  if (value.is(manifest::Node::Type::integer)) return value.integer;
  if (!value.is(manifest::Node::Type::text)) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = value.scalar.data() + value.scalar.size();
  const auto [stop, error] = std::from_chars(value.scalar.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::optional<double> real_of(const manifest::Node& value) {
  if (value.is(manifest::Node::Type::real)) return value.real;
  if (value.is(manifest::Node::Type::integer)) return static_cast<double>(value.integer);
  if (!value.is(manifest::Node::Type::text)) return std::nullopt;
  double number = 0;
  const char* const end = value.scalar.data() + value.scalar.size();
  const auto [stop, error] = std::from_chars(value.scalar.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::string describe(const manifest::Node& value) {
  if (manifest::holds_secret(value)) return "a secret value";
  // A whole file in one scalar would drown the message.
  constexpr std::size_t shown_max = 60;
  const std::string text =
      value.scalar.size() > shown_max ? value.scalar.substr(0, shown_max) + "..." : value.scalar;
  switch (value.type) {
    case manifest::Node::Type::null:
      return "nothing";
    case manifest::Node::Type::boolean:
      return fmt::format("the boolean {}", text);
    case manifest::Node::Type::integer:
    case manifest::Node::Type::real:
      return fmt::format("the number {}", text);
    case manifest::Node::Type::text:
      return fmt::format("the text \"{}\"", text);
    case manifest::Node::Type::sequence:
      return "a list";
    case manifest::Node::Type::mapping:
      return "a mapping";
  }
  return "something else";
}

std::string with_article(std::string_view name) {
  const bool vowel =
      !name.empty() && std::string_view("aeiou").find(name.front()) != std::string_view::npos;
  return fmt::format("{} {}", vowel ? "an" : "a", name);
}

bool is_uri(std::string_view text) {
  return text.find("://") != std::string_view::npos || text.starts_with("runs:/") ||
         text.starts_with("azureml:");
}

const manifest::Node* reference_mapping(const manifest::Node& value) {
  const manifest::Node* const id = value.members.size() == 1 ? value.get("$id") : nullptr;
  return id != nullptr && id->is(manifest::Node::Type::text) ? id : nullptr;
}

namespace {

/// The tags of a body written as it is are where it has them.
const catalog::Kind& chosen_type(const catalog::Kind& kind, const manifest::Node& root) {
  const manifest::Node* const type = given(root, kind.variant_field);
  if (type == nullptr || !catalog::parse_arm_type(type->scalar)) return kind;
  std::string text = type->scalar;
  if (given(root, "body.tags") != nullptr)
    text += "#tags";
  else if (given(root, "body.properties.tags") != nullptr)
    text += "#properties.tags";
  return catalog::variant_of(kind, text);
}

}  // namespace

const catalog::Kind& chosen_variant(const catalog::Kind& kind, const manifest::Node& root) {
  if (kind.open) return chosen_type(kind, root);
  const catalog::Field* const row =
      kind.variant_field.empty() ? nullptr : catalog::field_of_yaml(kind, kind.variant_field);
  const manifest::Node* const value = row == nullptr ? nullptr : given(root, kind.variant_field);
  const catalog::Choice* const chosen = value == nullptr ? nullptr : choice_of(*row, *value);
  return chosen == nullptr ? kind : catalog::variant_of(kind, chosen->arm);
}

const catalog::Kind& part_of(const catalog::Field& field, const manifest::Node& item) {
  return chosen_variant(*catalog::part_named(field.target), item);
}

std::string_view field_of_condition(std::string_view with) {
  if (with.starts_with('!')) with.remove_prefix(1);
  return with.substr(0, with.find('='));
}

bool holds(const catalog::Kind& kind, const manifest::Node& root, std::string_view with) {
  if (with.empty()) return true;
  const std::string_view name = field_of_condition(with);
  const manifest::Node* const value = given(root, name);
  if (with.starts_with('!')) return value == nullptr;
  const std::size_t equals = with.find('=');
  if (equals == std::string_view::npos) return value != nullptr;
  const catalog::Field* const row = catalog::field_of_yaml(kind, name);
  if (row == nullptr) return false;
  const std::string_view wanted = with.substr(equals + 1);
  if (value == nullptr) return row->value == fmt::format("\"{}\"", wanted);
  const catalog::Choice* const chosen = choice_of(*row, *value);
  return chosen != nullptr && chosen->arm == wanted;
}

const manifest::Node::Member* given_member(const manifest::Node& mapping, std::string_view dotted) {
  const manifest::Node* node = &mapping;
  const manifest::Node::Member* found = nullptr;
  for (const std::string_view part : split(dotted, '.')) {
    if (!node->is(manifest::Node::Type::mapping)) return nullptr;
    found = nullptr;
    for (const manifest::Node::Member& member : node->members)
      if (member.key == part) found = &member;
    if (found == nullptr || found->value.is(manifest::Node::Type::null)) return nullptr;
    node = &found->value;
  }
  return found;
}

const manifest::Node* given(const manifest::Node& mapping, std::string_view dotted) {
  const manifest::Node::Member* const member = given_member(mapping, dotted);
  return member == nullptr ? nullptr : &member->value;
}

}  // namespace armature::schema
