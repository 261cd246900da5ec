#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/json.hpp"

namespace armature::sim {

/// What the manifests mean, in the service's words and without the engine's help: one fact about
/// the server.
struct Expect {
  enum class Is : std::uint8_t {
    equal,       ///< the member equals `value` (numbers, texts, maps; text ignoring case)
    id_of,       ///< the member is the id of the resource with key `value`
    content_of,  ///< the member is the id of an asset whose body holds the text `value`, not
                 ///< archived
    holds,       ///< some version of the container `key` holds the text `value` and is not archived
    there,       ///< the resource exists and is Succeeded
    gone,        ///< the resource does not exist
    archived_or_gone,  ///< every version of the container that is ours
  };
  std::string key;
  Is is = Is::there;
  std::string path = {};  ///< dotted
  Json value = {};
  bool declared = true;  ///< false: a default that nobody has written down
};

using Truth = std::function<std::optional<Json>(const std::string& key)>;

/// What does not hold, in words; empty: everything does. `snapshot` is the emulator's, by id text.
std::string unmet(const std::vector<Expect>& all, const Truth& truth, const Json& snapshot);

/// Tags of a body, from where its kind has them.
Json tags_of(const Json& body);
bool tagged_ours(const Json& body);

}  // namespace armature::sim
