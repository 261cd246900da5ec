#pragma once

#include <string>

#include "sim/scenario.hpp"
#include "sim/stack.hpp"

namespace armature::sim {

/// Puts the manifests of a stack into a stage, with the local files that they name. The grammar is
/// that of `az ml`.
void write_yaml(const Stack& stack, Stage& stage);

/// Content and folder of a drawn asset: what LocalFiles would say of it.
manifest::Content local_content(const std::string& folder, const std::string& file,
                                const std::string& bytes);

}  // namespace armature::sim
