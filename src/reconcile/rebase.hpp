#pragma once

#include <map>
#include <vector>

#include "execute/execute.hpp"
#include "plan/plan.hpp"

namespace armature::reconcile {

/// An approved plan after the operations that were in progress have ended: what is left to run, and
/// what is decided already.
struct Rebased {
  plan::Plan plan;                     ///< its steps have ids of their own
  std::vector<plan::StepId> approved;  ///< the step of the approved plan, by id of the plan here
  std::vector<execute::Outcome>
      decided;  ///< steps of the approved plan that are not run, by their own ids
};

/// Steps that joined an operation are taken from `fresh`, which was made after it ended; all others
/// stay as they were approved. A step that would now destroy what the approved plan did not is
/// refused as stale, and one that the fresh plan refuses is not run. `failed`: joins that came to nothing.
Rebased rebase(const plan::Plan& approved, const plan::Plan& fresh,
               const std::map<plan::StepId, Error>& failed);

/// The outcome of a step of the rebased plan, told in ids of the approved one.
execute::Outcome in_approved_ids(const Rebased& rebased, execute::Outcome outcome);

}  // namespace armature::reconcile
