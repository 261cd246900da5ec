#pragma once

#include <cstdint>

#include "runtime/env.hpp"

namespace armature::azure {

/// A token bucket in integers: `burst` requests at once, then `per_second`. Says when the next
/// request may start.
class Pacer {
 public:
  Pacer(std::int64_t burst, std::int64_t per_second)
      : burst_(burst), interval_(runtime::second / per_second) {}

  runtime::Nanos ready_at() const { return full_at_ - (burst_ - 1) * interval_; }
  void take(runtime::Nanos now) { full_at_ = (full_at_ > now ? full_at_ : now) + interval_; }

  /// The service says how many are left: somebody else may draw from the same bucket.
  void left(runtime::Nanos now, std::int64_t requests) {
    const runtime::Nanos at = now + (burst_ - requests) * interval_;
    if (at > full_at_) full_at_ = at;
  }

 private:
  std::int64_t burst_;
  runtime::Nanos interval_;
  runtime::Nanos full_at_ = 0;  ///< when the bucket would be full again if nothing more were sent
};

}  // namespace armature::azure
