#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "diff/marks.hpp"
#include "lower/desired.hpp"

/// What an applied body declared, as it is remembered in two tags: which leaves (codes of their
/// paths), and a digest over their canonical values.
namespace armature::diff {

/// Canonical text by path. Secrets are not in it.
using Leaves = std::map<std::string, std::string>;

/// The canonical text of a declared leaf, uploaded content by what it is and not by where it is.
std::string leaf_text(const lower::Desired& desired, const catalog::Field* row, const Json& value);
Leaves declared_leaves(const lower::Desired& desired, const Json& body);
std::string digest_of(const Leaves& leaves);

/// 18 bits of a path in three base64url characters.
std::string path_code(std::string_view arm_path);

/// The codes that `armature.fields` holds.
class FieldCodes {
 public:
  explicit FieldCodes(const TagMap& tags);
  bool holds(std::string_view arm_path) const;
  /// Accounts for a path: what remains are codes of paths that nobody declares any more, so that a
  /// chance collision with a declared path cannot make a foreign field look like a removed one.
  void take(std::string_view arm_path);
  bool empty() const { return codes_.empty(); }

 private:
  std::set<std::string> codes_;
};

}  // namespace armature::diff
