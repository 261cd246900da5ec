#include <set>

#include <fmt/core.h>

#include "base/text.hpp"
#include "graph/edges.hpp"
#include "resolve/work.hpp"

namespace armature::resolve {
namespace {

/// The kind of what lives below an endpoint.
const catalog::Kind* child_of(std::string_view endpoint_kind) {
  for (const catalog::Kind& kind : catalog::kinds())
    if (kind.parent_kind == endpoint_kind) return &kind;
  return nullptr;
}

class Outside {
 public:
  explicit Outside(Work& work) : work_(work) {
    for (const lower::Desired& one : work.all)
      if (one.kind->routes.empty()) declared_.insert(one.id.key());
  }

  void parent(const lower::Desired& one) {
    if (one.kind->parent_kind.empty()) return;
    exists({.kind = std::string(one.kind->parent_kind), .name = one.address.parent}, one.parent_pos,
           fmt::format("{} is placed in it", one.address.text()));
  }

  void needs(const lower::Desired& one) {
    for (const lower::Need& need : one.needs)
      exists(need.target, need.pos, fmt::format("{} lies in it", one.address.text()));
  }

  void routing(const lower::Desired& one) {
    if (one.kind->routes.empty()) return;
    exists({.kind = std::string(one.kind->routes), .name = one.address.name}, one.pos,
           fmt::format("{} routes it", one.address.text()));
    const catalog::Kind* child = child_of(one.kind->routes);
    if (child == nullptr) return;
    for (const graph::Routed& to : graph::routed(one))
      exists({.kind = std::string(child->name), .parent = one.address.name, .name = to.name},
             to.pos, fmt::format("{} names it", one.address.text()));
  }

 private:
  void exists(const Address& address, const SourcePos& pos, const std::string& why) {
    const catalog::Kind* kind = catalog::kind_named(address.kind);
    if (kind == nullptr) return;
    const arm::ResourceId id = id_of(*kind, work_.scope, address);
    if (declared_.contains(id.key())) return;
    const Reads::Seen seen = work_.reads.get(get_of(*kind, id));
    if (!seen.known || seen.body != nullptr) return;
    const std::string near = nearest(address.text(), work_.targets.addresses(address.kind));
    work_.diagnostics.push_back(
        {.pos = pos,
         .summary = fmt::format("Unknown reference \"{}\"", address.text()),
         .detail = fmt::format("{}, but no manifest declares it, and workspace \"{}\" does not "
                               "hold it.\n{}",
                               why, work_.scope.workspace,
                               near.empty() ? "Declare it in a manifest, or correct the name."
                                            : fmt::format("Did you mean \"{}\"?", near))});
  }

  Work& work_;
  std::set<std::string> declared_;
};

}  // namespace

void check_outside(Work& work) {
  if (work.purpose == Purpose::removal) return;
  Outside outside(work);
  for (const lower::Desired& one : work.all) {
    outside.parent(one);
    outside.needs(one);
    outside.routing(one);
  }
}

}  // namespace armature::resolve
