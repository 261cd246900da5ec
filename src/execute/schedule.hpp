#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plan/plan.hpp"

namespace armature::execute {

/// Decides which step may run next: largest remaining tail first, one mutation at a time under a
/// serialising parent. Never waits, never sends. O(log n) a decision.
class Schedule {
 public:
  explicit Schedule(const plan::Plan& plan);
  ~Schedule();
  std::optional<plan::StepId> next();
  /// Answers the steps that can never run because this one failed; each is named once in a run. Not
  /// `over`: an operation may still run, so that nothing else may be written under its parent.
  std::vector<plan::StepId> finished(plan::StepId step, bool succeeded, bool over = true);
  /// The failed steps that stopped one of those: those it comes after itself, or else the first
  /// one further back.
  std::vector<plan::StepId> because_of(plan::StepId step) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace armature::execute
