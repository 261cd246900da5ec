#pragma once

#include <string>
#include <vector>

#include "base/json.hpp"
#include "catalog/kind.hpp"

namespace armature::plan {

/// The leaves of a body, as paths: scalars, arrays, whole maps, and the entries of tags and bags.
/// Sorted.
std::vector<std::string> leaves_of(const catalog::Kind& kind, const Json& body);

/// A live body without what is never sent: identity of the resource, read-only members, nulls.
Json writable(const catalog::Kind& kind, const Json& live);

}  // namespace armature::plan
