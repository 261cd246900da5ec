#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "lower/desired.hpp"

namespace armature::graph {

/// For each resource: what it needs, with the place in the manifests that says so.
using Edges = std::vector<std::map<std::size_t, SourcePos>>;

/// A deployment that routing names, and the leaf that names it.
struct Routed {
  std::string name;
  SourcePos pos;
};
/// In order of the declared leaves; empty for kinds that do not route.
std::vector<Routed> routed(const lower::Desired& one);

Edges edges_of(const std::vector<lower::Desired>& all);

}  // namespace armature::graph
