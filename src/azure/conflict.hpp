#pragma once

#include <cstdint>
#include <string>

#include "base/error.hpp"
#include "runtime/env.hpp"

namespace armature::azure {

/// A 409 that may be the mark of another operation on the resource or its parent. Decides how long
/// that is worth waiting for: long while an operation is seen or the service speaks of one, briefly
/// where nothing explains the refusal. Pure.
class Conflict {
 public:
  /// False for refusals that waiting cannot change: locks, quotas, immutable properties,
  /// registration.
  static bool may_pass(const Error& refusal);

  explicit Conflict(runtime::Nanos now) : began_(now), quiet_since_(now) {}
  void refused(const Error& refusal);
  void saw_running(runtime::Nanos now) { quiet_since_ = now; }
  /// Nothing runs that we can see: is another try worthwhile?
  bool worth_waiting(runtime::Nanos now) const;
  runtime::Nanos delay() const;

 private:
  runtime::Nanos began_;
  runtime::Nanos quiet_since_;
  unsigned refusals_ = 0;
  bool says_busy_ = false;
};

}  // namespace armature::azure
