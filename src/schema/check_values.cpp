#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "base/text.hpp"
#include "schema/checker.hpp"
#include "schema/reference.hpp"
#include "schema/values.hpp"

namespace armature::schema {
namespace {

using catalog::Rule;

/// The row of the routing kind that takes this field.
const catalog::Field* routing_row(const catalog::Field& field) {
  const catalog::Kind* const kind = catalog::kind_named(field.target);
  return kind == nullptr ? nullptr : catalog::field_at(*kind, field.arm);
}

/// Texts and maps that are no part of an address, of tags, or of what a version is known by.
bool may_be_secret(const catalog::Field& field) {
  const bool free = field.rule == Rule::text || field.rule == Rule::string_map ||
                    field.rule == Rule::free_json || field.rule == Rule::nested_maps ||
                    field.rule == Rule::ignored || field.rule == Rule::unsupported;
  const bool fixed = field.mutability == catalog::Mutability::new_version ||
                     field.mutability == catalog::Mutability::append_only;
  return free && !fixed &&
         (field.compare == catalog::Compare::exact || field.compare == catalog::Compare::secret);
}

}  // namespace

void Checker::value(const catalog::Field& field, const Node::Member& member) {
  const Node& node = member.value;
  // What stands there is not known, and why was told.
  if (node.unresolved) return;
  // Their members are looked at one by one.
  const bool inlined = field.rule == Rule::reference && node.is(Node::Type::mapping);
  const bool raw_body = field.rule == Rule::raw && !kind_.versioned;
  if (!inlined && !raw_body && !may_be_secret(field) && manifest::holds_secret(node))
    return secret_in_the_open(field.yaml, node);
  switch (field.rule) {
    case Rule::text:
    case Rule::part:
      return plain_text(field, node);
    case Rule::integer:
      return number(field, node, "an integer");
    case Rule::seconds:
      return number(field, node, "an integer of seconds");
    case Rule::milliseconds:
      return number(field, node, "an integer of milliseconds");
    case Rule::minutes:
      return number(field, node, "an integer of minutes");
    case Rule::number:
      if (!node.is(Node::Type::integer) && !node.is(Node::Type::real))
        wrong_type(field.yaml, node, "a number");
      return;
    case Rule::boolean:
      if (!node.is(Node::Type::boolean)) wrong_type(field.yaml, node, "true or false");
      return;
    case Rule::choice:
      return choice(field, node);
    case Rule::string_map:
      return string_map(field, node);
    case Rule::integer_map:
      return integer_map(field, node);
    case Rule::nested_texts:
      return string_map(field, node);
    case Rule::numbered_text:
      return number(field, node, "an integer");
    case Rule::raw:
      if (!node.is(Node::Type::mapping)) return wrong_type(field.yaml, node, "a mapping");
      return raw(node, {});
    case Rule::arm_type:
      return arm_type(field, node);
    case Rule::literal:
      return literal(field, node);
    case Rule::named:
    case Rule::upload_to:
      return reference(field, node);
    case Rule::map_entry:
    case Rule::time_text:
    case Rule::quantity:
      if (!node.is_scalar()) wrong_type(field.yaml, node, "text");
      return;
    case Rule::scalars:
      return scalars(field, node);
    case Rule::items:
      return items(field, node);
    case Rule::entries:
      return entries(field, node);
    case Rule::nested_maps:
      return nested_maps(field, node);
    case Rule::reference:
      return reference(field, node);
    case Rule::arm_id:
      return arm_id(field, node);
    case Rule::content:
    case Rule::file_text:
      return plain_text(field, node);
    case Rule::embedded_text:
      return path_or_mapping(field, node);
    case Rule::identity:
      return identity(field, node);
    case Rule::key:
    case Rule::child_name:
      return key(field, node);
    case Rule::routing:
      return routing(field, member);
    case Rule::unsupported:
      return add(member.key_pos, fmt::format("Unsupported field \"{}\"", field.yaml),
                 fmt::format("This version of Armature does not support {}.", field.help));
    case Rule::free_json:
    case Rule::child:
    case Rule::constant:
    case Rule::content_hash:
    case Rule::listed_paths:
    case Rule::ignored:
      return;
  }
}

void Checker::secret_in_the_open(std::string_view field, const Node& node) {
  add(node.pos, fmt::format("Secret value for \"{}\"", field),
      "It could be read there. Secret variables may stand in texts such as a description and in "
      "maps such as environment variables, not in names, versions, references, paths, tags and the "
      "content of versions.");
}

void Checker::plain_text(const catalog::Field& field, const Node& node) {
  if (!node.is(Node::Type::text)) {
    const std::string_view hint = node.is_scalar() ? "text; put it in quotes" : "text";
    return wrong_type(field.yaml, node, hint);
  }
  if (node.scalar.empty() && (field.required || field.rule != Rule::text))
    add(node.pos, fmt::format("Empty value for \"{}\"", field.yaml),
        field.help.empty() ? "Expected text." : std::string(field.help));
}

void Checker::number(const catalog::Field& field, const Node& node, std::string_view unit) {
  const std::optional<std::int64_t> number = integer_of(node);
  if (!number) return wrong_type(field.yaml, node, unit);
  // No duration of the service comes near; beyond it milliseconds would overflow.
  constexpr std::int64_t duration_max = 1'000'000'000;
  catalog::Field bounded = field;
  const bool plain = field.rule == Rule::integer || field.rule == Rule::numbered_text;
  if (!plain) bounded.most = std::min(field.most, duration_max);
  range(bounded, node, *number);
}

void Checker::range(const catalog::Field& field, const Node& node, std::int64_t number) {
  if (number >= field.least && number <= field.most) return;
  std::string expected;
  if (field.most == catalog::no_maximum)
    expected = fmt::format("at least {}", field.least);
  else if (field.least == catalog::no_minimum)
    expected = fmt::format("at most {}", field.most);
  else
    expected = fmt::format("{} to {}", field.least, field.most);
  add(node.pos, fmt::format("Value out of range for \"{}\"", field.yaml),
      fmt::format("Expected {}, got {}.", expected, number));
}

void Checker::choice(const catalog::Field& field, const Node& node) {
  const catalog::Choice* const found = choice_of(field, node);
  if (found != nullptr && found->unsupported.empty()) return;
  if (found != nullptr)
    return add(node.pos,
               fmt::format("Unsupported value \"{}\" for \"{}\"", found->yaml, field.yaml),
               fmt::format("This version of Armature does not support {}.", found->unsupported));
  std::vector<std::string> words;
  for (const catalog::Choice& one : field.choices)
    if (one.unsupported.empty()) words.emplace_back(one.yaml);
  const std::string expected =
      fmt::format("Expected {}{}", words.size() > 1 ? "one of " : "", join(words, ", "));
  const std::string near = node.is(Node::Type::text) ? nearest(to_lower(node.scalar), words) : "";
  add(node.pos, fmt::format("Bad value for \"{}\"", field.yaml),
      near.empty()
          ? fmt::format("{}, got {}.", expected, describe(node))
          : fmt::format("{}, got {}. Did you mean \"{}\"?", expected, describe(node), near));
}

void Checker::reference(const catalog::Field& field, const Node& node) {
  const catalog::Kind* const target = catalog::kind_named(field.target);
  if (node.is(Node::Type::mapping) && target->anonymous != catalog::Anonymous::refused)
    return Checker(*target, node, true, diagnostics_).run();
  if (!node.is(Node::Type::text) || node.scalar.empty())
    return wrong_type(field.yaml, node, field.help);
  const Result<Reference> found = parse_reference(node.scalar, *target);
  if (!found)
    add(node.pos, fmt::format("Bad reference in \"{}\"", field.yaml),
        found.error().message + "\n" + found.error().remedy);
}

void Checker::literal(const catalog::Field& field, const Node& node) {
  const Node* const type = given(root_, field.form);
  const std::string word = type == nullptr ? std::string() : type->scalar;
  const bool whole = integer_of(node).has_value();
  if (word == "integer" && !whole) return wrong_type(field.yaml, node, "an integer");
  if (word == "number" && !whole && !real_of(node)) return wrong_type(field.yaml, node, "a number");
  if (!node.is_scalar()) wrong_type(field.yaml, node, "a single value");
}

void Checker::arm_id(const catalog::Field& field, const Node& node) {
  if (!node.is(Node::Type::text) || node.scalar.empty())
    return wrong_type(field.yaml, node, "text");
  if (node.scalar.starts_with('/')) return;
  for (const catalog::Field& other : kind_.fields) {
    const std::string hole = fmt::format("{{{}}}", other.yaml);
    if (other.yaml.empty() || field.form.find(hole) == std::string_view::npos) continue;
    if (!given(root_, other.yaml))
      add(node.pos, fmt::format("Incomplete \"{}\"", field.yaml),
          fmt::format("\"{}\" is a name: give {} as well, or the whole ARM id.", node.scalar,
                      other.yaml));
  }
}

void Checker::path_or_mapping(const catalog::Field& field, const Node& node) {
  const bool path = node.is(Node::Type::text) && !node.scalar.empty();
  if (!path && !node.is(Node::Type::mapping))
    wrong_type(field.yaml, node, "the path of a file, or its content as a mapping");
}

void Checker::routing(const catalog::Field& field, const Node::Member& member) {
  const catalog::Field* const row = routing_row(field);
  if (row != nullptr) value(*row, member);
}

void Checker::key(const catalog::Field& field, const Node& node) {
  if (field.yaml == "version") return version(node);
  if (!node.is(Node::Type::text)) {
    const std::string_view hint = node.is_scalar() ? "a name; put it in quotes" : "a name";
    return wrong_type(field.yaml, node, hint);
  }
  const catalog::Kind* of = &kind_;
  if (field.rule == Rule::child_name) of = catalog::kind_named(field.target);
  if (field.yaml == kind_.parent_field) of = catalog::kind_named(kind_.parent_kind);
  if (!of->name_ok(node.scalar))
    add(node.pos, fmt::format("Bad name in \"{}\"", field.yaml),
        fmt::format("Expected {}, got {}.", of->name_pattern, describe(node)));
}

void Checker::version(const Node& node) {
  const bool number = node.is(Node::Type::integer) || node.is(Node::Type::real);
  if (!number && !node.is(Node::Type::text))
    return wrong_type("version", node, "a version; put it in quotes");
  const std::string text = manifest::python_text(node);
  if (text.empty() || text.find_first_of("/:@ ") != std::string::npos)
    return add(node.pos, "Bad version",
               fmt::format("Expected text without \"/\", \":\", \"@\" and blanks, got {}.",
                           describe(node)));
  if (number && text != node.scalar)
    diagnostics_.push_back(
        {.severity = Severity::warning,
         .pos = node.pos,
         .summary = "Version is read as a number",
         .detail = fmt::format("{} is the number {} in YAML, and that is the version. "
                               "Write \"{}\" to keep the text.",
                               node.scalar, text, node.scalar)});
}

}  // namespace armature::schema
