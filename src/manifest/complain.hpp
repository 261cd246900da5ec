#pragma once

#include <string>
#include <utility>

#include "base/diagnostic.hpp"

namespace armature::manifest {

inline void error(Diagnostics& diagnostics, const SourcePos& pos, std::string summary,
                  std::string detail) {
  diagnostics.push_back({Severity::error, pos, std::move(summary), std::move(detail)});
}

}  // namespace armature::manifest
