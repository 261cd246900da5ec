#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"
#include "execute/execute.hpp"
#include "plan/plan.hpp"

namespace armature::report {

/// "403 AuthorizationFailure" where the service said so, else what became of it in a word or two.
std::string headline(const Error& error);
std::string_view word_of(ErrorKind kind);
/// What a step that is neither done nor failed has come to: "accepted, still running", "not
/// started".
std::string state_word(const plan::Step& step, const execute::Outcome& outcome);
/// The run was ended before the step began.
bool not_started(const execute::Outcome& outcome);
/// Its write was taken, and the run was ended before the operation.
bool still_running(const execute::Outcome& outcome);
Json error_json(const Error& error);

}  // namespace armature::report
