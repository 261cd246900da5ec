#pragma once

#include <cstddef>
#include <vector>

#include "graph/edges.hpp"

namespace armature::graph {

/// `rest` are the resources that could not be ordered: each cycle among them becomes one Diagnostic
/// that names its edges.
void report_cycles(const std::vector<lower::Desired>& all, const Edges& edges,
                   const std::vector<std::size_t>& rest, Diagnostics& diagnostics);

}  // namespace armature::graph
