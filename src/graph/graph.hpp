#pragma once

#include <cstddef>
#include <vector>

#include "base/diagnostic.hpp"
#include "lower/desired.hpp"

namespace armature::graph {

/// after[i] = indices of what must exist before resource i can be written, sorted. From references
/// (Hole::in_stack), from parents (an endpoint before its deployments) and from routing
/// (deployments before the traffic that names them).
struct Graph {
  std::vector<std::vector<std::size_t>> after;
  std::vector<std::size_t>
      order;  ///< all indices, every one behind those it comes after; stable for the same input
};

/// A cycle is a Diagnostic that names its edges.
Graph build(const std::vector<lower::Desired>& all, Diagnostics& diagnostics);

}  // namespace armature::graph
