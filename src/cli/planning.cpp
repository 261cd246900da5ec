#include "cli/planning.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "plan/select.hpp"

namespace armature::cli {
namespace {

bool names_something(const std::string& glob, const plan::Plan& plan,
                     const reconcile::Declared& declared) {
  const auto matches = [&glob](const auto& one) { return plan::matches(one.address, {glob}); };
  return std::ranges::any_of(plan.steps, matches) || std::ranges::any_of(plan.unchanged, matches) ||
         std::ranges::any_of(plan.refusals, matches) ||
         std::ranges::any_of(declared.desired, matches);
}

/// A mistyped subset must not look like an empty plan. An --allow or --exclude may be left from an
/// earlier run.
tl::expected<void, int> check_globs(const Context& context, const plan::Plan& plan,
                                    const reconcile::Declared& declared) {
  const Arguments& a = context.arguments;
  for (const auto& [flag, globs] :
       {std::pair{"--exclude", &a.exclude}, std::pair{"--allow", &a.allow}})
    for (const std::string& glob : *globs)
      if (!a.quiet && !names_something(glob, plan, declared))
        context.console.err(std::string("armature: ") + flag + " " + printable(glob) +
                            " names nothing here\n");
  for (const std::string& glob : a.only)
    if (!names_something(glob, plan, declared))
      return tl::unexpected(
          report_problem(context, Error{.kind = ErrorKind::invalid,
                                        .message = "--only " + glob + " names nothing here",
                                        .remedy = "use an address as `armature status` shows it, "
                                                  "such as compute/NAME; * stands for a part"}));
  return {};
}

/// What manifests were told of the workspace's location has to be true.
tl::expected<void, int> check_location(const Context& context, const plan::Plan& plan) {
  const std::string& said = context.arguments.location;
  const std::string& live = plan.header.location;
  if (said.empty() || live.empty() ||
      arm::normalised_location(said) == arm::normalised_location(live))
    return {};
  return tl::unexpected(report_problem(
      context, Error{.kind = ErrorKind::invalid,
                     .message = "the workspace is in " + live + ", not in the --location " + said,
                     .remedy = "give --location " + live}));
}

}  // namespace

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
  if (const auto checked = check_location(context, **answer); !checked)
    return tl::unexpected(checked.error());
  if (const auto checked = check_globs(context, **answer, prepared.declared); !checked)
    return tl::unexpected(checked.error());
  return *std::move(*answer);
}

}  // namespace armature::cli
