#include "reconcile/rebase.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <fmt/core.h>

namespace armature::reconcile {
namespace {

using execute::Outcome;
using execute::Verdict;
using plan::Step;
using plan::StepId;

bool destroys(plan::Action action) {
  return action == plan::Action::replace || action == plan::Action::remove;
}

class Rebasing {
 public:
  Rebasing(const plan::Plan& approved, const plan::Plan& fresh,
           const std::map<StepId, Error>& failed)
      : approved_(approved), failed_(failed), stand_ins_(approved.steps.size()) {
    for (const Step& step : fresh.steps) fresh_.emplace(key_of(step), &step);
    for (const plan::Refusal& one : fresh.refusals) refused_.emplace(one.address, &one);
    out_.plan = approved;
    out_.plan.steps.clear();
  }

  Rebased run() {
    for (const Step& step : approved_.steps) place(step);
    return std::move(out_);
  }

 private:
  using Key = std::pair<Address, bool>;
  /// A route that takes traffic off is another step than the one that gives it.
  static Key key_of(const Step& step) { return {step.address, step.drains}; }

  void place(const Step& step) {
    if (std::vector<StepId> stopped = stopped_by(step); !stopped.empty())
      return give_up(
          {.step = step.id, .verdict = Verdict::skipped, .because_of = std::move(stopped)});
    if (const auto refused = refused_.find(step.address); refused != refused_.end())
      return give_up(
          {.step = step.id, .verdict = Verdict::failed, .error = refused_now(*refused->second)});
    if (!step.joins_operation) return keep(step, step.id);
    if (const auto failure = failed_.find(step.id); failure != failed_.end())
      return give_up({.step = step.id, .verdict = Verdict::failed, .error = failure->second});
    const auto now = fresh_.find(key_of(step));
    if (now == fresh_.end()) return drop(step);
    if (destroys(now->second->action) && now->second->action != step.action)
      return give_up({.step = step.id, .verdict = Verdict::failed, .error = not_approved(step)});
    Step joined = *now->second;
    joined.after = step.after;
    keep(std::move(joined), step.id);
  }

  static Error refused_now(const plan::Refusal& refusal) {
    return {.kind = ErrorKind::refused,
            .message = fmt::format("Since the plan was made, {} became refused: {}",
                                   refusal.address.text(), refusal.message),
            .remedy = refusal.remedy};
  }

  static Error not_approved(const Step& step) {
    return {.kind = ErrorKind::stale,
            .message = fmt::format("After the operation that was in progress, {} could only be "
                                   "deleted, which this plan does not say",
                                   step.address.text()),
            .remedy = "make the plan again and look at it"};
  }

  std::vector<StepId> stopped_by(const Step& step) const {
    std::vector<StepId> out;
    for (const StepId id : step.after)
      if (given_up_.contains(id)) out.push_back(id);
    return out;
  }

  void keep(Step step, StepId approved) {
    const StepId id = out_.plan.steps.size();
    step.after = predecessors(step);
    step.id = id;
    step.joins_operation = false;
    out_.plan.steps.push_back(std::move(step));
    out_.approved.push_back(approved);
    stand_ins_[approved] = {id};
  }

  /// The operation that was in progress left nothing to do.
  void drop(const Step& step) {
    stand_ins_[step.id] = predecessors(step);
    out_.decided.push_back({.step = step.id, .verdict = Verdict::done, .settled = true});
  }

  void give_up(Outcome outcome) {
    given_up_.insert(outcome.step);
    out_.decided.push_back(std::move(outcome));
  }

  /// What a step waits for, in ids of the rebased plan: for a dropped step what that one waited
  /// for.
  std::vector<StepId> predecessors(const Step& step) const {
    std::set<StepId> out;
    for (const StepId id : step.after) out.insert(stand_ins_[id].begin(), stand_ins_[id].end());
    return {out.begin(), out.end()};
  }

  const plan::Plan& approved_;
  const std::map<StepId, Error>& failed_;
  std::map<Key, const Step*> fresh_;
  std::map<Address, const plan::Refusal*> refused_;
  std::vector<std::vector<StepId>> stand_ins_;
  std::set<StepId> given_up_;
  Rebased out_;
};

}  // namespace

Rebased rebase(const plan::Plan& approved, const plan::Plan& fresh,
               const std::map<StepId, Error>& failed) {
  return Rebasing(approved, fresh, failed).run();
}

Outcome in_approved_ids(const Rebased& rebased, Outcome outcome) {
  outcome.step = rebased.approved[outcome.step];
  for (StepId& id : outcome.because_of) id = rebased.approved[id];
  return outcome;
}

}  // namespace armature::reconcile
