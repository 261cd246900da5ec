#pragma once

#include <filesystem>
#include <string>

namespace bad {

/// Writes what is too large or too strange to be committed into the copy of the case of this name.
void generate(const std::string& name, const std::filesystem::path& folder);

}  // namespace bad
