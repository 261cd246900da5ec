#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "arm/live.hpp"
#include "graph/targets.hpp"
#include "resolve/resolve.hpp"

/// What the phases of one resolution share. Not for other modules.
namespace armature::resolve {

/// Answers from what was observed; what is missing is remembered as a need.
class Reads {
 public:
  explicit Reads(const arm::Observed& observed) : observed_(observed) {}

  struct Seen {
    bool known = false;          ///< false: not read yet
    const Json* body = nullptr;  ///< null: established to be absent (a list: empty)
  };
  Seen get(const arm::Query& query);
  std::vector<arm::Query> needs() const { return {needs_.begin(), needs_.end()}; }

 private:
  const arm::Observed& observed_;
  std::set<arm::Query> needs_;
};

struct Work {
  const std::vector<lower::Desired>& all;
  const arm::Scope& scope;
  Diagnostics& diagnostics;
  Purpose purpose;
  Reads reads;
  graph::Targets targets;
  Resolution out = {};
  std::vector<Reads::Seen> live = {};  ///< of each resource, as far as its id is known
  std::vector<bool> pinned = {};       ///< its id is complete
};

/// The id of a resource by its address; nothing where the address has no version for a kind that
/// needs one.
arm::ResourceId id_of(const catalog::Kind& kind, const arm::Scope& scope, const Address& address);
arm::Query get_of(const catalog::Kind& kind, const arm::ResourceId& id);
/// All versions of an asset, archived ones included. One spelling, so that everybody shares the
/// read.
arm::Query versions_query(const catalog::Kind& kind, const arm::Scope& scope,
                          const std::string& name);
arm::Query workspace_query(const arm::Scope& scope);
arm::Query default_datastore_query(const arm::Scope& scope);

/// A version whose content names other resources: it can be told only when those are pinned.
bool composed(const lower::Desired& one);

/// Phase 1: versions and ids, of composed versions when their references are filled.
void pin_versions(Work& work);
void fill_composed(Work& work);
void pin_composed(Work& work);
/// Phase 2: an anonymous asset that live deployments hold under another name is that one.
void take_over_anonymous(Work& work);
/// Phase 3: references and locations; live references to equal content.
void fill_references(Work& work);
/// References to the outside exist; parents and routed deployments outside of the stack as well.
void check_outside(Work& work);

/// The workspace's location; false if there is no such workspace, or it was not read yet.
bool read_workspace(Work& work);
void read_datastore(Work& work);

}  // namespace armature::resolve
