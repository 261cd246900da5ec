#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/json.hpp"
#include "runtime/env.hpp"

namespace armature::azure {

/// Reads may lag behind a write by this much: a 404 or an old body inside the window proves
/// nothing.
constexpr runtime::Nanos consistency_window = 120 * runtime::second;

/// What this client itself wrote a moment ago, so that a lagging read is not believed.
class Recent {
 public:
  /// `holds` tells whether a live body (null: absent) shows our write.
  using Holds = std::function<bool(const Json* live)>;
  void wrote(const std::string& path, runtime::Nanos now, Holds holds);
  void removed(const std::string& path, runtime::Nanos now);
  /// A new write begins: what the last one left behind says nothing more.
  void forget(const std::string& path);
  /// True if a read that answers `live` must be older than our own write.
  bool contradicts(const std::string& path, runtime::Nanos now, const Json* live) const;
  /// True if we wrote this resource within the window.
  bool knows(const std::string& path, runtime::Nanos now) const;

 private:
  struct Entry {
    runtime::Nanos until = 0;
    Holds holds;  ///< empty: removed, with everything below it
  };
  std::map<std::string, Entry> entries_;
};

}  // namespace armature::azure
