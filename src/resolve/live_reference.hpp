#pragma once

#include <optional>
#include <string>

#include "resolve/work.hpp"

namespace armature::resolve {

/// What the live body of resource `from` holds where `hole` stands, if it names another version of
/// the kind that the hole is for.
struct LiveReference {
  std::string value;   ///< as it stands in the live body
  arm::ResourceId id;  ///< what it names; of this workspace
};
std::optional<std::string> live_value(const Work& work, std::size_t from, const lower::Hole& hole);
std::optional<LiveReference> live_reference(const Work& work, std::size_t from,
                                            const lower::Hole& hole, const catalog::Kind& kind);

}  // namespace armature::resolve
