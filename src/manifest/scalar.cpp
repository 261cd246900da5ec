#include "manifest/scalar.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/core.h>

namespace armature::manifest {
namespace {

using Text = std::string_view;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_digit_or_score(char c) {
  return is_digit(c) || c == '_';
}

template <class Predicate>
bool all_of(Text text, Predicate predicate) {
  return std::all_of(text.begin(), text.end(), predicate);
}

Text without_sign(Text text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return text;
}

std::string without_scores(Text text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char c) { return c != '_'; });
  return out;
}

std::optional<bool> as_boolean(Text text) {
  for (const Text word : {"yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"}) {
    if (text == word) return true;
  }
  for (const Text word : {"no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}) {
    if (text == word) return false;
  }
  return std::nullopt;
}

/// `:30:05`, each group one or two digits below sixty.
bool are_sexagesimal_groups(Text text) {
  while (!text.empty()) {
    if (text[0] != ':') return false;
    text.remove_prefix(1);
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    if (digits == 0 || digits > 2 || (digits == 2 && text[0] > '5')) return false;
    text.remove_prefix(digits);
  }
  return true;
}

struct IntegerForm {
  int base = 10;  ///< 60 for sexagesimal
  Text digits;    ///< without sign and prefix
};

std::optional<IntegerForm> integer_form(Text text) {
  text = without_sign(text);
  if (text.empty() || !is_digit(text[0])) return std::nullopt;
  if (text == "0") return IntegerForm{10, text};
  if (text[0] == '0') {
    const Text rest = text.substr(1);
    if (rest[0] == 'b' || rest[0] == 'x') {
      const bool binary = rest[0] == 'b';
      const auto fits = [binary](char c) {
        if (c == '_') return true;
        return binary ? c == '0' || c == '1'
                      : is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      };
      // Only underscores behind the prefix make PyYAML fail; text is the harmless reading.
      const Text digits = rest.substr(1);
      if (!all_of(digits, fits) || all_of(digits, [](char c) { return c == '_'; })) return {};
      return IntegerForm{binary ? 2 : 16, digits};
    }
    const auto octal = [](char c) { return (c >= '0' && c <= '7') || c == '_'; };
    if (!all_of(rest, octal)) return std::nullopt;
    return IntegerForm{8, text};
  }
  const std::size_t colon = text.find(':');
  if (!all_of(text.substr(0, colon), is_digit_or_score)) return std::nullopt;
  if (colon == Text::npos) return IntegerForm{10, text};
  if (!are_sexagesimal_groups(text.substr(colon))) return std::nullopt;
  return IntegerForm{60, text};
}

/// Nothing if the value needs more than 64 bits.
std::optional<std::int64_t> integer_value(const IntegerForm& form, bool negative) {
  __extension__ using Wide = __int128;
  constexpr Wide limit = Wide{1} << 64;
  Wide value = 0;
  Wide group = 0;
  for (const char c : form.digits) {
    if (c == '_') continue;
    if (c == ':') {
      value = (value + group) * 60;
      group = 0;
    } else {
      const int digit = is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
      group = group * (form.base == 60 ? 10 : form.base) + digit;
    }
    if (value > limit || group > limit) return std::nullopt;
  }
  value += group;
  if (negative) value = -value;
  if (value > std::numeric_limits<std::int64_t>::max() ||
      value < std::numeric_limits<std::int64_t>::min()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(value);
}

/// Empty, or `e+5`: PyYAML takes an exponent only with its sign.
bool is_signed_exponent(Text text) {
  if (text.empty()) return true;
  return text.size() > 2 && (text[0] == 'e' || text[0] == 'E') &&
         (text[1] == '-' || text[1] == '+') && all_of(text.substr(2), is_digit);
}

double parse_double(const std::string& text) {
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc::result_out_of_range) return value;
  const std::size_t exponent = text.find_first_of("eE");
  const bool tiny = exponent != std::string::npos && text[exponent + 1] == '-';
  return tiny ? 0 : std::numeric_limits<double>::infinity();
}

double sexagesimal_value(Text text) {
  double value = 0;
  while (true) {
    const std::size_t colon = text.find(':');
    value = value * 60 + parse_double(without_scores(text.substr(0, colon)));
    if (colon == Text::npos) return value;
    text.remove_prefix(colon + 1);
  }
}

std::optional<double> real_value(Text whole) {
  const Text text = without_sign(whole);
  const double sign = whole[0] == '-' ? -1 : 1;
  for (const Text word : {".inf", ".Inf", ".INF"}) {
    if (text == word) return sign * std::numeric_limits<double>::infinity();
  }
  for (const Text word : {".nan", ".NaN", ".NAN"}) {
    if (whole == word) return std::numeric_limits<double>::quiet_NaN();
  }
  const std::size_t dot = text.find('.');
  if (dot == Text::npos) return std::nullopt;
  const Text before = text.substr(0, dot);
  const Text after = text.substr(dot + 1);
  const std::size_t colon = before.find(':');
  if (colon != Text::npos) {
    const Text first = before.substr(0, colon);
    if (first.empty() || !is_digit(first[0]) || !all_of(first, is_digit_or_score) ||
        !are_sexagesimal_groups(before.substr(colon)) || !all_of(after, is_digit_or_score)) {
      return std::nullopt;
    }
    return sign * sexagesimal_value(text);
  }
  std::size_t fraction = 0;
  while (fraction < after.size() && is_digit_or_score(after[fraction])) ++fraction;
  if (!is_signed_exponent(after.substr(fraction))) return std::nullopt;
  if (before.empty()) {
    if (text.size() != whole.size() || fraction == 0 || !is_digit(after[0])) return std::nullopt;
  } else if (!is_digit(before[0]) || !all_of(before, is_digit_or_score)) {
    return std::nullopt;
  }
  std::string plain = without_scores(text);
  const std::size_t plus = plain.find('+');
  if (plus != std::string::npos) plain.erase(plus, 1);
  return sign * parse_double(plain);
}

/// A decimal that Python prints as it is written.
bool is_canonical_decimal(Text text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  return !text.empty() && text[0] != '0' && all_of(text, is_digit);
}

}  // namespace

bool is_null_word(std::string_view text) {
  return text == "~" || text == "null" || text == "Null" || text == "NULL";
}

bool resolve_plain(Node& node) {
  const Text text = node.scalar;
  node.type = Node::Type::text;
  if (text.empty() || is_null_word(text)) {
    node.type = Node::Type::null;
    return true;
  }
  const char first = text[0];
  if (!is_digit(first) && first != '-' && first != '+' && first != '.') {
    if (const auto value = as_boolean(text)) {
      node.type = Node::Type::boolean;
      node.boolean = *value;
    }
    return true;
  }
  if (const auto form = integer_form(text)) {
    const auto value = integer_value(*form, first == '-');
    if (!value) return form->base == 10 && is_canonical_decimal(text);
    node.type = Node::Type::integer;
    node.integer = *value;
    return true;
  }
  if (const auto value = real_value(text)) {
    node.type = Node::Type::real;
    node.real = *value;
  }
  return true;
}

std::string other_reading(const Node& node) {
  if (node.quoted) return {};
  const Text text = node.scalar;
  const auto as_text = [text] { return fmt::format("the text \"{}\"", text); };
  if (node.type == Node::Type::boolean) {
    return (text[0] | 0x20) == 't' || (text[0] | 0x20) == 'f' ? std::string{} : as_text();
  }
  if (node.type == Node::Type::integer) {
    const auto form = integer_form(text);
    if (form->base == 8) {
      if (text.find('_') != Text::npos) return as_text();
      const auto decimal = integer_value({10, form->digits}, text[0] == '-');
      return decimal && *decimal == node.integer ? "" : "the decimal number " + std::string(text);
    }
    const bool common = (form->base == 10 || form->base == 16) && text.find('_') == Text::npos;
    return common ? std::string{} : as_text();
  }
  if (node.type == Node::Type::real) {
    return text.find_first_of("_:") == Text::npos ? std::string{} : as_text();
  }
  if (node.type != Node::Type::text || text.empty()) return {};
  const Text digits = without_sign(text);
  if (digits.empty() || !(is_digit(digits[0]) || digits[0] == '.')) return {};
  if (digits.size() > 1 && digits[0] == '0' && all_of(digits, is_digit)) {
    return "the decimal number " + std::string(text);
  }
  const bool octal = digits.starts_with("0o") && digits.size() > 2 &&
                     all_of(digits.substr(2), [](char c) { return c >= '0' && c <= '7'; });
  double value = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool number =
      result.ptr == digits.data() + digits.size() && digits.find_first_of("eE") != Text::npos &&
      all_of(digits, [](char c) { return is_digit(c) || Text(".eE+-").find(c) != Text::npos; });
  return octal || number ? "the number " + std::string(text) : std::string{};
}

}  // namespace armature::manifest
