#pragma once

#include <optional>
#include <string>

#include "arm/resource_id.hpp"
#include "base/error.hpp"
#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "manifest/document.hpp"

/// Which workspace of which cloud: flags, then the stack file, then the environment, then
/// .azureml/config.json upward, then the defaults of az. For the local cloud what the machine says
/// of Azure does not count: what is missing has local names.
namespace armature::cli {

struct Where {
  std::string cloud;
  arm::Scope scope;
  std::string origin;  ///< ARM's; for the local cloud a name that goes nowhere
  bool local() const { return cloud == "local"; }
};

struct WhereInputs {
  const Arguments& arguments;
  const manifest::StackFile* stack = nullptr;  ///< null pointer: none
  const Environment& environment;
  std::string working_directory;
};

/// An Error names what is missing and every way to give it.
Result<Where> find_where(const WhereInputs& inputs);

/// What can be no part of an ARM id is refused wherever it comes from: it would name another place.
Status check_place(const arm::Scope& scope);

/// What .azureml/config.json, at the folder or above it, and the defaults of az say; the rest is
/// empty.
arm::Scope known_scope(const Environment& environment, const std::string& folder);

/// For commands that need no service: what is missing is "unknown".
Where find_where_or_unknown(const WhereInputs& inputs);

}  // namespace armature::cli
