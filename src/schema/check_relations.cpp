#include <optional>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/text.hpp"
#include "schema/checker.hpp"
#include "schema/values.hpp"

namespace armature::schema {
namespace {

const manifest::Node* map_at(const manifest::Node& root, std::string_view dotted) {
  const manifest::Node* const node = given(root, dotted);
  return node != nullptr && node->is(manifest::Node::Type::mapping) ? node : nullptr;
}

/// The number given at a path, or what is sent without one.
std::optional<std::int64_t> number_at(const catalog::Kind& kind, const manifest::Node& root,
                                      std::string_view dotted) {
  if (const manifest::Node* const node = given(root, dotted)) return integer_of(*node);
  const catalog::Field* const field = catalog::field_of_yaml(kind, dotted);
  if (field == nullptr || field->value.empty()) return std::nullopt;
  const auto value = parse_json(field->value);
  return value && value->is_number_integer() ? std::optional(value->get<std::int64_t>())
                                             : std::nullopt;
}

/// "type: pat" of a condition "type=PAT".
std::string spelled(const catalog::Kind& kind, std::string_view condition) {
  const std::size_t equals = condition.find('=');
  if (equals == std::string_view::npos) return std::string(condition);
  const std::string_view name = condition.substr(0, equals);
  std::string_view value = condition.substr(equals + 1);
  if (const catalog::Field* const row = catalog::field_of_yaml(kind, name))
    for (const catalog::Choice& choice : row->choices)
      if (choice.arm == value) value = choice.yaml;
  return fmt::format("{}: {}", name, value);
}

bool positive(const manifest::Node& value) {
  return integer_of(value).value_or(0) > 0;
}

}  // namespace

void Checker::relation(const catalog::Relation& relation) {
  if (!relation.when.empty() && !given(root_, relation.when)) return;
  switch (relation.kind) {
    case catalog::Relation::Kind::exactly_one:
    case catalog::Relation::Kind::at_most_one:
      return exactly_one(relation);
    case catalog::Relation::Kind::needs:
      if (const Node::Member* const a = given_member(root_, relation.a);
          a && !holds(kind_, root_, relation.b))
        add(a->key_pos, fmt::format("\"{}\" needs \"{}\"", relation.a, spelled(kind_, relation.b)),
            std::string(relation.help));
      return;
    case catalog::Relation::Kind::not_above:
      return not_above(relation);
    case catalog::Relation::Kind::sums_to_100:
      return sums_to_100(relation);
    case catalog::Relation::Kind::at_most_one_entry:
      return at_most_one_entry(relation);
    case catalog::Relation::Kind::no_common_entry:
      return no_common_entry(relation);
  }
}

void Checker::exactly_one(const catalog::Relation& relation) {
  const Node::Member* const a = given_member(root_, relation.a);
  const Node::Member* const b = given_member(root_, relation.b);
  const bool may_lack = relation.kind == catalog::Relation::Kind::at_most_one;
  if (a != nullptr && b != nullptr)
    add(b->key_pos, fmt::format("Both \"{}\" and \"{}\"", relation.a, relation.b),
        fmt::format("{} one of the two can be there. {}", may_lack ? "At most" : "Exactly",
                    relation.help));
  const Node::Member* const when =
      relation.when.empty() ? nullptr : given_member(root_, relation.when);
  if (a == nullptr && b == nullptr && !may_lack)
    add(when == nullptr ? root_.pos : when->key_pos,
        fmt::format("Neither \"{}\" nor \"{}\"", relation.a, relation.b),
        fmt::format("Exactly one of the two must be there. {}", relation.help));
}

void Checker::not_above(const catalog::Relation& relation) {
  const auto a = number_at(kind_, root_, relation.a);
  const auto b = number_at(kind_, root_, relation.b);
  if (!a || !b || *a <= *b) return;
  const Node::Member* const at =
      given_member(root_, given(root_, relation.a) ? relation.a : relation.b);
  add(at->value.pos, fmt::format("\"{}\" above \"{}\"", relation.a, relation.b),
      fmt::format("{} is {}, and {} is {}{}. Lower the first, or raise the second.", relation.a, *a,
                  relation.b, *b, given(root_, relation.b) ? "" : " where it is not given"));
}

void Checker::sums_to_100(const catalog::Relation& relation) {
  const Node* const map = map_at(root_, relation.a);
  if (map == nullptr) return;
  std::int64_t sum = 0;
  for (const Node::Member& entry : map->members) {
    const auto number = integer_of(entry.value);
    // Out of range is reported where the entry stands; a sum would only repeat it, or overflow.
    if (!number || *number < 0 || *number > 100) return;
    sum += *number;
  }
  if (sum != 0 && sum != 100)
    add(given_member(root_, relation.a)->key_pos,
        fmt::format("\"{}\" does not sum to 100", relation.a),
        fmt::format("The entries sum to {}. {}", sum, relation.help));
}

void Checker::at_most_one_entry(const catalog::Relation& relation) {
  const Node* const map = map_at(root_, relation.a);
  if (map == nullptr) return;
  const Node::Member* first = nullptr;
  for (const Node::Member& entry : map->members) {
    if (!positive(entry.value)) continue;
    if (first != nullptr)
      return add(entry.key_pos, fmt::format("Second entry in \"{}\"", relation.a),
                 fmt::format("\"{}\" is there already. {}", first->key, relation.help));
    first = &entry;
  }
}

void Checker::no_common_entry(const catalog::Relation& relation) {
  const Node* const a = map_at(root_, relation.a);
  const Node* const b = map_at(root_, relation.b);
  if (a == nullptr || b == nullptr) return;
  for (const Node::Member& one : a->members)
    for (const Node::Member& other : b->members)
      if (equal_ignoring_case(one.key, other.key) && positive(one.value) && positive(other.value))
        add(other.key_pos,
            fmt::format("\"{}\" in \"{}\" and in \"{}\"", other.key, relation.a, relation.b),
            std::string(relation.help));
}

}  // namespace armature::schema
