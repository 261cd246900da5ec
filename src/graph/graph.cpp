#include "graph/graph.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <queue>
#include <string>
#include <utility>

#include "graph/cycle.hpp"
#include "graph/edges.hpp"

namespace armature::graph {
namespace {

/// Kahn's algorithm, smallest index first, so that resources keep the order of the manifests
/// wherever their dependencies allow it. What is left over stands in a cycle or behind one.
std::vector<std::size_t> order_of(const std::vector<std::vector<std::size_t>>& after) {
  std::vector<std::size_t> missing(after.size());
  std::vector<std::vector<std::size_t>> before(after.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    missing[i] = after[i].size();
    for (const std::size_t earlier : after[i]) before[earlier].push_back(i);
  }
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t i = 0; i < after.size(); ++i)
    if (missing[i] == 0) ready.push(i);
  std::vector<std::size_t> order;
  order.reserve(after.size());
  while (!ready.empty()) {
    const std::size_t next = ready.top();
    ready.pop();
    order.push_back(next);
    for (const std::size_t later : before[next])
      if (--missing[later] == 0) ready.push(later);
  }
  return order;
}

std::vector<std::size_t> left_over(const std::vector<std::size_t>& order, std::size_t size) {
  std::vector<bool> placed(size, false);
  for (const std::size_t i : order) placed[i] = true;
  std::vector<std::size_t> rest;
  for (std::size_t i = 0; i < size; ++i)
    if (!placed[i]) rest.push_back(i);
  return rest;
}

}  // namespace

Graph build(const std::vector<lower::Desired>& all, Diagnostics& diagnostics) {
  const Edges edges = edges_of(all);
  Graph graph;
  graph.after.resize(all.size());
  for (std::size_t i = 0; i < all.size(); ++i)
    for (const auto& [to, pos] : edges[i]) graph.after[i].push_back(to);
  graph.order = order_of(graph.after);
  const std::vector<std::size_t> rest = left_over(graph.order, all.size());
  report_cycles(all, edges, rest, diagnostics);
  graph.order.insert(graph.order.end(), rest.begin(), rest.end());
  return graph;
}

}  // namespace armature::graph
