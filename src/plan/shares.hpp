#pragma once

#include <set>
#include <string>

#include "base/json.hpp"
#include "catalog/kind.hpp"

namespace armature::plan {

using Names = std::set<std::string>;  ///< of deployments, lower case

/// A routing member without some deployments: a name among them is cleared, of a map their entries
/// go, and shares that must sum to 100 grow in proportion.
Json without(const catalog::Kind& kind, const catalog::Field& row, const Json& value,
             const Names& gone);

}  // namespace armature::plan
