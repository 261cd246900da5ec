#pragma once

#include <string_view>
#include <vector>

#include "source/pattern.hpp"

namespace armature::source {

/// The lines of an asset's `.amlignore` or `.gitignore`, in gitignore's grammar as the official SDK
/// reads it: `build/` leaves out what lies in build, `build` the folder with all in it, and a
/// pattern without an inner slash holds at any depth.
class IgnoreRules {
 public:
  IgnoreRules() = default;
  explicit IgnoreRules(std::string_view text);

  /// `path` is relative to the asset's folder. The last line that matches decides.
  bool ignores(std::string_view path) const;
  /// `!pattern`, which the SDK evaluates differently from run to run.
  bool has_negation() const { return has_negation_; }

 private:
  struct Rule {
    PathPattern pattern;
    bool ignore = true;
  };
  std::vector<Rule> rules_;
  bool has_negation_ = false;
};

}  // namespace armature::source
