#include "manifest/targets.hpp"

#include <algorithm>
#include <functional>

#include <fmt/core.h>

#include "base/text.hpp"
#include "manifest/complain.hpp"

namespace armature::manifest {
namespace {

const std::vector<std::string> target_fields = {
    "default", "variables", "override", "cloud", "subscription", "resource_group", "workspace"};

std::vector<std::string> names_of(const std::vector<Target>& targets) {
  std::vector<std::string> out;
  for (const Target& one : targets) out.push_back(one.name);
  return out;
}

void check_overrides(const Node& overrides, Diagnostics& diagnostics) {
  if (overrides.is(Node::Type::null)) return;
  if (!overrides.is(Node::Type::mapping))
    return error(diagnostics, overrides.pos, "Field \"override\" is no mapping",
                 "Write an entry for each address or glob, as in \"batch_deployment/mnist/*: "
                 "{resources: {instance_count: 4}}\".");
  for (const Node::Member& one : overrides.members)
    if (!one.value.is(Node::Type::mapping))
      error(diagnostics, one.value.pos, "Override is no mapping",
            "It is a part of a manifest: write the fields that differ; null removes one.");
}

void check_fields(const Node::Member& target, Diagnostics& diagnostics) {
  for (const Node::Member& field : target.value.members) {
    if (field.key == "override") check_overrides(field.value, diagnostics);
    const auto& known = target_fields;
    if (std::find(known.begin(), known.end(), field.key) != known.end()) continue;
    const std::string near = nearest(field.key, known);
    error(diagnostics, field.key_pos, fmt::format("Unknown field \"{}\"", field.key),
          near.empty() ? fmt::format("A target has {}.", join(known, ", "))
                       : fmt::format("Did you mean \"{}\"?", near));
  }
}

bool is_default(const Node& target, Diagnostics& diagnostics) {
  const Node* const node = target.get("default");
  if (node == nullptr || node->is(Node::Type::null)) return false;
  if (!node->is(Node::Type::boolean))
    error(diagnostics, node->pos, "Wrong type for \"default\"", "Expected true or false.");
  return node->boolean;
}

}  // namespace

bool is_stack_name(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto allowed = [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= 63 && letter(text[0]) &&
         std::all_of(text.begin(), text.end(), allowed);
}

std::vector<Target> read_targets(const Node& root, Diagnostics& diagnostics) {
  const Node* const node = root.get("targets");
  if (node == nullptr || node->is(Node::Type::null)) return {};
  std::vector<Target> out;
  if (!node->is(Node::Type::mapping)) {
    error(diagnostics, node->pos, "Field \"targets\" is no mapping",
          "Write one entry for each target, as in \"prod: {workspace: ml-prod}\".");
    return out;
  }
  const Target* first = nullptr;
  for (const Node::Member& member : node->members) {
    if (!is_stack_name(member.key))
      error(diagnostics, member.key_pos, fmt::format("Bad name \"{}\"", member.key),
            "A target's name begins with a letter and has up to 63 letters, digits, \"-\" and "
            "\"_\".");
    Target target{.name = member.key, .pos = member.key_pos};
    if (member.value.is(Node::Type::mapping)) {
      check_fields(member, diagnostics);
      target.is_default = is_default(member.value, diagnostics);
    } else if (!member.value.is(Node::Type::null)) {
      error(diagnostics, member.value.pos, fmt::format("Target \"{}\" is no mapping", member.key),
            fmt::format("A target has {}.", join(target_fields, ", ")));
    }
    out.push_back(std::move(target));
  }
  for (const Target& one : out) {
    if (!one.is_default) continue;
    if (first != nullptr)
      error(diagnostics, one.pos, fmt::format("Second default target \"{}\"", one.name),
            fmt::format("\"{}\" is one already. Keep \"default: true\" at one of the two.",
                        first->name));
    first = &one;
  }
  return out;
}

bool choose_target(const std::vector<Target>& targets, const SourcePos& stack,
                   const Choices& choices, std::string& chosen, Diagnostics& diagnostics) {
  const auto variable = choices.environment.find("ARMATURE_TARGET");
  const bool by_flag = !choices.target.empty();
  const std::string asked = by_flag                                 ? choices.target
                            : variable == choices.environment.end() ? std::string()
                                                                    : variable->second;
  const SourcePos place{std::make_shared<const std::string>(by_flag ? "-t" : "ARMATURE_TARGET"), 0,
                        0};
  const std::vector<std::string> names = names_of(targets);
  if (asked.empty()) {
    const auto found =
        std::find_if(targets.begin(), targets.end(), std::mem_fn(&Target::is_default));
    if (found != targets.end()) chosen = found->name;
    if (found != targets.end() || targets.empty()) return true;
    error(diagnostics, stack, "No target given",
          fmt::format("None of the stack's targets is the default. Say which with -t NAME or "
                      "ARMATURE_TARGET: {}.",
                      join(names, ", ")));
    return false;
  }
  if (std::find(names.begin(), names.end(), asked) != names.end()) {
    chosen = asked;
    return true;
  }
  const std::string near = nearest(asked, names);
  error(diagnostics, place, fmt::format("Unknown target \"{}\"", asked),
        names.empty()  ? "The stack file has no targets."
        : near.empty() ? fmt::format("The stack has {}.", join(names, ", "))
                       : fmt::format("Did you mean \"{}\"?", near));
  return false;
}

std::vector<Override> read_overrides(const Node& target) {
  std::vector<Override> out;
  const Node* const node = target.get("override");
  if (node == nullptr) return out;
  for (const Node::Member& one : node->members)
    if (one.value.is(Node::Type::mapping)) out.push_back({one.key, one.key_pos, one.value});
  return out;
}

}  // namespace armature::manifest
