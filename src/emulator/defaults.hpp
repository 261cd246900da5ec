#pragma once

#include "base/json.hpp"
#include "emulator/resources.hpp"

namespace armature::emulator {

/// Puts what the service holds where a body says nothing (explicit nulls included).
void fill_defaults(const ResourceType& type, Json& body);

/// Rewrites values as the service gives them back: durations with carry, locations without spaces,
/// conda files without comments. Complaints, each with its path, for text that is no duration.
std::vector<std::string> normalise(const ResourceType& type, Json& body);

}  // namespace armature::emulator
