#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/json.hpp"

namespace armature::report {

/// "403 AuthorizationFailure" where the service said so, else what became of it in a word or two.
std::string headline(const Error& error);
std::string_view word_of(ErrorKind kind);
Json error_json(const Error& error);

}  // namespace armature::report
