#include "base/text.hpp"
#include "cli/applying.hpp"
#include "cli/commands.hpp"
#include "cli/planning.hpp"

namespace armature::cli {

int run_destroy(const Context& context) {
  const auto prepared = prepare(context, Needs::a_service);
  if (!prepared) return prepared.error();
  const std::string& stack = prepared->inputs.owner.stack;
  if (stack.empty())
    return report_problem(context,
                          Error{.kind = ErrorKind::invalid,
                                .message = "destroy needs to know whose resources to remove",
                                .remedy = "use a stack file, or give --stack NAME"});
  const auto world = open_world(context, *prepared);
  if (!world) return world.error();
  const auto plan = plan_now(context, **world, *prepared);
  if (!plan) return plan.error();
  show_plan(context, *plan);
  if (plan->empty() || !plan->refusals.empty()) return finish_without_writes(context, *plan);
  const Question question{
      "\nThis cannot be undone. Type the stack's name, " + printable(stack) + ", to destroy it: ",
      stack};
  if (const int code = agreed(context, **world, *plan, question); code != 0) return code;
  return carry_out(context, **world, *prepared, *plan);
}

}  // namespace armature::cli
