#include <array>
#include <optional>

#include <fmt/core.h>

#include "base/text.hpp"
#include "schema/checker.hpp"
#include "schema/values.hpp"

/// Rules of maps, tags and identities.
namespace armature::schema {
namespace {

bool is_tags(const catalog::Field& field) {
  return field.compare == catalog::Compare::tags &&
         field.mutability != catalog::Mutability::append_only;
}

}  // namespace

void Checker::string_map(const catalog::Field& field, const Node& node) {
  if (!node.is(Node::Type::mapping)) return wrong_type(field.yaml, node, "a mapping of texts");
  for (const Node::Member& entry : node.members) {
    const bool tag_without_value = entry.value.is(Node::Type::null) && is_tags(field) &&
                                   kind_.tags == catalog::Tags::top_level;
    if (!entry.value.is_scalar() || (entry.value.is(Node::Type::null) && !tag_without_value))
      wrong_type(fmt::format("{}.{}", field.yaml, entry.key), entry.value, "text");
    else if (is_tags(field))
      tag(entry);
  }
}

void Checker::tag(const Node::Member& entry) {
  if (starts_with_ignoring_case(entry.key, "armature."))
    return add(entry.key_pos, fmt::format("Reserved tag \"{}\"", entry.key),
               "Tags that begin with \"armature.\" are Armature's own; choose another name.");
  // What follows are rules of ARM for resources; the tags of assets are a map of AML's.
  if (kind_.tags != catalog::Tags::top_level) return;
  constexpr std::array reserved = {"microsoft", "azure", "windows"};
  for (const std::string_view prefix : reserved)
    if (starts_with_ignoring_case(entry.key, prefix))
      return add(
          entry.key_pos, fmt::format("Reserved tag \"{}\"", entry.key),
          fmt::format("Azure keeps tags that begin with \"{}\"; choose another name.", prefix));
  constexpr std::size_t name_max = 512, value_max = 256;
  if (entry.key.empty() || entry.key.size() > name_max ||
      entry.key.find_first_of("<>%&\\?/") != std::string::npos)
    return add(entry.key_pos, fmt::format("Bad tag name \"{}\"", entry.key.substr(0, 60)),
               "A tag's name has 1 to 512 characters and none of < > % & \\ ? /.");
  const bool null = entry.value.is(Node::Type::null);
  if (null || entry.value.scalar.empty())
    return add(entry.value.pos, fmt::format("Empty tag \"{}\"", entry.key),
               "The service refuses tags without a value; write one or leave the tag out.");
  if (entry.value.scalar.size() > value_max)
    add(entry.value.pos, fmt::format("Tag \"{}\" too long", entry.key),
        fmt::format("A tag's value has at most {} characters, this one has {}.", value_max,
                    entry.value.scalar.size()));
}

void Checker::integer_map(const catalog::Field& field, const Node& node) {
  if (!node.is(Node::Type::mapping)) return wrong_type(field.yaml, node, "a mapping of integers");
  const catalog::Kind* const target = catalog::kind_named(field.target);
  for (const Node::Member& entry : node.members) {
    if (entry.value.unresolved) continue;
    if (target != nullptr && !target->name_ok(entry.key))
      add(entry.key_pos, fmt::format("Bad name in \"{}\"", field.yaml),
          fmt::format("Expected the name of {} ({}), got \"{}\".", with_article(target->name),
                      target->name_pattern, entry.key));
    const std::optional<std::int64_t> number = integer_of(entry.value);
    if (number)
      range(field, entry.value, *number);
    else
      wrong_type(fmt::format("{}.{}", field.yaml, entry.key), entry.value, "an integer");
  }
}

void Checker::nested_maps(const catalog::Field& field, const Node& node) {
  if (!node.is(Node::Type::mapping)) return wrong_type(field.yaml, node, "a mapping of mappings");
  for (const Node::Member& entry : node.members)
    if (!entry.value.is(Node::Type::mapping))
      wrong_type(fmt::format("{}.{}", field.yaml, entry.key), entry.value, "a mapping");
}

void Checker::scalars(const catalog::Field& field, const Node& node) {
  if (!node.is(Node::Type::sequence)) return wrong_type(field.yaml, node, "a list");
  for (const Node& item : node.items)
    if (!item.is_scalar() || item.is(Node::Type::null))
      wrong_type(fmt::format("{}[]", field.yaml), item, "a single value");
}

void Checker::items(const catalog::Field& field, const Node& node) {
  if (!node.is(Node::Type::sequence)) return wrong_type(field.yaml, node, "a list of mappings");
  for (const Node& item : node.items) part(field, item);
}

void Checker::entries(const catalog::Field& field, const Node& node) {
  if (!node.is(Node::Type::mapping)) return wrong_type(field.yaml, node, "a mapping of mappings");
  for (const Node::Member& entry : node.members) {
    if (entry.key.empty() || entry.key.find('.') != std::string::npos)
      add(entry.key_pos, fmt::format("Bad name in \"{}\"", field.yaml),
          fmt::format("Expected a name without dots, got \"{}\".", entry.key));
    part(field, entry.value);
  }
}

void Checker::part(const catalog::Field& field, const Node& node) {
  if (!node.is(Node::Type::mapping)) return wrong_type(field.yaml, node, "a mapping in it");
  Checker(part_of(field, node), node, true, diagnostics_).run();
}

void Checker::identity(const catalog::Field& field, const Node& node) {
  if (!node.is(Node::Type::mapping)) return wrong_type(field.yaml, node, "a mapping with a type");
  const Node* type = nullptr;
  const Node* assigned = nullptr;
  for (const Node::Member& member : node.members) {
    if (member.key == "type") {
      type = &member.value;
    } else if (member.key == "user_assigned_identities") {
      assigned = member.value.is(Node::Type::null) ? nullptr : &member.value;
    } else {
      add(member.key_pos, fmt::format("Unknown field \"{}\"", member.key),
          fmt::format("Fields of {}: type, user_assigned_identities.", field.yaml));
    }
  }
  if (type == nullptr)
    return add(node.pos, fmt::format("Missing field \"{}.type\"", field.yaml),
               "Write system_assigned, user_assigned or none.");
  choice(field, *type);
  const catalog::Choice* const chosen = choice_of(field, *type);
  const bool wants =
      chosen != nullptr && chosen->arm.find("UserAssigned") != std::string_view::npos;
  if (chosen != nullptr && wants != (assigned != nullptr))
    add(wants ? type->pos : assigned->pos, "Identity and its type do not fit",
        wants ? "user_assigned needs user_assigned_identities: a list of resource_id."
              : fmt::format("user_assigned_identities need the type user_assigned, got {}.",
                            chosen->yaml));
  if (assigned == nullptr) return;
  if (!assigned->is(Node::Type::sequence) || assigned->items.empty())
    return wrong_type(fmt::format("{}.user_assigned_identities", field.yaml), *assigned,
                      "a list of resource_id");
  for (const Node& item : assigned->items) {
    const Node* const id = item.is(Node::Type::mapping) ? given(item, "resource_id") : &item;
    if (id == nullptr || !id->is(Node::Type::text) ||
        !starts_with_ignoring_case(id->scalar, "/subscriptions/"))
      add(item.pos, "Bad identity",
          "Write resource_id with the ARM id of a user-assigned identity (/subscriptions/...).");
  }
}

}  // namespace armature::schema
