#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/diagnostic.hpp"
#include "manifest/node.hpp"

namespace armature::manifest {

/// What expressions stand for. All of it comes in as values.
struct Names {
  const std::map<std::string, std::string>& environment;
  /// The value of a variable. Null pointer: it has none, and that was told at `pos` or before.
  std::function<const Node*(const std::string& name, const SourcePos& pos)> variable;
  std::optional<std::string> stack = {};     ///< nothing: there is no stack file
  std::optional<std::string> target = {};    ///< nothing: the stack has no targets
  std::optional<std::string> location = {};  ///< nothing: nobody said where the workspace is
};

/// Resolves `${var.x}`, `${env.X}`, `${target.name}`, `${stack.name}` and `${workspace.location}`
/// in every scalar below `node`; `$${` becomes a literal `${`, AML's `${{...}}` and shell's
/// `${HOME}` stay as they are. A scalar that is nothing but one `${var.x}` becomes the variable's
/// value, of its type; nothing but one unquoted `${env.X}` becomes a whole number or a boolean
/// where the text is spelled like one (`8`, `true`), else text. What is made from a secret is
/// secret. What cannot be resolved is diagnosed where it stands and marked; false if there is any.
bool interpolate(Node& node, const Names& names, Diagnostics& diagnostics);

/// True if a scalar below `node` holds something that `interpolate` looks at.
bool has_expression(const Node& node);

/// True for variables that hold credentials; their values would end in a plan on a pull request.
bool is_credential_variable(const std::string& name);

}  // namespace armature::manifest
