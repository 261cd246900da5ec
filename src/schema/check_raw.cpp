#include <algorithm>

#include <fmt/core.h>

#include "base/text.hpp"
#include "schema/checker.hpp"
#include "schema/reference.hpp"
#include "schema/values.hpp"

/// Bodies that are written as they are.
namespace armature::schema {

void Checker::raw(const Node& node, const std::string& path) {
  for (const Node::Member& member : node.members) {
    const std::string here = path.empty() ? member.key : path + "." + member.key;
    if (here == "tags" || here == "properties.tags") {
      if (manifest::holds_secret(member.value)) {
        secret_in_the_open(here, member.value);
        continue;
      }
      const catalog::Field* const row = catalog::field_at(kind_, here);
      if (row == nullptr) {
        for (const Node::Member& entry : member.value.members) tag(entry);
        continue;
      }
    }
    raw_member(member, here);
  }
}

void Checker::raw_member(const Node::Member& member, const std::string& path) {
  if (member.key.empty() || member.key.find_first_of("./") != std::string::npos)
    return add(member.key_pos, fmt::format("Bad member name \"{}\"", member.key),
               "A member of a body that is written as it is has a name without dots and slashes.");
  const bool only = std::ranges::find(kind_.read_only, path) != kind_.read_only.end();
  if (only || path == "id" || path == "name" || path == "type")
    return add(member.key_pos, fmt::format("\"{}\" is read-only", path),
               "The service sets it; leave it out.");
  const catalog::Field* const row = catalog::field_at(kind_, path);
  if (row != nullptr && row->rule != catalog::Rule::child)
    return add(member.key_pos, fmt::format("\"{}\" has a field of its own", path),
               row->yaml.empty() ? std::string("Armature sets it; leave it out.")
                                 : fmt::format("Write {} instead.", row->yaml));
  if (const Node* const id = reference_mapping(member.value)) {
    if (id->secret) return secret_in_the_open(path, *id);
    const auto found = parse_address_reference(id->scalar);
    if (!found)
      add(id->pos, fmt::format("Bad reference in \"{}\"", path),
          found.error().message + "\n" + found.error().remedy);
    return;
  }
  if (member.value.is(Node::Type::mapping)) raw(member.value, path);
}

void Checker::arm_type(const catalog::Field& field, const Node& node) {
  if (!node.is(Node::Type::text)) return wrong_type(field.yaml, node, "text");
  const auto parsed = catalog::parse_arm_type(node.scalar);
  if (!parsed)
    return add(node.pos, fmt::format("Bad type \"{}\"", node.scalar.substr(0, 120)),
               "Expected the type of a resource below a workspace and its version, such as "
               "Microsoft.MachineLearningServices/workspaces/schedules@2026-05-01.");
  const Node* const name = given(root_, kind_.name_field);
  const std::size_t wanted = split(parsed->type, '/').size();
  if (name != nullptr && split(name->scalar, '/').size() != wanted)
    add(name->pos, fmt::format("Bad name \"{}\"", name->scalar.substr(0, 120)),
        fmt::format("{} takes {}.", parsed->type,
                    wanted == 1 ? "one name" : "two names with a slash between"));
}

}  // namespace armature::schema
