#pragma once

#include <string>

#include "catalog/kind.hpp"
#include "diff/diff.hpp"

namespace armature::report {

/// An address for reading: of names and versions that are digests the first digits
/// ("code/b24880fb…:1").
std::string shown(const Address& address);

/// "5 -> 10", "score-mnist:3f9a1c20 -> 8be02d11", "blue 100 -> blue 90, green 10", "(sensitive)":
/// each side at most `most` columns.
std::string transition(const catalog::Kind& kind, const diff::Change& change, std::size_t most);

/// The left side alone.
std::string old_value(const catalog::Kind& kind, const diff::Change& change);

/// "removed, back to the default", "drift: who, when"; empty where the position says enough.
std::string reason_text(const diff::Change& change);

}  // namespace armature::report
