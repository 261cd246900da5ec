#pragma once

#include <string>
#include <string_view>

namespace armature::source {

/// Lower case as Python's str.lower() has it, since the order of an asset's files, and so its hash,
/// depends on it. Takes valid UTF-8.
std::string lower_case(std::string_view utf8);

}  // namespace armature::source
