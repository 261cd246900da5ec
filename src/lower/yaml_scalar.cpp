#include "lower/yaml_scalar.hpp"

#include <algorithm>

#include "manifest/scalar.hpp"

namespace armature::lower {
namespace {

bool line_break(char32_t c) {
  return c == U'\n' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool blank_or_end(std::u32string_view text, std::size_t i) {
  return i >= text.size() || text[i] == 0 || text[i] == U' ' || text[i] == U'\t' ||
         text[i] == U'\r' || line_break(text[i]);
}

bool one_of(char32_t c, std::u32string_view set) {
  return set.find(c) != std::u32string_view::npos;
}

/// A character here that would make the rest mean something else in a block.
bool indicator(std::u32string_view text, std::size_t i) {
  const char32_t c = text[i];
  const bool blank_follows = blank_or_end(text, i + 1);
  if (i == 0) return one_of(c, U"#,[]{}&*!|>'\"%@`") || (one_of(c, U"?:-") && blank_follows);
  return (c == U':' && blank_follows) || (c == U'#' && blank_or_end(text, i - 1));
}

struct Traits {
  bool indicators = false;
  bool breaks = false;
  bool special = false;      // needs an escape
  bool outer_blank = false;  // begins or ends with a space or a line break
  bool break_space = false;  // a space behind a line break
  bool space_break = false;  // a space before a line break
};

Traits traits_of(std::u32string_view text) {
  Traits out;
  out.indicators = text.starts_with(U"---") || text.starts_with(U"...");
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    out.indicators |= indicator(text, i);
    out.breaks |= line_break(c);
    out.special |= !(c == U'\n' || (c >= 0x20 && c <= 0x7E));
    const bool outer = i == 0 || i + 1 == text.size();
    out.outer_blank |= outer && (c == U' ' || line_break(c));
    if (i == 0) continue;
    out.break_space |= c == U' ' && line_break(text[i - 1]);
    out.space_break |= line_break(c) && text[i - 1] == U' ';
  }
  return out;
}

/// Eats a text from the left.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  /// From `least` to `most` digits.
  bool digits(std::size_t least, std::size_t most) {
    const std::size_t count = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (count < least || count > most) return false;
    rest_.remove_prefix(count);
    return true;
  }
  bool one_of(std::string_view set) {
    if (rest_.empty() || set.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void blanks() {
    while (one_of(" \t")) {
    }
  }
  bool end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

/// Dates and times. No reader of ours makes values of them, PyYAML does: 2026-01-31, and with one
/// or two digits for month and day where a time follows.
bool is_timestamp(std::string_view text) {
  Scanner date(text);
  if (!date.digits(4, 4) || !date.one_of("-")) return false;
  if (text.size() == 10) return date.digits(2, 2) && date.one_of("-") && date.digits(2, 2);
  if (!date.digits(1, 2) || !date.one_of("-") || !date.digits(1, 2)) return false;
  Scanner time = date;
  if (!time.one_of("Tt \t")) return false;
  time.blanks();
  if (!time.digits(1, 2) || !time.one_of(":") || !time.digits(2, 2) || !time.one_of(":") ||
      !time.digits(2, 2))
    return false;
  if (time.one_of(".")) time.digits(0, text.size());
  if (time.end()) return true;
  time.blanks();
  if (time.one_of("Z")) return time.end();
  if (!time.one_of("+-") || !time.digits(1, 2)) return false;
  return time.end() || (time.one_of(":") && time.digits(2, 2) && time.end());
}

}  // namespace

TextStyle style_of(std::u32string_view text, bool resolves_to_text, bool key) {
  if (text.empty()) return TextStyle::single_quoted;
  const Traits traits = traits_of(text);
  const bool escape = traits.special || traits.space_break;
  const bool plain =
      resolves_to_text && !escape && !traits.indicators && !traits.breaks && !traits.outer_blank;
  if (plain) return TextStyle::plain;
  const bool single = !escape && !traits.break_space && !(key && traits.breaks);
  return single ? TextStyle::single_quoted : TextStyle::double_quoted;
}

bool plain_means_text(const std::string& text) {
  if (text.empty() || text == "=" || text == "<<" || is_timestamp(text)) return false;
  manifest::Node node;
  node.scalar = text;
  return manifest::resolve_plain(node) && node.is(manifest::Node::Type::text);
}

std::u32string code_points(std::string_view utf8) {
  std::u32string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    char32_t value = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k)
      value = (value << 6U) | (static_cast<unsigned char>(utf8[i + k]) & 0x3FU);
    out += value;
    i += length;
  }
  return out;
}

}  // namespace armature::lower
