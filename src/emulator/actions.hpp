#pragma once

#include "emulator/record.hpp"
#include "emulator/resources.hpp"

namespace armature::emulator {

/// POST actions: listSecrets, listKeys, startPendingUpload.
http::Response act(Context& context, const Call& call, const Target& target);

}  // namespace armature::emulator
