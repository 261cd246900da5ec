#include "emulator/patterns.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace armature::emulator {
namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool word(char c) {
  return letter(c) || digit(c) || c == '_';
}
bool hex(char c) {
  return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool all(std::string_view text, bool (*test)(char)) {
  return std::all_of(text.begin(), text.end(), test);
}

bool guid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !hex(text[i])) return false;
  }
  return true;
}

/// Four groups of one to three digits; `limit` bounds each.
bool dotted_quad(std::string_view text, int limit) {
  const auto groups = split(text, '.');
  return groups.size() == 4 && std::all_of(groups.begin(), groups.end(), [limit](auto group) {
           if (group.empty() || group.size() > 3 || !all(group, digit)) return false;
           int value = 0;
           std::from_chars(group.data(), group.data() + group.size(), value);
           return value <= limit;
         });
}

bool ip_or_range(std::string_view text) {
  const auto slash = text.find('/');
  if (!dotted_quad(text.substr(0, slash), 999)) return false;
  if (slash == text.npos) return true;
  const std::string_view bits = text.substr(slash + 1);
  if (bits.empty() || bits.size() > 2 || !all(bits, digit)) return false;
  if (bits.size() == 2 && bits[0] == '0') return false;
  int value = 0;
  std::from_chars(bits.data(), bits.data() + bits.size(), value);
  return value <= 32;
}

bool compute_name(std::string_view name) {
  if (name.size() < 3 || name.size() > 24 || !letter(name[0])) return false;
  if (!std::all_of(name.begin(), name.end(),
                   [](char c) { return letter(c) || digit(c) || c == '-'; }))
    return false;
  const auto last = name.find_last_not_of("0123456789");
  return last == name.size() - 1 || name[last] != '-';
}

bool endpoint_name(std::string_view name) {
  if (name.size() < 3 || name.size() > 32 || !letter(name.front())) return false;
  if (!letter(name.back()) && !digit(name.back())) return false;
  return name.find("--") == name.npos && std::all_of(name.begin(), name.end(), [](char c) {
           return letter(c) || digit(c) || c == '-';
         });
}

bool asset_name(std::string_view name) {
  return !name.empty() && name.size() <= 255 && (letter(name[0]) || digit(name[0])) &&
         std::all_of(name.begin(), name.end(), [](char c) { return word(c) || c == '-'; });
}

bool connection_name(std::string_view name) {
  return name.size() >= 3 && name.size() <= 33 && asset_name(name);
}

bool serverless_name(std::string_view name) {
  return !name.empty() && name.size() <= 52 && letter(name[0]) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return letter(c) || digit(c) || c == '-'; });
}

}  // namespace

bool matches(Pattern pattern, std::string_view text) {
  switch (pattern) {
    case Pattern::none:
      return true;
    case Pattern::has_word_character:
      return std::any_of(text.begin(), text.end(), word);
    case Pattern::compute_name:
      return compute_name(text);
    case Pattern::connection_name:
      return connection_name(text);
    case Pattern::guid:
      return guid(text);
    case Pattern::ip_or_range:
      return ip_or_range(text);
    case Pattern::ip_address:
      return dotted_quad(text, 255);
  }
  return false;
}

std::string_view describe(Pattern pattern) {
  switch (pattern) {
    case Pattern::none:
      return "any text";
    case Pattern::has_word_character:
      return "text with at least one letter, digit or underscore";
    case Pattern::compute_name:
      return describe(NameRule::compute);
    case Pattern::connection_name:
      return describe(NameRule::connection);
    case Pattern::guid:
      return "a GUID";
    case Pattern::ip_or_range:
      return "an IPv4 address or range";
    case Pattern::ip_address:
      return "an IPv4 address";
  }
  return {};
}

bool name_ok(NameRule rule, std::string_view name) {
  switch (rule) {
    case NameRule::compute:
      return compute_name(name);
    case NameRule::asset:
      return asset_name(name);
    case NameRule::version:
      return !name.empty() && name.size() <= 255 && name.find_first_of("<>%&:\\?/") == name.npos;
    case NameRule::connection:
      return connection_name(name);
    case NameRule::serverless:
      return serverless_name(name);
    case NameRule::endpoint:
      return endpoint_name(name);
  }
  return false;
}

std::string_view describe(NameRule rule) {
  switch (rule) {
    case NameRule::compute:
      return "3 to 24 letters, digits and '-', beginning with a letter, not ending in '-' and "
             "digits";
    case NameRule::asset:
      return "1 to 255 letters, digits, '-' and '_', beginning with a letter or digit";
    case NameRule::version:
      return "1 to 255 characters without < > % & : \\ ? /";
    case NameRule::connection:
      return "3 to 33 letters, digits, '-' and '_', beginning with a letter or digit";
    case NameRule::serverless:
      return "1 to 52 letters, digits and '-', beginning with a letter";
    case NameRule::endpoint:
      return "3 to 32 letters, digits and single '-', beginning with a letter, ending with a "
             "letter or digit";
  }
  return {};
}

namespace {

constexpr long kMillisecond = 1, kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute,
               kDay = 24 * kHour;

/// One "12.5S" at the front of `text`; false if there is none or its unit is not in `units`.
bool take_part(std::string_view& text, std::string_view units, long& total, char& last_unit) {
  long whole = 0, fraction = 0, scale = kSecond;
  std::size_t at = 0;
  for (; at < text.size() && digit(text[at]); ++at) {
    if (at > 9) return false;
    whole = whole * 10 + (text[at] - '0');
  }
  if (at == 0) return false;
  if (at < text.size() && text[at] == '.') {
    for (++at; at < text.size() && digit(text[at]); ++at)
      if (scale > kMillisecond) fraction += (text[at] - '0') * (scale /= 10);
    if (at >= text.size() || text[at] != 'S') return false;
  }
  if (at >= text.size()) return false;
  const char unit = text[at];
  const auto order = units.find(unit);
  if (order == units.npos || (last_unit != '\0' && order <= units.find(last_unit))) return false;
  const long size = unit == 'W'   ? 7 * kDay
                    : unit == 'D' ? kDay
                    : unit == 'H' ? kHour
                    : unit == 'M' ? kMinute
                                  : kSecond;
  total += whole * size + fraction;
  last_unit = unit;
  text.remove_prefix(at + 1);
  return true;
}

void add_part(std::string& text, long& rest, long size, char unit) {
  if (rest < size) return;
  text += std::to_string(rest / size) + unit;
  rest %= size;
}

}  // namespace

std::string canonical_duration(std::string_view text) {
  if (!text.starts_with('P') || text.size() < 3) return {};
  text.remove_prefix(1);
  long total = 0;
  char unit = '\0';
  while (!text.empty() && text[0] != 'T')
    if (!take_part(text, "WD", total, unit)) return {};
  if (!text.empty()) {
    text.remove_prefix(1);
    if (text.empty()) return {};
    unit = '\0';
    while (!text.empty())
      if (!take_part(text, "HMS", total, unit)) return {};
  }
  std::string out = "P";
  add_part(out, total, kDay, 'D');
  if (total == 0) return out.size() == 1 ? "PT0S" : out;
  out += 'T';
  add_part(out, total, kHour, 'H');
  add_part(out, total, kMinute, 'M');
  if (total == 0) return out;
  out += std::to_string(total / kSecond);
  if (total % kSecond != 0) {
    std::string digits = std::to_string(total % kSecond + kSecond).substr(1);
    digits.erase(digits.find_last_not_of('0') + 1);
    out += "." + digits;
  }
  return out + "S";
}

}  // namespace armature::emulator
