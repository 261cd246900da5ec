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

class Interpolation {
 public:
  Interpolation(const std::map<std::string, std::string>& environment, Diagnostics& diagnostics)
      : environment_(environment), diagnostics_(diagnostics) {}

  void walk(Node& node) {
    if (node.is(Node::Type::text)) return scalar(node);
    for (Node& item : node.items) walk(item);
    for (Node::Member& member : node.members) walk(member.value);
  }

 private:
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
      const auto value = length == std::string_view::npos
                             ? std::nullopt
                             : expression(rest.substr(2, length - 2), node.pos);
      if (value) {
        out += *value;
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

  /// Nothing if it is no expression of ours.
  std::optional<std::string> expression(std::string_view inner, const SourcePos& pos) {
    const std::string_view text = trim(inner);
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos || !is_name(text.substr(dot + 1))) return std::nullopt;
    const std::string_view space = text.substr(0, dot);
    const std::string name(text.substr(dot + 1));
    if (space == "env") return variable(name, pos);
    for (const std::string_view known : {"var", "target", "stack", "workspace"}) {
      if (space != known) continue;
      error(pos, fmt::format("\"${{{}}}\" is not known to this version", text),
            fmt::format("It resolves ${{env.NAME}} only. For the literal text write $${{{}}}.",
                        text));
      return std::nullopt;
    }
    return std::nullopt;
  }

  /// After a fault the expression stays as it is written: an empty text would be complained of once
  /// more.
  std::optional<std::string> variable(const std::string& name, const SourcePos& pos) {
    if (is_credential_variable(name)) {
      error(pos, fmt::format("Environment variable \"{}\" holds a credential", name),
            "Its value would be readable in plans and on the resource. Credentials are taken from "
            "the "
            "environment by themselves; remove the expression.");
      return std::nullopt;
    }
    const auto found = environment_.find(name);
    if (found != environment_.end()) return found->second;
    std::vector<std::string> names;
    for (const auto& [known, value] : environment_) {
      if (!is_credential_variable(known)) names.push_back(known);
    }
    const std::string near = nearest(name, names);
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

  const std::map<std::string, std::string>& environment_;
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

void interpolate(Node& node, const std::map<std::string, std::string>& environment,
                 Diagnostics& diagnostics) {
  Interpolation(environment, diagnostics).walk(node);
}

}  // namespace armature::manifest
