#pragma once

#include <string_view>

#include "arm/resource_id.hpp"

namespace armature::sim {

/// Where the simulated stacks live.
constexpr std::string_view subscription = "00000000-0000-4000-8000-000000000001";
constexpr std::string_view workspace_path =
    "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-sim/providers/"
    "Microsoft.MachineLearningServices/workspaces/ws-sim";

inline arm::Scope scope() {
  return {std::string(subscription), "rg-sim", "ws-sim"};
}

/// Whose marks our resources carry.
constexpr std::string_view stack_name = "sim";
constexpr std::string_view stack_source = "0123456789abcdef";

}  // namespace armature::sim
