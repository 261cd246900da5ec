#include "source/ignore.hpp"

#include "base/text.hpp"

namespace armature::source {

IgnoreRules::IgnoreRules(std::string_view text) {
  for (std::string_view line : split(text, '\n')) {
    line = trim(line);
    if (line.empty() || line[0] == '#' || line == "/") continue;
    const bool negated = line[0] == '!';
    if (negated) line.remove_prefix(1);
    if (line.empty()) continue;
    has_negation_ = has_negation_ || negated;
    const std::size_t slash = line.find('/');
    const bool anywhere = slash == std::string_view::npos || slash == line.size() - 1;
    std::string pattern = anywhere ? "**/" : "";
    pattern += line;
    if (line.ends_with('/')) pattern += "**";
    rules_.push_back({PathPattern(pattern), !negated});
  }
}

bool IgnoreRules::ignores(std::string_view path) const {
  for (auto rule = rules_.rbegin(); rule != rules_.rend(); ++rule) {
    if (rule->pattern.covers(path)) return rule->ignore;
  }
  return false;
}

}  // namespace armature::source
