#pragma once

#include <string>

#include "base/diagnostic.hpp"
#include "base/json.hpp"

namespace armature::lower {

/// The paths that a file MLTable lists, as it spells them: a list of texts, empty where there are
/// none.
Json table_paths(const std::string& text, const std::string& path, Diagnostics& diagnostics);

}  // namespace armature::lower
