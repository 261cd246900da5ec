#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plan/live_view.hpp"
#include "plan/plan.hpp"

/// What the phases of one plan share. Not for other modules.
namespace armature::plan {

/// A step under construction: predecessors are still drafts, the order is not yet known.
struct Draft {
  Step step;
  std::set<std::size_t> after = {};
  const Json* live = nullptr;  ///< null: absent
};

struct Work {
  const std::vector<resolve::Resolved>& resources;
  const std::vector<std::vector<std::size_t>>& after;
  const arm::Scope& scope;
  const arm::Observed& observed;
  const diff::Owner& owner;
  const Options& options;
  Plan& plan;

  std::vector<bool> selected = {};
  std::map<std::string, Listed> lists = {};  ///< by id key
  std::map<std::string, std::vector<const Listed*>> listed_children =
      {};                                            ///< by the endpoint's id key
  std::map<std::string, std::size_t> declared = {};  ///< id key -> resource; routing is not in it
  std::map<std::string, std::vector<std::size_t>> routing =
      {};  ///< endpoint's id key -> declared routing
  std::vector<Draft> drafts = {};
  std::vector<std::optional<std::size_t>> draft_of = {};  ///< by resource
  std::map<std::string, std::size_t> erased =
      {};  ///< id key -> draft that removes or replaces it, children included
  std::map<std::string, std::size_t> removed = {};  ///< id key -> removal draft
  std::set<std::string> allowed = {};  ///< addresses that --allow named and that needed it
  std::map<arm::Query, std::set<std::string>> relied = {};  ///< paths that a decision looked at

  std::size_t add(Draft draft);
  void refuse(const Address& address, std::string message, std::string remedy);
  /// Refuses unless --allow names the address (destroy asks once for everything instead).
  void guard(const Address& address, std::string message);
  bool is_replaced(const std::string& id_key) const;
  /// The live body of a resource, remembering that the plan relies on these paths of it.
  const Json* look(const catalog::Kind& kind, const arm::ResourceId& id,
                   const std::set<std::string>& paths);
};

/// Phase 1: what the manifests want, resource by resource, without routing.
void decide_resources(Work& work);
/// Phase 2: what goes: pruned or destroyed.
void decide_removals(Work& work);
/// Phase 3: routing, and traffic drained before a deployment goes.
void decide_routing(Work& work);
/// Phase 4: order among removals and what used them; steps get their ids.
void order(Work& work);
/// Phase 5: the live facts behind all of it.
void collect_read_set(Work& work);

/// Paths whose live values a step for `resolved` relies on, marks included.
std::set<std::string> relied_paths(const catalog::Kind& kind,
                                   const std::vector<std::string>& declared,
                                   const std::vector<std::string>& reset);
/// Canonical live values by path: what Step::seen holds.
Json facts_at(const catalog::Kind& kind, const Json& live, const std::set<std::string>& paths);

/// A removal of what is live: DELETE, or archiving with the body that says so.
Draft removal_draft(const Work& work, const Address& address, const catalog::Kind& kind,
                    const arm::ResourceId& id, const Json& live);

}  // namespace armature::plan
