#include <algorithm>
#include <charconv>

#include "cli/flags.hpp"

namespace armature::cli {

runtime::Nanos parse_time(std::string_view text) {
  if (text == "0") return 0;
  struct Unit {
    std::string_view name;
    runtime::Nanos length;
  };
  constexpr Unit units[] = {{"ms", runtime::millisecond},
                            {"h", 3600 * runtime::second},
                            {"m", 60 * runtime::second},
                            {"s", runtime::second}};
  constexpr std::int64_t number_max = 1'000'000;  // of any unit: far beyond use, and no overflow
  runtime::Nanos total = 0;
  bool any = false;
  while (!text.empty()) {
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || number < 0 || number > number_max) return -1;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const auto* unit = std::find_if(std::begin(units), std::end(units),
                                    [text](const Unit& u) { return text.starts_with(u.name); });
    if (unit == std::end(units)) return -1;
    text.remove_prefix(unit->name.size());
    total += number * unit->length;
    any = true;
  }
  return any ? total : -1;
}

}  // namespace armature::cli
