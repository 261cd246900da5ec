#pragma once

#include "cli/prepare.hpp"

namespace armature::cli {

/// Runs the loop until there is a plan. Problems, signals and --timeout are reported; the exit code
/// is what is left then.
tl::expected<plan::Plan, int> plan_now(const Context& context, World& world,
                                       const Prepared& prepared);

}  // namespace armature::cli
