#pragma once

#include <string_view>

namespace armature::cli {

constexpr std::string_view version_text = ARMATURE_VERSION;

}  // namespace armature::cli
