#include "resolve/resolve.hpp"

#include <set>

#include "resolve/work.hpp"

namespace armature::resolve {
namespace {

/// Kinds whose lists tell what the stack owns besides what it declares. Assets are shared history
/// and never pruned; what lives below an endpoint is found from there.
bool listed(const catalog::Kind& kind) {
  return kind.document && !kind.versioned && kind.parent_kind.empty() && kind.routes.empty() &&
         kind.tags != catalog::Tags::none && kind.removal == catalog::Removal::erase;
}

}  // namespace

std::vector<arm::Query> first_reads(const std::vector<lower::Desired>& all, const arm::Scope& scope,
                                    bool find_owned, Purpose purpose) {
  // What a resolution lacks that has seen nothing is exactly what can be told from the manifests.
  Diagnostics nothing_to_say;
  const Resolution blind = resolve(all, scope, {}, nothing_to_say, purpose);
  std::set<arm::Query> reads(blind.needs.begin(), blind.needs.end());
  if (find_owned) {
    for (const catalog::Kind& kind : catalog::kinds())
      if (listed(kind))
        reads.insert(
            arm::list_query(scope.workspace_path(), kind.arm_type, std::string(kind.api_version)));
  }
  return {reads.begin(), reads.end()};
}

Resolution resolve(const std::vector<lower::Desired>& all, const arm::Scope& scope,
                   const arm::Observed& observed, Diagnostics& diagnostics, Purpose purpose) {
  Work work{.all = all,
            .scope = scope,
            .diagnostics = diagnostics,
            .purpose = purpose,
            .reads = Reads(observed),
            .targets = graph::Targets(all)};
  if (!read_workspace(work)) return std::move(work.out);
  work.out.resources.reserve(all.size());
  for (const lower::Desired& one : all) work.out.resources.push_back({.desired = one});
  work.live.resize(all.size());
  work.pinned.resize(all.size());
  pin_versions(work);
  take_over_anonymous(work);
  fill_composed(work);
  pin_composed(work);
  fill_references(work);
  check_outside(work);
  read_datastore(work);
  work.out.needs = work.reads.needs();
  return std::move(work.out);
}

}  // namespace armature::resolve
