#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "base/diagnostic.hpp"
#include "lower/desired.hpp"

namespace armature::graph {

/// For each resource: what it needs, with the place in the manifests that says so.
using Edges = std::vector<std::map<std::size_t, SourcePos>>;

Edges edges_of(const std::vector<lower::Desired>& all);

}  // namespace armature::graph
