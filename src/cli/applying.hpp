#pragma once

#include "cli/prepare.hpp"

/// What apply and destroy have in common once there is a plan.
namespace armature::cli {

/// The plan as text: on standard output, or on standard error where that belongs to JSON.
void show_plan(const Context& context, const plan::Plan& plan);

/// How the user agrees.
struct Question {
  std::string text;
  std::string answer;  ///< what must be typed; compared exactly
};

/// 0 if what the plan relied on still holds, else the exit code.
int still_holds(const Context& context, World& world, const plan::Plan& plan);

/// Asks unless --yes was given or there is nothing to do, and looks whether the plan still holds
/// after the answer. 0: go on; else the exit code.
int agreed(const Context& context, World& world, const plan::Plan& plan, const Question& question);

/// Carries the plan out with progress on standard error and prints what became of it. The exit
/// code.
int carry_out(const Context& context, World& world, const Prepared& prepared,
              const plan::Plan& plan);

/// Nothing was to be done, or nothing may be done: what there is to say in JSON.
int finish_without_writes(const Context& context, const plan::Plan& plan);

}  // namespace armature::cli
