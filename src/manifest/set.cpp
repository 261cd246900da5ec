#include "manifest/set.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.hpp"
#include "manifest/scalar.hpp"

namespace armature::manifest {
namespace {

Node::Member& member_for(Node& mapping, std::string_view key, const SourcePos& pos) {
  const auto found = std::find_if(mapping.members.begin(), mapping.members.end(),
                                  [&](const Node::Member& member) { return member.key == key; });
  if (found != mapping.members.end()) return *found;
  return mapping.members.emplace_back(
      Node::Member{std::string(key), pos, Node{.pos = pos, .members = {}}});
}

}  // namespace

void set_value(Document& document, const std::string& dotted, const std::string& text,
               Diagnostics& diagnostics) {
  const SourcePos pos{std::make_shared<const std::string>("--set"), 0, 0};
  const auto error = [&](std::string summary, std::string detail) {
    diagnostics.push_back({Severity::error, pos, std::move(summary), std::move(detail)});
  };
  Node* at = &document.root;
  std::string way;
  for (const std::string_view part : split(dotted, '.')) {
    if (part.empty()) {
      error(fmt::format("Bad path \"{}\"", dotted),
            "Names are joined by single dots: --set resources.instance_count=2.");
      return;
    }
    if (at->is(Node::Type::null)) {
      *at = Node{.type = Node::Type::mapping, .pos = pos, .members = {}};
    }
    if (!at->is(Node::Type::mapping)) {
      error(fmt::format("Cannot set \"{}\"", dotted),
            fmt::format("\"{}\" is a {} ({}), so it has no field \"{}\". Set the whole of it, or "
                        "change it in the file.",
                        way, at->is(Node::Type::sequence) ? "list" : "value", short_text(at->pos),
                        part));
      return;
    }
    way += (way.empty() ? "" : ".") + std::string(part);
    at = &member_for(*at, part, pos).value;
  }
  Node value{.pos = pos, .scalar = text, .members = {}};
  if (!resolve_plain(value)) {
    error("Number out of range", fmt::format("{}={} does not fit 64 bits.", dotted, text));
    return;
  }
  *at = std::move(value);
  if (dotted == "kind") document.kind_name = at->is(Node::Type::text) ? at->scalar : "";
}

}  // namespace armature::manifest
