#pragma once

#include <string>

#include "base/diagnostic.hpp"
#include "manifest/node.hpp"

namespace armature::lower {

/// A conda file as the SDK sends it: parsed and written anew with sorted keys, comments lost.
std::string conda_text(const manifest::Node& mapping);

/// The same from the text of a file; `pos` is where the manifest names it. Empty, with a
/// diagnostic, if it is no conda file.
std::string conda_text(const std::string& text, const std::string& path, const SourcePos& pos,
                       Diagnostics& diagnostics);

}  // namespace armature::lower
