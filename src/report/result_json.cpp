#include <nlohmann/json.hpp>

#include "plan/words.hpp"
#include "report/plan_text.hpp"
#include "report/troubles.hpp"

namespace armature::report {
namespace {

using execute::Outcome;
using execute::Verdict;

constexpr int result_version = 1;

std::string_view word_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::done:
      return "done";
    case Verdict::failed:
      return "failed";
    case Verdict::skipped:
      return "skipped";
    case Verdict::unknown:
      return "unknown";
  }
  return "unknown";
}

Json outcome_json(const plan::Plan& plan, const Outcome& outcome) {
  const plan::Step& step = plan.steps[outcome.step];
  Json out = {{"address", step.address.text()},
              {"action", plan::word_of(step.action)},
              {"verdict", word_of(outcome.verdict)},
              {"accepted", outcome.accepted},
              {"settled", outcome.settled}};
  if (outcome.error) out["error"] = error_json(*outcome.error);
  if (!outcome.operation.empty()) out["operation"] = outcome.operation;
  if (outcome.bytes_sent > 0) out["bytesSent"] = outcome.bytes_sent;
  for (const plan::StepId id : outcome.because_of)
    out["becauseOf"].push_back(plan.steps[id].address.text());
  return out;
}

}  // namespace

Json result_json(const plan::Plan& plan, const Result& result, int exit_code) {
  Json out = {{"format", "armature-result"}, {"version", result_version}, {"exitCode", exit_code}};
  Json counts = {{"done", 0}, {"failed", 0}, {"skipped", 0}, {"unknown", 0}};
  out["steps"] = Json::array();
  for (const Outcome& outcome : result.outcomes) {
    Json& count = counts[std::string(word_of(outcome.verdict))];
    count = count.get<int>() + 1;
    out["steps"].push_back(outcome_json(plan, outcome));
  }
  out["counts"] = std::move(counts);
  if (!result.correlation_id.empty()) out["correlationId"] = result.correlation_id;
  out["residueKnown"] = result.residue_known;
  out["residue"] = result.residue_known ? plan::to_json(result.residue)["steps"] : Json::array();
  return out;
}

}  // namespace armature::report
