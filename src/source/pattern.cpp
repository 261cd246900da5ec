#include "source/pattern.hpp"

#include <optional>

#include "base/text.hpp"

namespace armature::source {
namespace {

std::size_t character_length(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U)
    ++length;
  return length;
}

struct Set {
  std::size_t length = 0;  ///< of `[...]` in the pattern
  bool matches = false;
};

/// Nothing if the bracket is never closed: then it is a plain character.
std::optional<Set> match_set(std::string_view pattern, std::string_view character) {
  std::size_t at = 1;
  const bool negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
  if (negated) ++at;
  const std::size_t first = at;
  bool found = false;
  while (at < pattern.size() && (pattern[at] != ']' || at == first)) {
    if (pattern[at] == '\\' && at + 1 < pattern.size()) ++at;
    const std::string_view low = pattern.substr(at, character_length(pattern.substr(at)));
    at += low.size();
    std::string_view high = low;
    if (at + 1 < pattern.size() && pattern[at] == '-' && pattern[at + 1] != ']') {
      high = pattern.substr(at + 1, character_length(pattern.substr(at + 1)));
      at += 1 + high.size();
    }
    // UTF-8 keeps the order of code points.
    found = found || (low <= character && character <= high);
  }
  if (at >= pattern.size()) return std::nullopt;
  return Set{at + 1, found != negated};
}

/// How much of `pattern` takes the first character of `text`; 0 if it does not match.
std::size_t match_one(std::string_view pattern, std::string_view text, std::size_t length) {
  if (pattern[0] == '?') return 1;
  if (pattern[0] == '[') {
    if (const auto set = match_set(pattern, text.substr(0, length))) {
      return set->matches ? set->length : 0;
    }
  }
  const std::size_t escape = pattern[0] == '\\' && pattern.size() > 1 ? 1 : 0;
  const std::string_view literal = pattern.substr(escape);
  const std::size_t own = character_length(literal);
  return literal.substr(0, own) == text.substr(0, length) ? escape + own : 0;
}

bool match_segment(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      star_text = t;
      continue;
    }
    const std::size_t length = character_length(text.substr(t));
    const std::size_t taken =
        p < pattern.size() ? match_one(pattern.substr(p), text.substr(t), length) : 0;
    if (taken > 0) {
      p += taken;
      t += length;
    } else if (star != std::string_view::npos) {
      p = star;
      star_text += character_length(text.substr(star_text));
      t = star_text;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace

PathPattern::PathPattern(std::string_view pattern) {
  for (const std::string_view segment : split(pattern, '/')) {
    const bool repeated = segment == "**" && !segments_.empty() && segments_.back() == "**";
    if (!segment.empty() && !repeated) segments_.emplace_back(segment);
  }
}

bool PathPattern::matches_segments(std::string_view path, bool prefix) const {
  // reached[i]: the first i segments of the pattern can take the segments of the path so far.
  const std::size_t count = segments_.size();
  if (count == 0) return false;
  std::vector<char> reached(count + 1, 0);
  reached[0] = 1;
  if (count > 1 && segments_[0] == "**") reached[1] = 1;
  for (const std::string_view part : split(path, '/')) {
    std::vector<char> next(count + 1, 0);
    for (std::size_t i = 0; i < count; ++i) {
      if (segments_[i] == "**") {
        // `**` at the end is what lies in a folder, not the folder itself.
        if (reached[i + 1] != 0 || reached[i] != 0) next[i + 1] = 1;
      } else if (reached[i] != 0 && match_segment(segments_[i], part)) {
        next[i + 1] = 1;
        if (i + 2 < count && segments_[i + 1] == "**") next[i + 2] = 1;
      }
    }
    reached = std::move(next);
    if (prefix && reached[count] != 0) return true;
  }
  return reached[count] != 0;
}

bool is_glob(std::string_view text) {
  return text.find_first_of("*?[") != std::string_view::npos;
}

}  // namespace armature::source
