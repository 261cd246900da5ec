#pragma once

#include <optional>

#include "emulator/call.hpp"

namespace armature::emulator {

/// 401 unless the request carries a bearer token; with `auth_strict` a token for ARM that has not
/// expired.
std::optional<http::Response> refuse_arm_access(const Context& context, const Call& call);

/// The payload of a JSON web token, unverified; null for any other text.
Json token_claims(std::string_view token);
/// Whether the audience of the claims begins with one of these, and they are valid at `now`.
bool token_fits(const Json& claims, std::initializer_list<std::string_view> audiences, Nanos now);

}  // namespace armature::emulator
