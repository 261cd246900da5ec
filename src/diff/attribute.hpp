#pragma once

#include "diff/diff.hpp"
#include "diff/removed.hpp"

namespace armature::diff {

/// Tells drift from change: the differences that the last applied digest proves were not made by
/// the manifests become `drifted`.
void attribute(const lower::Desired& desired, const Json& body, const Json& live,
               const TagMap& tags, const Memory& memory, Difference& out);

}  // namespace armature::diff
