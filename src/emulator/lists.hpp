#pragma once

#include "emulator/record.hpp"
#include "emulator/resources.hpp"

namespace armature::emulator {

/// One page of a collection. The token of the next page is the key it goes on behind.
http::Response list_resources(const Context& context, const Call& call, const Target& target);

}  // namespace armature::emulator
