#include <algorithm>
#include <unordered_set>

#include <fmt/core.h>

#include "manifest/builder.hpp"
#include "manifest/scalar.hpp"

namespace armature::manifest {
namespace {

constexpr std::string_view core = "tag:yaml.org,2002:";

std::string type_name(const Node& node) {
  switch (node.type) {
    case Node::Type::null:
      return "null";
    case Node::Type::boolean:
      return node.boolean ? "true" : "false";
    case Node::Type::integer:
      return fmt::format("the number {}", node.integer);
    case Node::Type::real:
      return "the number " + python_text(node);
    default:
      return fmt::format("the text \"{}\"", shorten(node.scalar));
  }
}

}  // namespace

const Node::Member* Builder::member_of(Frame& frame, const std::string& key) {
  constexpr std::size_t few = 16;
  const std::vector<Node::Member>& members = frame.node.members;
  if (members.size() < few) {
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const Node::Member& member) { return member.key == key; });
    return found == members.end() ? nullptr : &*found;
  }
  for (std::size_t i = frame.keys.size(); i < members.size(); ++i)
    frame.keys.emplace(members[i].key, i);
  const auto found = frame.keys.find(key);
  return found == frame.keys.end() ? nullptr : &members[found->second];
}

void Builder::take_key(std::string key, const SourcePos& pos, bool quoted) {
  Frame& frame = frames_.back();
  frame.has_key = true;
  frame.drop_value = false;
  frame.merging = !quoted && key == "<<";
  if (frame.merging && !frame.merges.empty()) {
    error(pos, "Duplicate key \"<<\"", "Merge several mappings with one list: <<: [*a, *b].");
    frame.drop_value = true;
  }
  if (!frame.merging) {
    if (const Node::Member* first = member_of(frame, key)) {
      error(pos, fmt::format("Duplicate key \"{}\"", shorten(key)),
            fmt::format(
                "It stands in line {} already, and only one value can hold. Remove one of them.",
                first->key_pos.line));
      frame.drop_value = true;
    }
  }
  frame.key = std::move(key);
  frame.key_pos = pos;
}

/// A key that was diagnosed already: its value is read and left out.
void Builder::drop_key(const SourcePos& pos) {
  Frame& frame = frames_.back();
  frame.has_key = true;
  frame.drop_value = true;
  frame.key_pos = pos;
}

/// A value that was diagnosed already is left out, so that nobody complains of its emptiness too.
void Builder::drop_value(const SourcePos& pos) {
  if (!frames_.empty()) frames_.back().drop_value = true;
  add(Node{.pos = pos, .members = {}});
}

/// Own keys win over merged ones, earlier mappings over later ones; merged members come first, as
/// in PyYAML.
void Builder::merge(Frame& frame) {
  if (frame.merges.empty()) return;
  std::vector<Node::Member> own = std::move(frame.node.members);
  std::vector<Node::Member> merged;
  std::unordered_set<std::string> present;
  for (const Node::Member& member : own) present.insert(member.key);
  const auto take = [&](Node& from) {
    if (!from.is(Node::Type::mapping)) {
      error(from.pos, "Nothing to merge",
            "\"<<\" takes a mapping, or a list of mappings, usually as an alias: <<: *base.");
      return;
    }
    for (Node::Member& member : from.members) {
      if (present.insert(member.key).second) merged.push_back(std::move(member));
    }
  };
  for (Node& from : frame.merges) {
    if (from.is(Node::Type::sequence)) {
      for (Node& item : from.items) take(item);
    } else {
      take(from);
    }
  }
  merged.insert(merged.end(), std::make_move_iterator(own.begin()),
                std::make_move_iterator(own.end()));
  frame.node.members = std::move(merged);
}

void Builder::apply_tag(Node& node, const std::string& tag) {
  node.type = Node::Type::text;
  if (tag == "!" || tag == "tag:yaml.org,2002:str") {
    node.quoted = true;
    return;
  }
  const bool plain = tag == "?";
  const std::string_view name =
      tag.starts_with(core) ? std::string_view(tag).substr(core.size()) : "";
  const bool known =
      name == "int" || name == "float" || name == "bool" || name == "null" || name == "timestamp";
  if (!plain && !known) {
    error(node.pos, fmt::format("Unknown tag \"{}\"", shorten(tag)),
          "Manifests hold plain data; of the tags only !!str, !!int, !!float, !!bool and !!null "
          "have a meaning. Remove the tag.");
    node.quoted = true;
    return;
  }
  if (name == "timestamp") {
    node.quoted = true;
    return;
  }
  if (!resolve_plain(node)) {
    error(node.pos, "Number out of range",
          fmt::format("{} does not fit 64 bits. If it is a text, put it into quotes.",
                      shorten(node.scalar)));
    node.type = Node::Type::text;
  }
  if (name == "float" && node.is(Node::Type::integer)) {
    node.type = Node::Type::real;
    node.real = static_cast<double>(node.integer);
  }
  const bool fits = plain || (name == "int" && node.is(Node::Type::integer)) ||
                    (name == "float" && node.is(Node::Type::real)) ||
                    (name == "bool" && node.is(Node::Type::boolean)) ||
                    (name == "null" && node.is(Node::Type::null));
  if (!fits) {
    error(node.pos, fmt::format("Value does not fit its tag !!{}", name),
          fmt::format("It reads as {}. Correct the value or remove the tag.", type_name(node)));
  }
}

void Builder::warn_about_reading(const Node& node) {
  const std::string other = other_reading(node);
  if (other.empty()) return;
  diagnostics_.push_back(
      {Severity::warning, node.pos,
       fmt::format("\"{}\" is read as {}", shorten(node.scalar), type_name(node)),
       fmt::format(
           "az ml reads it so too (YAML 1.1), while YAML 1.2 makes it {}. Put it into quotes for a "
           "text, or write the value plainly.",
           other)});
}

}  // namespace armature::manifest
