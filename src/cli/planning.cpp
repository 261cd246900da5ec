#include "cli/planning.hpp"

#include <optional>

namespace armature::cli {

tl::expected<plan::Plan, int> plan_now(const Context& context, World& world,
                                       const Prepared& prepared) {
  std::optional<tl::expected<plan::Plan, reconcile::Problem>> answer;
  reconcile::make_plan(world.env(), world.client(), prepared.declared, prepared.inputs,
                       [&answer](auto plan) { answer = std::move(plan); });
  int stopped_by = 0;
  // Reads may be left where they are.
  world.run([&answer] { return answer.has_value(); },
            [&stopped_by](int signal) {
              stopped_by = signal;
              return true;
            });
  if (!answer) return tl::unexpected(report_stopped(context, stopped_by));
  if (!*answer) return tl::unexpected(report_problem(context, answer->error()));
  return *std::move(*answer);
}

}  // namespace armature::cli
