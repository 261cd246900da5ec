#pragma once

#include <string>
#include <vector>

namespace armature {

/// Secret texts of the user's own, taken out of whatever is shown: as they are, and as JSON,
/// printable text, base64 and URLs spell them. This is the second line: where a secret stands in a
/// value that is known, the value is left out as such. Texts of fewer than `least` bytes would take
/// harmless words along; for them the first line has to do.
class Hidden {
 public:
  static constexpr std::size_t least = 4;
  static constexpr const char* shown = "(sensitive)";

  void add(const std::vector<std::string>& secrets);
  std::string without(std::string text) const;
  bool empty() const { return forms_.empty(); }

 private:
  std::vector<std::string> forms_;  ///< longest first
};

}  // namespace armature
