#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace armature::arm {

/// ISO 8601 duration with days, hours, minutes and (fractional) seconds: "PT1H30M", "P1DT1M1S",
/// "PT0.5S".
std::optional<std::chrono::milliseconds> parse_duration(std::string_view iso8601);

/// With carry, as the official SDK writes it: 90 s is "PT1M30S", 0 is "PT0S", 86461 s is
/// "P1DT1M1S", 1500 ms "PT1.5S".
std::string format_duration(std::chrono::milliseconds duration);

}  // namespace armature::arm
