#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "execute/execute.hpp"
#include "plan/plan.hpp"

/// Results for people: stable to the byte for the same input, no ages or durations, every foreign
/// string made printable.
namespace armature::report {

struct Style {
  bool colour = false;
  int width = 100;
  bool verbose = false;
};

/// The plan as `plan-look` shows it: where and as whom, refusals, steps, counts, next command.
std::string plan_text(const plan::Plan& plan, const Style& style, const std::string& next_command);

struct Result {
  std::vector<execute::Outcome> outcomes;
  plan::Plan residue;  ///< what a second observation and diff still find
  bool residue_known = false;
  std::string correlation_id;
};
/// What apply and destroy print at the end: failures with cause, remedy and ids, the counts line,
/// the residue.
std::string result_text(const plan::Plan& plan, const Result& result, const Style& style,
                        int exit_code);
Json result_json(const plan::Plan& plan, const Result& result, int exit_code);

/// An error outside a step (no token, unreachable) with remedy and ids.
std::string error_text(const Error& error, const Style& style);

}  // namespace armature::report
