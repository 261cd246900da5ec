#include "azure/recent.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "arm/live.hpp"

namespace armature::azure {

void Recent::wrote(const std::string& path, runtime::Nanos now, Holds holds) {
  entries_[path] = {.until = now + consistency_window, .holds = std::move(holds)};
}

void Recent::removed(const std::string& path, runtime::Nanos now) {
  entries_[path] = {.until = now + consistency_window, .holds = nullptr};
}

void Recent::forget(const std::string& path) {
  entries_.erase(path);
}

bool Recent::contradicts(const std::string& path, runtime::Nanos now, const Json* live) const {
  const auto own = entries_.find(path);
  if (own != entries_.end() && own->second.until > now) {
    if (!own->second.holds) return live != nullptr;
    // The write has settled: a replica that still shows it under way is old, too.
    const bool under_way = live != nullptr && !arm::terminal(arm::provisioning_state(*live));
    return under_way || !own->second.holds(live);
  }
  if (live == nullptr) return false;
  // What lay below a removed resource went with it.
  for (auto slash = path.rfind('/'); slash != path.npos && slash > 0;
       slash = path.rfind('/', slash - 1)) {
    const auto above = entries_.find(path.substr(0, slash));
    if (above != entries_.end() && above->second.until > now && !above->second.holds) return true;
  }
  return false;
}

bool Recent::knows(const std::string& path, runtime::Nanos now) const {
  const auto own = entries_.find(path);
  return own != entries_.end() && own->second.until > now && own->second.holds;
}

}  // namespace armature::azure
