#include "catalog/names.hpp"

#include <algorithm>

namespace armature::catalog {
namespace {

bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool letter_or_digit(char c) {
  return letter(c) || digit(c);
}

bool sized(std::string_view name, std::size_t least, std::size_t most) {
  return name.size() >= least && name.size() <= most;
}

bool all(std::string_view text, bool (*allowed)(char)) {
  return std::all_of(text.begin(), text.end(), allowed);
}

bool letter_digit_dash(char c) {
  return letter_or_digit(c) || c == '-';
}
bool letter_digit_dash_underscore(char c) {
  return letter_digit_dash(c) || c == '_';
}

bool ends_in_dash_digits(std::string_view name) {
  const auto last = name.find_last_not_of("0123456789");
  return last != std::string_view::npos && last + 1 < name.size() && name[last] == '-';
}

}  // namespace

bool endpoint_name_ok(std::string_view name) {
  return sized(name, 3, 32) && letter(name.front()) && letter_or_digit(name.back()) &&
         all(name, letter_digit_dash);
}

bool asset_name_ok(std::string_view name) {
  return sized(name, 1, 255) && letter_or_digit(name.front()) &&
         all(name, letter_digit_dash_underscore);
}

bool connection_name_ok(std::string_view name) {
  return sized(name, 3, 33) && letter_or_digit(name.front()) &&
         all(name, letter_digit_dash_underscore);
}

bool serverless_name_ok(std::string_view name) {
  return sized(name, 1, 52) && letter(name.front()) && all(name, letter_digit_dash);
}

bool compute_name_ok(std::string_view name) {
  return sized(name, 3, 24) && letter(name.front()) && all(name, letter_digit_dash) &&
         !ends_in_dash_digits(name);
}

}  // namespace armature::catalog
