#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace armature::source {

/// A path pattern: `*`, `?`, `[a-z]` within a segment, `**` for any number of segments, `\` before
/// a literal character. Matching takes time proportional to pattern times path, whatever they are.
class PathPattern {
 public:
  explicit PathPattern(std::string_view pattern);

  /// The whole of `path`.
  bool matches(std::string_view path) const { return matches_segments(path, false); }
  /// `path` itself, or a folder above it.
  bool covers(std::string_view path) const { return matches_segments(path, true); }

 private:
  bool matches_segments(std::string_view path, bool prefix) const;
  std::vector<std::string> segments_;
};

/// True if `text` holds a character that means something to PathPattern.
bool is_glob(std::string_view text);

}  // namespace armature::source
