#include "azure/retry.hpp"

#include <algorithm>
#include <charconv>

#include "azure/http_date.hpp"
#include "base/text.hpp"

namespace armature::azure {
namespace {

bool reads(std::string_view method) {
  return method == "GET" || method == "HEAD";
}

Repeat repeat_for_error(std::string_view method, http::NetError error) {
  switch (error) {
    case http::NetError::connect:
      return Repeat::freely;
    case http::NetError::timeout_sent:
    case http::NetError::reset_sent:
      return reads(method) ? Repeat::freely : Repeat::after_look;
    case http::NetError::too_large:
      return reads(method) ? Repeat::no : Repeat::after_look;
    case http::NetError::cancelled:
      return Repeat::no;
  }
  return Repeat::no;
}

/// Digits only; a number too large for anything means "very long".
std::optional<std::int64_t> count_of(std::string_view text) {
  text = trim(text);
  if (text.empty() || text.find_first_not_of("0123456789") != text.npos) return std::nullopt;
  constexpr std::int64_t very_long = 1'000'000'000;
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  return problem == std::errc{} ? std::min(value, very_long) : very_long;
}

}  // namespace

Repeat repeat_for(std::string_view method, const http::Reply& reply) {
  if (const auto* error = std::get_if<http::NetError>(&reply))
    return repeat_for_error(method, *error);
  const int status = std::get<http::Response>(reply).status;
  if (status == 429) return Repeat::freely;
  if (status == 408 || status >= 500) return reads(method) ? Repeat::freely : Repeat::after_look;
  return Repeat::no;
}

std::optional<runtime::Nanos> retry_after(const http::Headers& headers, std::int64_t utc_seconds) {
  for (const char* name : {"retry-after-ms", "x-ms-retry-after-ms"}) {
    const std::string* text = http::header(headers, name);
    if (text == nullptr) continue;
    if (const auto count = count_of(*text)) return *count * runtime::millisecond;
  }
  const std::string* text = http::header(headers, "Retry-After");
  if (text == nullptr) return std::nullopt;
  if (const auto count = count_of(*text)) return *count * runtime::second;
  const auto date = parse_http_date(*text);
  if (!date) return std::nullopt;
  const std::string* sent = http::header(headers, "Date");
  const auto now = sent == nullptr ? std::nullopt : parse_http_date(*sent);
  constexpr std::int64_t year = 366 * 86'400;
  return std::clamp<std::int64_t>(*date - now.value_or(utc_seconds), 0, year) * runtime::second;
}

runtime::Nanos backoff(unsigned n, runtime::Random& random) {
  const auto doubled = static_cast<runtime::Nanos>((1U << std::min(n, 10U)) - 1U);
  const auto per_mille = static_cast<runtime::Nanos>(800 + random.next() % 500);
  return std::min(doubled * 800 * runtime::millisecond / 1000 * per_mille, 60 * runtime::second);
}

}  // namespace armature::azure
