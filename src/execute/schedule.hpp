#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plan/plan.hpp"

namespace armature::execute {

/// Decides which step may run next: largest remaining tail first, one mutation at a time under a serialising parent.
/// Never waits, never sends. O(log n) a decision.
class Schedule {
 public:
  explicit Schedule(const plan::Plan& plan);
  ~Schedule();
  std::optional<plan::StepId> next();
  void finished(plan::StepId step, bool succeeded);
  /// Steps that can never run, with the failed steps that stopped them.
  std::vector<plan::StepId> blocked() const;
  bool done() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace armature::execute
