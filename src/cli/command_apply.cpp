#include <optional>

#include <fmt/core.h>

#include "cli/applying.hpp"
#include "cli/commands.hpp"
#include "cli/planning.hpp"
#include "cli/saved_plan.hpp"

namespace armature::cli {
namespace {

/// The saved plan, if what it relied on still holds.
tl::expected<plan::Plan, int> saved_plan(const Context& context, World& world,
                                         const Prepared& prepared) {
  auto plan = load_plan(context.arguments.saved_plan, prepared);
  if (!plan) return tl::unexpected(report_problem(context, plan.error()));
  std::optional<Status> holds;
  int stopped_by = 0;
  reconcile::check_read_set(world.client(), *plan,
                            [&holds](Status status) { holds = std::move(status); });
  world.run([&holds] { return holds.has_value(); },
            [&stopped_by](int signal) {
              stopped_by = signal;
              return true;
            });
  if (!holds) return tl::unexpected(report_stopped(context, stopped_by));
  if (!*holds) return tl::unexpected(report_problem(context, holds->error()));
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
  const auto prepared = prepare(context, Needs::a_service);
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
