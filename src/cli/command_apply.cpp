#include <fmt/core.h>

#include "cli/applying.hpp"
#include "cli/commands.hpp"
#include "cli/planning.hpp"
#include "cli/saved_plan.hpp"

namespace armature::cli {
namespace {

/// The saved plan, if what it relied on still holds. It is carried out as it was asked for.
tl::expected<plan::Plan, int> saved_plan(const Context& context, World& world, Prepared& prepared) {
  auto plan = load_plan(context.arguments.saved_plan, prepared);
  if (!plan) return tl::unexpected(report_problem(context, plan.error()));
  prepared.inputs.options = plan->options;
  prepared.inputs.api_version = plan->api_version;
  if (const int code = still_holds(context, world, *plan); code != 0) return tl::unexpected(code);
  return *std::move(plan);
}

Question question_for(const plan::Plan& plan) {
  const std::size_t steps = plan.steps.size();
  return {fmt::format("\nMake {}? Type yes to go on: ",
                      steps == 1 ? "this change" : fmt::format("these {} changes", steps)),
          "yes"};
}

}  // namespace

int run_apply(const Context& context) {
  auto prepared = prepare(context, Needs::a_service);
  if (!prepared) return prepared.error();
  const auto world = open_world(context, *prepared);
  if (!world) return world.error();
  const auto plan = context.arguments.saved_plan.empty() ? plan_now(context, **world, *prepared)
                                                         : saved_plan(context, **world, *prepared);
  if (!plan) return plan.error();
  show_plan(context, *plan);
  if (plan->empty() || !plan->refusals.empty()) return finish_without_writes(context, *plan);
  if (const int code = agreed(context, **world, *plan, question_for(*plan)); code != 0) return code;
  return carry_out(context, **world, *prepared, *plan);
}

}  // namespace armature::cli
