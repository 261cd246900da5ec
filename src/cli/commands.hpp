#pragma once

#include "cli/prepare.hpp"

/// One function a command; each answers the exit code.
namespace armature::cli {

int run_init(const Context& context);
int run_validate(const Context& context);
int run_render(const Context& context);
int run_plan(const Context& context);
int run_apply(const Context& context);
int run_destroy(const Context& context);
int run_status(const Context& context);
int run_targets(const Context& context);
int run_schema(const Context& context);
int run_emulator(const Context& context);

}  // namespace armature::cli
