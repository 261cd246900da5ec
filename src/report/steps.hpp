#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "plan/plan.hpp"
#include "report/line.hpp"
#include "report/plan_text.hpp"

namespace armature::report {

struct Look {
  std::string_view symbol;  ///< three columns, right-aligned: "  +", "-/+"
  Tone tone;
};
Look look_of(plan::Action action);

inline constexpr std::size_t value_column_min = 42;
/// Where values begin: behind the longest address.
std::size_t value_column(const plan::Plan& plan);

/// The steps of a plan with their fields, what is deleted or replaced first.
std::string steps_text(const plan::Plan& plan, const Style& style);

}  // namespace armature::report
