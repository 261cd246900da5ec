#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "cli/commands.hpp"
#include "cli/planning.hpp"
#include "cli/saved_plan.hpp"

namespace armature::cli {
namespace {

/// Empty where there is nothing to apply, or where a refusal has to be dealt with first.
std::string apply_command(const Context& context, const Prepared& prepared,
                          const plan::Plan& plan) {
  if (plan.empty() || !plan.refusals.empty()) return {};
  return next_command(context, prepared, "apply", context.arguments.out);
}

int exit_of(const Context& context, const plan::Plan& plan) {
  if (!plan.refusals.empty()) return exit_refused;
  return context.arguments.detailed_exitcode && !plan.empty() ? exit_changes : 0;
}

}  // namespace

int run_plan(const Context& context) {
  const auto prepared = prepare(context, Needs::a_service);
  if (!prepared) return prepared.error();
  const auto world = open_world(context, *prepared);
  if (!world) return world.error();
  const auto plan = plan_now(context, **world, *prepared);
  if (!plan) return plan.error();
  if (!context.arguments.out.empty())
    if (const auto saved = save_plan(context.arguments.out, *plan, *prepared); !saved)
      return report_problem(context, saved.error());
  const std::string text = context.arguments.json
                               ? dump(plan::to_json(*plan)) + "\n"
                               : report::plan_text(*plan, context.console.style(),
                                                   apply_command(context, *prepared, *plan));
  return context.console.out(text) ? exit_of(context, *plan) : exit_error;
}

}  // namespace armature::cli
