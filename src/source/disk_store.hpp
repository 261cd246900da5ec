#pragma once

#include <memory>
#include <string>

#include "runtime/env.hpp"

namespace armature::source {

/// The files of a stack's folder, opened beneath it only (openat2 RESOLVE_BENEATH).
std::unique_ptr<runtime::Store> disk_store(const std::string& root);

/// Writes a file atomically (temporary file, fsync, rename) with mode 0600: saved plans.
Status write_private_file(const std::string& path, const std::string& bytes);
Result<std::string> read_file(const std::string& path, std::size_t bytes_max);

}  // namespace armature::source
