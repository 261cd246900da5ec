#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "http/message.hpp"
#include "sim/world.hpp"

namespace armature::sim {

/// What a read replica that lags behind still answers: earlier bodies of single resources, and
/// lists made of them. Whether a read meets the lagging replica is drawn for each read, so that
/// answers may go back and forth.
class Replica {
 public:
  /// `body` (none: 404) was what a read showed; the replica goes on showing it until `get` and, in
  /// lists, until `list`.
  void remember(const std::string& key, std::optional<Json> body, Nanos get, Nanos list);

  /// True if the answer was replaced by an older one.
  bool get(const std::string& key, Nanos now, http::Response& answer);
  bool list(const std::string& key, Nanos now, http::Response& answer);

 private:
  struct Version {
    std::optional<Json> body;
    Nanos get, list;
  };
  /// Oldest first: the first that has not run out is what the replica shows.
  std::map<std::string, std::deque<Version>> versions_;

  const Version* shown(const std::string& key, Nanos now, Nanos Version::* until);
};

}  // namespace armature::sim
