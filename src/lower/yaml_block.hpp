#pragma once

#include <string>

#include "manifest/node.hpp"

namespace armature::lower {

/// The text that PyYAML's dump writes for a loaded value: block style, keys sorted, lines folded
/// behind 80 columns, everything but ASCII escaped. The official SDK sends conda files in this form
/// and hashes it, so it has to be the same to the byte.
std::string to_yaml_block(const manifest::Node& root);

}  // namespace armature::lower
