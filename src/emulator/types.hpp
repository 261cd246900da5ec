#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

/// The published types of api-version 2026-05-01, and the check of a body against them.
namespace armature::emulator {

/// A row of the type table.
using TypeIndex = std::uint16_t;

/// The body type of "batchEndpoints/deployments"; 0 (anything) for an unknown path.
TypeIndex body_type(std::string_view resource_path);

struct CheckOptions {
  bool unknown_refused = true;    ///< else unknown members are dropped, as older api-versions do
  bool required_enforced = true;  ///< a PATCH body is a part
  const Json* stored = nullptr;   ///< what GET answers now: read-only members may repeat it
};

/// Checks `body` and brings it into the form that the service stores: nulls and read-only members
/// are gone, enum values have their canonical spelling, unknown members are dropped where they are
/// tolerated. Answers complaints, each with the path
/// ("properties.retrySettings.maxRetries: expected an integer, got a string"); empty means that the
/// body is good.
std::vector<std::string> check_body(TypeIndex type, Json& body, const CheckOptions& options);

/// Moves the write-only members of `body` (secrets) out of it, into an object of the same shape.
Json take_write_only(TypeIndex type, Json& body);

}  // namespace armature::emulator
