#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "lower/draft.hpp"
#include "schema/values.hpp"

/// Bodies that are written as they are.
namespace armature::lower {
namespace {

using manifest::Node;

std::string_view tags_place(const catalog::Kind& kind) {
  if (kind.tags == catalog::Tags::none) return {};
  return kind.tags == catalog::Tags::top_level ? "tags" : "properties.tags";
}

}  // namespace

void Draft::raw(const Node& value, const std::string& path, const std::string& yaml) {
  for (const Node::Member& member : value.members) {
    const std::string here = path.empty() ? member.key : path + "." + member.key;
    const std::string name = fmt::format("{}.{}", yaml, member.key);
    const bool map = member.value.is(Node::Type::mapping);
    if (here == tags_place(*desired.kind) && map) {
      for (const Node::Member& tag : member.value.members) {
        Json tags = find(*body_, here) == nullptr ? Json::object() : *find(*body_, here);
        tags[tag.key] = manifest::python_text(tag.value);
        put(*body_, here, std::move(tags));
        raw_leaf(fmt::format("{}/{}", here, tag.key), name + "." + tag.key, tag);
      }
    } else if (const Node* const id = schema::reference_mapping(member.value)) {
      raw_reference(*id, here, name, member);
    } else if (map && !member.value.members.empty()) {
      raw(member.value, here, name);
    } else {
      put(*body_, here, manifest::to_json(member.value));
      raw_leaf(here, name, member);
    }
  }
}

void Draft::raw_leaf(const std::string& path, const std::string& yaml, const Node::Member& member) {
  if (manifest::holds_secret(member.value)) desired.secrets.push_back(path);
  declare(path, yaml, member.key_pos);
}

void Draft::raw_reference(const Node& id, const std::string& path, const std::string& yaml,
                          const Node::Member& member) {
  const auto found = schema::parse_address_reference(id.scalar);
  if (!found) return;
  put(*body_, path, nullptr);
  declare(path, yaml, member.key_pos);
  Address target{.kind = std::string(found->kind->name), .name = found->reference.name};
  target.version = found->reference.form == schema::Reference::Form::labelled
                       ? "@" + found->reference.version
                       : found->reference.version;
  desired.holes.push_back(
      {.kind = Hole::Kind::reference, .path = path, .target = std::move(target), .pos = id.pos});
}

}  // namespace armature::lower
