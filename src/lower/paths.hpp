#pragma once

#include <string>
#include <string_view>

namespace armature::lower {

/// A local path of a manifest relative to the stack's folder: joined with the document's folder,
/// without "." and "..", except for what leads out of the stack's folder ("../x"). Absolute paths
/// stay absolute; "." is the stack's folder itself.
std::string local_path(std::string_view folder, std::string_view written);

/// "conda.yml" of "envs/conda.yml".
std::string_view last_segment(std::string_view path);

}  // namespace armature::lower
