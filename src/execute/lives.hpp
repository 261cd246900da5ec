#pragma once

#include <map>
#include <optional>
#include <string>

#include "arm/live.hpp"
#include "base/json.hpp"
#include "plan/plan.hpp"
#include "runtime/env.hpp"

namespace armature::execute {

/// The newest body known of each resource, and how old it is.
class Lives {
 public:
  struct Live {
    SharedJson body;  ///< null: absent
    runtime::Nanos at = 0;
    bool written_here =
        false;  ///< this run has written the resource: what the plan saw of it is history
  };

  Lives(arm::Observed observed, runtime::Nanos at) : observed_(std::move(observed)), at_(at) {}

  std::optional<Live> find(const arm::ResourceId& id, const std::string& api_version) const {
    const auto own = newer_.find(id.key());
    if (own != newer_.end()) return own->second;
    // What stood below a resource that this run deleted went along with it.
    const auto gone = id.parts.size() < 2 ? erased_.end() : erased_.find(id.parent().key());
    if (gone != erased_.end())
      return Live{.body = nullptr, .at = gone->second, .written_here = true};
    const auto seen = observed_.find(arm::get_query(id, api_version));
    if (seen == observed_.end()) return std::nullopt;
    return Live{.body = seen->second.body, .at = at_};
  }

  void read(const arm::ResourceId& id, SharedJson body, runtime::Nanos at) {
    Live& live = newer_[id.key()];
    live.body = std::move(body);
    live.at = at;
  }

  void wrote(const arm::ResourceId& id, SharedJson body, runtime::Nanos at) {
    if (!body) erased_[id.key()] = at;
    newer_[id.key()] = {.body = std::move(body), .at = at, .written_here = true};
  }

 private:
  arm::Observed observed_;
  runtime::Nanos at_;
  std::map<std::string, Live> newer_;
  std::map<std::string, runtime::Nanos> erased_;
};

}  // namespace armature::execute
