#pragma once

#include "emulator/record.hpp"
#include "emulator/resources.hpp"

namespace armature::emulator {

http::Response put_resource(Context& context, const Call& call, const Target& target);
http::Response patch_resource(Context& context, const Call& call, const Target& target);
http::Response delete_resource(Context& context, const Call& call, const Target& target);

/// A version that was deleted and whose number cannot be used again.
bool is_tombstone(const Context& context, const std::string& key);

/// How often the resource under a record key was created.
std::uint64_t creations(const Context& context, const std::string& key);

/// Strict types hold from this api-version on.
bool strict_version(std::string_view api_version);
bool known_version(std::string_view api_version);

}  // namespace armature::emulator
