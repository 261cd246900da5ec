#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace armature::azure {

/// "Sat, 21 Nov 2026 07:55:44 GMT", in UTC seconds since 1970.
std::string format_http_date(std::int64_t utc_seconds);
std::optional<std::int64_t> parse_http_date(std::string_view text);

}  // namespace armature::azure
