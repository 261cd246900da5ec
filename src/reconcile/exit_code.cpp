#include <algorithm>

#include "reconcile/reconcile.hpp"

namespace armature::reconcile {
namespace {

using execute::Outcome;
using execute::Verdict;

/// Design section 8.
enum Code : int {
  done = 0,
  nothing_done = 1,
  stale = 3,
  refused = 4,
  partly_done = 5,
  no_token = 7,
  interrupt = 130
};

bool any(const report::Result& result, auto condition) {
  return std::ranges::any_of(result.outcomes, condition);
}

bool failed_with(const report::Result& result, ErrorKind kind) {
  return any(result, [&](const Outcome& one) { return one.error && one.error->kind == kind; });
}

bool settled_as_wanted(const report::Result& result) {
  return !any(result, [](const Outcome& one) { return one.verdict != Verdict::done; }) &&
         result.residue_known && result.residue.empty() && result.residue.refusals.empty();
}

/// A write that may have been taken counts as taken.
bool wrote(const report::Result& result) {
  return any(result,
             [](const Outcome& one) { return one.accepted || one.verdict == Verdict::unknown; });
}

}  // namespace

int exit_code(const plan::Plan& plan, const report::Result& result, bool interrupted) {
  if (interrupted) return interrupt;
  if (!plan.refusals.empty() && !wrote(result)) return refused;
  if (settled_as_wanted(result)) return done;
  if (wrote(result)) return partly_done;
  if (failed_with(result, ErrorKind::no_token)) return no_token;
  if (failed_with(result, ErrorKind::stale)) return stale;
  if (failed_with(result, ErrorKind::refused)) return refused;
  return nothing_done;
}

}  // namespace armature::reconcile
