#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "lower/desired.hpp"

/// What makes two versions of an asset the same content (design section 2).
namespace armature::resolve {

/// The value of the tag `armature.content`: 16 hexadecimal digits over the canonical content of a
/// versioned asset; empty for kinds that are none.
std::string content_digest(const lower::Desired& desired);

enum class Evidence : std::uint8_t {
  same,
  different,
  none,  ///< the live body does not tell what its content is
};

/// Holds a live version against the desired content: by the hash or the md5 that an upload leaves
/// behind, then by the tag `armature.content`, then by the fields that a version never changes.
Evidence same_content(const lower::Desired& desired, const Json& live);

}  // namespace armature::resolve
