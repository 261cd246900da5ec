#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"

namespace armature::arm {

/// The Error for an answer of 400 and above, or for the `error` of a failed operation. Tolerates a
/// missing envelope, plain text, HTML and an empty body (arm-protocol 7.1); nested details are
/// folded into the message, policy names into the remedy.
Error error_from(int status, std::string_view body);
Error error_from(const Json& envelope, int status);

}  // namespace armature::arm
