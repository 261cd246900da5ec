#pragma once

#include <map>
#include <string>

#include "base/diagnostic.hpp"
#include "manifest/node.hpp"

namespace armature::manifest {

/// Resolves `${env.X}` in every scalar below `node`; `$${` becomes a literal `${`, AML's `${{...}}`
/// and shell's `${HOME}` stay as they are. A scalar that is nothing but one unquoted `${env.X}`
/// becomes a whole number or a boolean where the variable is spelled like one (`8`, `true`), else
/// text. Unset variables, credentials, and the expressions of this grammar that this version does
/// not know are diagnosed where they stand.
void interpolate(Node& node, const std::map<std::string, std::string>& environment,
                 Diagnostics& diagnostics);

/// True for variables that hold credentials; their values would end in a plan on a pull request.
bool is_credential_variable(const std::string& name);

}  // namespace armature::manifest
