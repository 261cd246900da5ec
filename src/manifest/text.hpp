#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"

namespace armature::manifest {

/// Checks the bytes before any parser sees them: UTF-8, NUL, control characters, line ends. False
/// if it is no text.
bool check_bytes(std::string_view text, const std::shared_ptr<const std::string>& file,
                 Diagnostics& diagnostics);

/// One document of a stream, by its text.
struct Chunk {
  std::size_t offset = 0;
  std::size_t size = 0;
  int first_line = 1;
};

/// Splits at the lines `---` and `...`, which mark documents wherever they stand at a line's start.
/// Each document is then parsed alone, so that a fault in one does not hide the others.
std::vector<Chunk> split_documents(std::string_view text);

/// Offset of the quote that closes the one at `open`, or npos.
std::size_t end_of_quoted(std::string_view text, std::size_t open);

/// Foreign text for a message: its first characters, "..." where it goes on.
std::string shorten(std::string_view text);

/// Number of code points, so that columns are what an editor shows.
int count_characters(std::string_view text);

}  // namespace armature::manifest
