#include "arm/duration.hpp"

#include <charconv>
#include <cmath>

#include <fmt/core.h>

namespace armature::arm {
namespace {

using Milliseconds = std::chrono::milliseconds;

struct Unit {
  char letter;
  bool after_t;
  std::int64_t milliseconds;
};
constexpr Unit units[] = {
    {'D', false, 86'400'000}, {'H', true, 3'600'000}, {'M', true, 60'000}, {'S', true, 1'000}};

}  // namespace

std::optional<Milliseconds> parse_duration(std::string_view iso8601) {
  if (!iso8601.starts_with('P') || iso8601.size() < 3) return std::nullopt;
  iso8601.remove_prefix(1);
  double total = 0;
  bool time = false;
  std::size_t next_unit = 0;
  while (!iso8601.empty()) {
    if (iso8601.front() == 'T' && !time) {
      time = true;
      iso8601.remove_prefix(1);
      if (iso8601.empty()) return std::nullopt;
      continue;
    }
    double amount = 0;
    const auto [end, error] = std::from_chars(iso8601.data(), iso8601.data() + iso8601.size(),
                                              amount, std::chars_format::fixed);
    if (error != std::errc() || end == iso8601.data() + iso8601.size() || amount < 0 ||
        amount > 1e9)
      return std::nullopt;
    while (next_unit < std::size(units) &&
           (units[next_unit].letter != *end || units[next_unit].after_t != time))
      ++next_unit;
    if (next_unit == std::size(units)) return std::nullopt;
    total += amount * static_cast<double>(units[next_unit++].milliseconds);
    iso8601.remove_prefix(static_cast<std::size_t>(end + 1 - iso8601.data()));
  }
  return Milliseconds(std::llround(total));
}

std::string format_duration(Milliseconds duration) {
  std::int64_t rest = duration.count();
  std::string out = "P";
  bool time = false;
  for (const Unit& unit : units) {
    const std::int64_t amount = rest / unit.milliseconds;
    rest -= amount * unit.milliseconds;
    const bool fraction = unit.letter == 'S' && rest > 0;
    if (amount == 0 && !fraction) continue;
    if (unit.after_t && !time) {
      out += 'T';
      time = true;
    }
    std::string text = std::to_string(amount);
    if (fraction) {
      text += fmt::format(".{:03}", rest);
      while (text.back() == '0') text.pop_back();
    }
    out += text + unit.letter;
  }
  return out == "P" ? "PT0S" : out;
}

}  // namespace armature::arm
