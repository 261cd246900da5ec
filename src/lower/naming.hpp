#pragma once

#include "arm/resource_id.hpp"
#include "base/json.hpp"
#include "lower/desired.hpp"
#include "manifest/node.hpp"

namespace armature::lower {

/// Address, id, versioning and anonymity of a resource whose body is complete. `root` has its name,
/// parent and version; a name that does not count leaves it anonymous.
void give_name(Desired& desired, const Json& body, const manifest::Node& root,
               const arm::Scope& scope, bool name_counts = true);

/// The id of an address: {"models", name}, {"versions", version}.
arm::ResourceId id_of(const catalog::Kind& kind, const Address& address, const arm::Scope& scope);

}  // namespace armature::lower
