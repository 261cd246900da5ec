#pragma once

#include <optional>
#include <string_view>

#include "diff/diff.hpp"
#include "plan/plan.hpp"

/// The words by which JSON names actions and reasons.
namespace armature::plan {

std::string_view word_of(Action action);
std::optional<Action> action_of(std::string_view word);
std::string_view word_of(diff::Reason reason);
std::optional<diff::Reason> reason_of(std::string_view word);
std::string_view word_of(lower::Hole::UriForm form);
std::optional<lower::Hole::UriForm> uri_form_of(std::string_view word);

inline constexpr int plan_version = 1;
inline constexpr std::string_view plan_format = "armature-plan";

}  // namespace armature::plan
