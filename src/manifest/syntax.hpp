#pragma once

#include <string>
#include <string_view>

namespace armature::manifest {

struct SyntaxFault {
  std::string summary;
  std::string detail;
};

constexpr std::string_view bad_indentation = "Bad indentation";

/// What a user should read for a message of yaml-cpp. `line` is the line it points at, `column` the
/// byte in it (from 0).
SyntaxFault explain_syntax(std::string_view message, std::string_view line, std::size_t column);

}  // namespace armature::manifest
