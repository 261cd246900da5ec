#pragma once

#include <string>

#include "lower/desired.hpp"

namespace armature::lower {

/// The words of a create line from the kind's template: `{properties.vmSize}` is the value at an
/// arm path, `{content}` the number and size of the files, `[...]` a part that is left out when a
/// value in it is missing. References are names: with the version where it is known, so that after
/// `resolve` has filled them the same call tells more.
std::string summary_of(const Desired& desired);

}  // namespace armature::lower
