#include <catch2/catch.hpp>

#include "reconcile/reconcile.hpp"

namespace armature::reconcile {
namespace {

using execute::Outcome;
using execute::Verdict;

Outcome outcome(Verdict verdict, bool accepted = false) {
  return {.step = 0, .verdict = verdict, .accepted = accepted, .settled = verdict == Verdict::done};
}

Outcome failure(ErrorKind kind, bool accepted = false) {
  Outcome one = outcome(Verdict::failed, accepted);
  one.error = Error{.kind = kind, .message = "m"};
  return one;
}

TEST_CASE("the exit code is the truth about the run") {
  struct Row {
    std::string name;
    std::vector<Outcome> outcomes;
    bool residue_known, residue, refused, interrupted;
    int want;
  };
  const Outcome done = outcome(Verdict::done, true);
  const Row rows[] = {
      {"all done and proven", {done, done}, true, false, false, false, 0},
      {"nothing was to be done", {}, true, false, false, false, 0},
      {"already as wanted, nothing written",
       {outcome(Verdict::done)},
       true,
       false,
       false,
       false,
       0},
      {"all done, something is still different", {done}, true, true, false, false, 5},
      {"all done, the closing look failed", {done}, false, false, false, false, 5},
      {"one done, one failed", {done, failure(ErrorKind::rejected)}, true, true, false, false, 5},
      {"accepted, then failed", {failure(ErrorKind::rejected, true)}, true, true, false, false, 5},
      {"nobody knows what became of it", {outcome(Verdict::unknown)}, true, true, false, false, 5},
      {"nothing accepted", {failure(ErrorKind::rejected)}, true, true, false, false, 1},
      {"nothing written, and the closing look failed",
       {outcome(Verdict::done)},
       false,
       false,
       false,
       false,
       1},
      {"the first write found another world",
       {failure(ErrorKind::stale)},
       true,
       true,
       false,
       false,
       3},
      {"stale after a write", {done, failure(ErrorKind::stale)}, true, true, false, false, 5},
      {"no token", {failure(ErrorKind::no_token)}, false, false, false, false, 7},
      {"no token after a write",
       {done, failure(ErrorKind::no_token)},
       false,
       false,
       false,
       false,
       5},
      {"refused by the plan", {}, true, false, true, false, 4},
      {"refused by a protection", {failure(ErrorKind::refused)}, true, true, false, false, 4},
      {"interrupted, whatever else", {done}, false, false, false, true, 130},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      plan::Plan plan;
      if (row.refused) plan.refusals.push_back({.address = {}, .message = "m", .remedy = "r"});
      report::Result result;
      result.outcomes = row.outcomes;
      result.residue_known = row.residue_known;
      if (row.residue) result.residue.steps.emplace_back();
      CHECK(exit_code(plan, result, row.interrupted) == row.want);
    }
  }
}

TEST_CASE("what the closing look refuses is not settled") {
  report::Result result;
  result.outcomes = {outcome(Verdict::done, true)};
  result.residue_known = true;
  result.residue.refusals.push_back({.address = {}, .message = "m", .remedy = "r"});
  CHECK(exit_code({}, result, false) == 5);
}

}  // namespace
}  // namespace armature::reconcile
