#pragma once

#include <string>
#include <string_view>

#include "manifest/node.hpp"

namespace armature::manifest {

/// Gives a plain scalar its type as PyYAML does: `node.scalar` is read, the type and value are set.
/// False for a number that fits no 64-bit integer and cannot stay text without changing its
/// meaning.
bool resolve_plain(Node& node);

/// True if `text` is one of YAML's spellings of null other than the empty one.
bool is_null_word(std::string_view text);

/// What a YAML 1.2 reader would make of the same plain scalar where that differs from `node`, as in
/// "the text \"yes\""; empty where both agree.
std::string other_reading(const Node& node);

}  // namespace armature::manifest
