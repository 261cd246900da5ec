#pragma once

#include <optional>

#include "emulator/record.hpp"
#include "emulator/resources.hpp"

namespace armature::emulator {

/// 409 while the resource, or something that shares its endpoint, is in a non-terminal state. With
/// `second_writer_cancels_first` the running operation is cancelled instead. `record` may be null.
std::optional<http::Response> busy_refusal(Context& context, const Target& target, Record* record);

}  // namespace armature::emulator
