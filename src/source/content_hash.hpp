#pragma once

#include <optional>
#include <string>

#include "base/diagnostic.hpp"
#include "manifest/content.hpp"

namespace armature::source {

/// Hashes the file or folder at `path` beneath the folder behind `root`, as the official SDK does,
/// streaming. `name` is the last segment of the blob path. Nothing, with diagnostics at `pos`, if
/// something in it cannot be uploaded.
std::optional<manifest::Content> hash_content(int root, const std::string& path,
                                              const std::string& name, const SourcePos& pos,
                                              Diagnostics& diagnostics);

}  // namespace armature::source
