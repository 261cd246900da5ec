#include "manifest/interpolate.hpp"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "base/text.hpp"
#include "manifest/scalar.hpp"

namespace armature::manifest {
namespace {

bool is_name(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

/// Whole numbers and booleans in the one spelling that reads back the same; `010` or `2.10` of a
/// build number stay text.
void give_type(Node& node) {
  Node read{.scalar = node.scalar, .members = {}};
  node.type = Node::Type::text;
  node.quoted = true;
  if (!resolve_plain(read)) return;
  const bool whole = read.is(Node::Type::integer) && python_text(read) == node.scalar;
  const bool truth = node.scalar == "true" || node.scalar == "false";
  if (!whole && !truth) return;
  node.type = read.type;
  node.quoted = false;
  node.integer = read.integer;
  node.boolean = read.boolean;
}

/// A scalar of a variable within a longer text, as YAML 1.2 and JSON spell it.
std::string spelled(const Node& value) {
  if (value.is(Node::Type::boolean)) return value.boolean ? "true" : "false";
  return python_text(value);
}

/// A copy of a variable's value that stands where the expression stood.
void move_to(Node& value, const SourcePos& pos) {
  value.pos = pos;
  for (Node& item : value.items) move_to(item, pos);
  for (Node::Member& member : value.members) {
    member.key_pos = pos;
    move_to(member.value, pos);
  }
}

class Interpolation {
 public:
  Interpolation(const Names& names, Diagnostics& diagnostics)
      : names_(names), diagnostics_(diagnostics) {}

  void walk(Node& node) {
    if (node.is(Node::Type::text)) return scalar(node);
    for (Node& item : node.items) walk(item);
    for (Node::Member& member : node.members) walk(member.value);
  }

  bool complete = true;

 private:
  /// What one expression stands for: a variable's value, or a text.
  struct Value {
    const Node* variable = nullptr;
    std::string text = {};
  };
  struct Found {
    bool ours = true;
    std::optional<Value> value = {};  ///< nothing: a fault that was told
  };

  void scalar(Node& node) {
    if (node.scalar.find("${") == std::string::npos) return;
    const bool whole =
        node.scalar.starts_with("${") && node.scalar.find('}') + 1 == node.scalar.size();
    std::string out;
    bool replaced = false;
    std::string_view rest = node.scalar;
    while (!rest.empty()) {
      const std::size_t dollar = rest.find('$');
      out += rest.substr(0, dollar);
      if (dollar == std::string_view::npos) break;
      rest.remove_prefix(dollar);
      if (rest.starts_with("$${")) {
        out += "${";
        rest.remove_prefix(3);
        continue;
      }
      const std::size_t length = rest.starts_with("${") ? rest.find('}') : std::string_view::npos;
      const Found found = length == std::string_view::npos
                              ? Found{.ours = false}
                              : expression(rest.substr(2, length - 2), node.pos);
      if (found.ours && !found.value) mark_unresolved(node);
      if (found.value && whole && found.value->variable != nullptr)
        return become(node, *found.value->variable);
      if (found.value && add(out, *found.value, node)) {
        rest.remove_prefix(length + 1);
        replaced = true;
      } else {
        out += '$';
        rest.remove_prefix(1);
      }
    }
    node.scalar = std::move(out);
    if (replaced && whole && !node.quoted) give_type(node);
  }

  void mark_unresolved(Node& node) {
    node.unresolved = true;
    complete = false;
  }

  static void become(Node& node, const Node& value) {
    const SourcePos pos = node.pos;
    node = value;
    move_to(node, pos);
  }

  /// Puts a value into a longer text; false where it has no place in one.
  bool add(std::string& out, const Value& value, Node& node) {
    if (value.variable == nullptr) {
      out += value.text;
      return true;
    }
    const Node& variable = *value.variable;
    if (!variable.is_scalar() || variable.is(Node::Type::null)) {
      error(
          node.pos, "Expression within a text has no text",
          variable.is(Node::Type::null)
              ? "The variable has no value. Give it one, or let the expression be the whole value."
              : "The variable is a list or an object: it can only be the whole value.");
      mark_unresolved(node);
      return false;
    }
    out += spelled(variable);
    node.secret = node.secret || variable.secret;
    return true;
  }

  Found expression(std::string_view inner, const SourcePos& pos) {
    const std::string_view text = trim(inner);
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos) return {.ours = false};
    const std::string_view space = text.substr(0, dot);
    const std::string name(text.substr(dot + 1));
    if (space != "env" && space != "var" && space != "target" && space != "stack" &&
        space != "workspace")
      return {.ours = false};
    if (!is_name(name)) return unknown(text, pos);
    if (space == "env") return {.value = environment(name, pos)};
    if (space == "var") {
      const Node* const value = names_.variable(name, pos);
      if (value == nullptr) return {};
      return {.value = Value{.variable = value}};
    }
    if (space == "stack" && name == "name")
      return fixed(names_.stack, text, pos, "There is no stack file that would say it.");
    if (space == "target" && name == "name")
      return fixed(names_.target, text, pos,
                   names_.stack ? "The stack file has no targets." : "There is no stack file.");
    if (space == "workspace" && name == "location")
      return fixed(names_.location, text, pos,
                   "Manifests are read before the workspace is: say where it is with --location "
                   "NAME.");
    return unknown(text, pos);
  }

  Found unknown(std::string_view text, const SourcePos& pos) {
    const std::vector<std::string> known = {"target.name", "stack.name", "workspace.location"};
    const std::string near = nearest(text, known);
    error(pos, fmt::format("Unknown expression \"${{{}}}\"", text),
          near.empty() ? fmt::format("There are ${{var.NAME}}, ${{env.NAME}}, ${{target.name}}, "
                                     "${{stack.name}} and ${{workspace.location}}. For the literal "
                                     "text write $${{{}}}.",
                                     text)
                       : fmt::format("Did you mean \"${{{}}}\"?", near));
    return {};
  }

  Found fixed(const std::optional<std::string>& value, std::string_view text, const SourcePos& pos,
              const std::string& why) {
    if (value) return {.value = Value{.text = *value}};
    error(pos, fmt::format("\"${{{}}}\" has no value", text),
          fmt::format("{} For the literal text write $${{{}}}.", why, text));
    return {};
  }

  /// After a fault the expression stays as it is written: an empty text would be complained of once
  /// more.
  std::optional<Value> environment(const std::string& name, const SourcePos& pos) {
    if (is_credential_variable(name)) {
      error(pos, fmt::format("Environment variable \"{}\" holds a credential", name),
            "Its value would be readable in plans and on the resource. Credentials are taken from "
            "the "
            "environment by themselves; remove the expression. Another secret comes in as a "
            "variable with \"secret: true\", from ARMATURE_VAR_NAME.");
      return std::nullopt;
    }
    const auto found = names_.environment.find(name);
    if (found != names_.environment.end()) return Value{.text = found->second};
    std::vector<std::string> known;
    for (const auto& [other, value] : names_.environment) {
      if (!is_credential_variable(other)) known.push_back(other);
    }
    const std::string near = nearest(name, known);
    error(pos, fmt::format("Environment variable \"{}\" is not set", name),
          near.empty()
              ? fmt::format("Set it (export {}=...), or write the value itself. For the literal "
                            "text write $${{env.{}}}.",
                            name, name)
              : fmt::format("Set it, or write the value itself. Did you mean \"{}\"?", near));
    return std::nullopt;
  }

  void error(const SourcePos& pos, std::string summary, std::string detail) {
    diagnostics_.push_back({Severity::error, pos, std::move(summary), std::move(detail)});
  }

  const Names& names_;
  Diagnostics& diagnostics_;
};

}  // namespace

bool is_credential_variable(const std::string& name) {
  std::string upper = name;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  for (const std::string_view end :
       {"_SECRET", "_PASSWORD", "_ACCESS_TOKEN", "_ACCESSTOKEN", "_OIDC_TOKEN", "_REQUEST_TOKEN",
        "_SAS_TOKEN", "_ACCESS_KEY", "_ACCOUNT_KEY", "_CONNECTION_STRING", "_PRIVATE_KEY"}) {
    if (upper.ends_with(end)) return true;
  }
  for (const std::string_view whole :
       {"ARM_CLIENT_CERTIFICATE", "GITHUB_TOKEN", "GH_TOKEN", "IDENTITY_HEADER", "CI_JOB_TOKEN"}) {
    if (upper == whole) return true;
  }
  return false;
}

bool interpolate(Node& node, const Names& names, Diagnostics& diagnostics) {
  Interpolation interpolation(names, diagnostics);
  interpolation.walk(node);
  return interpolation.complete;
}

bool has_expression(const Node& node) {
  if (node.is(Node::Type::text)) return node.scalar.find("${") != std::string::npos;
  return std::any_of(node.items.begin(), node.items.end(), has_expression) ||
         std::any_of(node.members.begin(), node.members.end(),
                     [](const Node::Member& member) { return has_expression(member.value); });
}

}  // namespace armature::manifest
