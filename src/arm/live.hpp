#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "arm/resource_id.hpp"
#include "base/json.hpp"

namespace armature::arm {

/// What `properties.provisioningState` says (arm-protocol 6.1): exactly three words are terminal, a
/// missing one means succeeded, anything else is running. Case is ignored.
enum class ProvisioningState : std::uint8_t { running, succeeded, failed, canceled };
ProvisioningState provisioning_state(const Json& resource_body);
ProvisioningState parse_state(std::string_view word);
inline bool terminal(ProvisioningState state) {
  return state != ProvisioningState::running;
}

/// A read that a pure stage needs or has relied on: one GET, or all pages of one list.
struct Query {
  enum class Kind : std::uint8_t { get, list };
  Kind kind = Kind::get;
  std::string path;  ///< url path below the host, percent-encoded, without query
  std::string api_version;
  std::string parameters = {};  ///< further query text such as "listViewType=All", encoded

  auto operator<=>(const Query&) const = default;
  bool operator==(const Query&) const = default;
};

Query get_query(const ResourceId& id, std::string api_version);
/// The list of `type` below `parent`; `parent` is a workspace path or an id text.
Query list_query(std::string parent_path, std::string_view type, std::string api_version,
                 std::string parameters = {});

/// What the service answered. A null body of a GET is an established "not there" (404 with a
/// matching code). The body of a list is a JSON array of its items over all pages.
struct Answer {
  SharedJson body;
};

/// All that was observed so far. Only complete answers stand in it: a failed page or a 403 is an
/// error instead.
using Observed = std::map<Query, Answer>;

}  // namespace armature::arm
