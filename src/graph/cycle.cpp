#include "graph/cycle.hpp"

#include <algorithm>
#include <string>

#include <fmt/core.h>

namespace armature::graph {
namespace {

enum class Mark : unsigned char { placed, unseen, on_path, done };

Diagnostic describe(const std::vector<lower::Desired>& all, const Edges& edges,
                    const std::vector<std::size_t>& cycle) {
  Diagnostic one{.pos = edges[cycle.front()].at(cycle[1 % cycle.size()]),
                 .summary = "References form a cycle"};
  for (std::size_t k = 0; k < cycle.size(); ++k) {
    const std::size_t from = cycle[k];
    const std::size_t to = cycle[(k + 1) % cycle.size()];
    one.detail += fmt::format("{}: {} needs {}\n", short_text(edges[from].at(to)),
                              all[from].address.text(), all[to].address.text());
  }
  one.detail += "Take one of these references out: nothing here could be created first.";
  return one;
}

/// Depth first without recursion: a chain of references may be as long as the stack has resources.
class Search {
 public:
  Search(const Edges& edges, const std::vector<std::size_t>& rest, std::size_t cycles_max)
      : edges_(edges), cycles_max_(cycles_max), marks_(edges.size(), Mark::placed) {
    for (const std::size_t i : rest) marks_[i] = Mark::unseen;
  }

  void from(std::size_t start) {
    if (marks_[start] != Mark::unseen) return;
    enter(start);
    while (!path_.empty() && found_.size() < cycles_max_) {
      auto& [node, next] = path_.back();
      if (next == edges_[node].end()) {
        marks_[node] = Mark::done;
        path_.pop_back();
        continue;
      }
      const std::size_t to = (next++)->first;
      if (marks_[to] == Mark::unseen) {
        enter(to);
      } else if (marks_[to] == Mark::on_path) {
        found_.push_back(path_from(to));
      }
    }
  }

  const std::vector<std::vector<std::size_t>>& found() const { return found_; }

 private:
  struct Frame {
    std::size_t node;
    std::map<std::size_t, SourcePos>::const_iterator next;
  };

  void enter(std::size_t node) {
    marks_[node] = Mark::on_path;
    path_.push_back({node, edges_[node].begin()});
  }

  std::vector<std::size_t> path_from(std::size_t node) const {
    auto at = std::ranges::find(path_, node, &Frame::node);
    std::vector<std::size_t> cycle;
    for (; at != path_.end(); ++at) cycle.push_back(at->node);
    return cycle;
  }

  const Edges& edges_;
  const std::size_t cycles_max_;
  std::vector<Mark> marks_;
  std::vector<Frame> path_;
  std::vector<std::vector<std::size_t>> found_;
};

}  // namespace

void report_cycles(const std::vector<lower::Desired>& all, const Edges& edges,
                   const std::vector<std::size_t>& rest, Diagnostics& diagnostics) {
  // More would help nobody, and a dense knot of references has very many.
  constexpr std::size_t cycles_max = 20;
  Search search(edges, rest, cycles_max);
  for (const std::size_t start : rest) search.from(start);
  for (const auto& cycle : search.found()) diagnostics.push_back(describe(all, edges, cycle));
}

}  // namespace armature::graph
