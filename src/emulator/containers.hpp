#pragma once

#include "emulator/record.hpp"
#include "emulator/resources.hpp"

namespace armature::emulator {

/// A version has come to be: makes its container where there is none, and keeps latestVersion and
/// nextVersion.
void note_version(Context& context, const Target& version, const Json& body);

/// The same after a version has gone.
void forget_version(Context& context, const Target& version);

}  // namespace armature::emulator
