#pragma once

#include <map>
#include <string>

#include "base/json.hpp"
#include "lower/desired.hpp"

namespace armature::lower {

/// The words of a create line from the kind's template: `{properties.vmSize}` is the value at an
/// arm path, `{content}` the number and size of the files, `[...]` a part that is left out when a
/// value in it is missing. `shown` has words for values that are not readable by themselves
/// (references, texts of files).
std::string summary_of(const Desired& desired, const Json& body,
                       const std::map<std::string, std::string>& shown);

}  // namespace armature::lower
