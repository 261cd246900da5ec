#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include <fmt/core.h>

namespace armature {
namespace {

/// One code point at the start of `text`, with its length in bytes; nullopt if the bytes are no
/// valid UTF-8.
struct CodePoint {
  char32_t value;
  std::size_t length;
};

std::optional<CodePoint> decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return CodePoint{lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return std::nullopt;
  char32_t value = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return std::nullopt;
    value = (value << 6U) | (byte(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> smallest = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < smallest.at(length) || value > 0x10FFFF || surrogate) return std::nullopt;
  return CodePoint{value, length};
}

/// Controls, and characters that change the direction or hide: what a server could use to lie on a
/// terminal (CVE-2021-25743).
bool deceptive(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         c == 0x061C || c == 0x180E || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE007F);
}

/// Build systems take some line starts as commands.
bool line_command(std::string_view text) {
  return text.starts_with("##vso[") || text.starts_with("##[") || text.starts_with("::");
}

/// One step of a pattern: a literal or `?`, `*` (no slash), `**` (anything), `**/` (nothing, or
/// folders).
enum class Glob : std::uint8_t { one, star, any, folders };

Glob glob_kind(std::string_view pattern) {
  if (pattern.starts_with("**/")) return Glob::folders;
  if (pattern.starts_with("**")) return Glob::any;
  return pattern.front() == '*' ? Glob::star : Glob::one;
}

std::size_t glob_length(Glob kind) {
  return kind == Glob::folders ? 3 : kind == Glob::any ? 2 : 1;
}

/// Which prefixes of `text` the pattern matches, one step further. Linear in the text, whatever the
/// stars.
std::vector<bool> glob_step(Glob kind, char literal, const std::vector<bool>& reached,
                            std::string_view text) {
  std::vector<bool> next(reached.size(), false);
  bool before = false;  // some shorter prefix was reached
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char last = i > 0 ? text[i - 1] : '\0';
    switch (kind) {
      case Glob::one:
        next[i] = i > 0 && reached[i - 1] && (literal == last || (literal == '?' && last != '/'));
        break;
      case Glob::star:
        next[i] = reached[i] || (i > 0 && next[i - 1] && last != '/');
        break;
      case Glob::any:
        next[i] = reached[i] || before;
        break;
      case Glob::folders:
        next[i] = reached[i] || (before && last == '/');
        break;
    }
    before = before || reached[i];
  }
  return next;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (lower(a[i]) == lower(b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string printable(std::string_view foreign) {
  std::string out;
  out.reserve(foreign.size());
  if (line_command(foreign))
    out += fmt::format("\\x{:02X}", static_cast<unsigned>(foreign.front()));
  if (!out.empty()) foreign.remove_prefix(1);
  while (!foreign.empty()) {
    const auto point = decode(foreign);
    const std::size_t length = point ? point->length : 1;
    if (!point) {
      out += fmt::format("\\x{:02X}",
                         static_cast<unsigned>(static_cast<unsigned char>(foreign.front())));
    } else if (point->value == U'\t') {
      out += ' ';
    } else if (deceptive(point->value)) {
      out += fmt::format("\\u{{{:X}}}", static_cast<std::uint32_t>(point->value));
    } else {
      out += foreign.substr(0, length);
    }
    foreign.remove_prefix(length);
  }
  return out;
}

std::string to_lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = text.find(separator); end != std::string_view::npos;
       end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr std::size_t word_max =
      128;  // a longer one is no typing mistake, and the distance costs its square
  if (word.size() > word_max) return {};
  std::size_t best = 2 + word.size() / 4;
  std::string found;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > word_max) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

std::string human_bytes(unsigned long long bytes) {
  constexpr std::array<const char*, 5> units = {"B", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < units.size()) {
    value /= 1024;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, units.at(unit));
}

bool glob_match(std::string_view pattern, std::string_view text) {
  std::vector<bool> reached(text.size() + 1, false);
  reached[0] = true;
  while (!pattern.empty()) {
    const Glob kind = glob_kind(pattern);
    reached = glob_step(kind, pattern.front(), reached, text);
    pattern.remove_prefix(glob_length(kind));
  }
  return reached[text.size()];
}

bool valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto point = decode(text);
    if (!point) return false;
    text.remove_prefix(point->length);
  }
  return true;
}

}  // namespace armature
