#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/message.hpp"
#include "runtime/env.hpp"

/// What may be repeated, and after how long (arm-protocol section 9). Pure.
namespace armature::azure {

constexpr unsigned retries_max = 5;
/// Longer than this nobody waits for a Retry-After.
constexpr runtime::Nanos retry_after_max = 600 * runtime::second;

enum class Repeat : std::uint8_t {
  no,         ///< the answer stands
  freely,     ///< nothing was done, or doing it twice is the same
  after_look  ///< a write that may have taken effect: only after the resource was observed
};
Repeat repeat_for(std::string_view method, const http::Reply& reply);

/// What the service asks for: whole seconds, a date, or one of the two headers in milliseconds.
/// `utc_seconds` is used for a date only where the answer carries no Date of its own, since our
/// clock may be wrong.
std::optional<runtime::Nanos> retry_after(const http::Headers& headers, std::int64_t utc_seconds);

/// Delay before retry `n` (from 1): 0.8 s x (2^n - 1) x [0.8, 1.3), at most 60 s.
runtime::Nanos backoff(unsigned n, runtime::Random& random);

}  // namespace armature::azure
