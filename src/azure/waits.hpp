#pragma once

#include <memory>

#include "runtime/env.hpp"

namespace armature::azure {

/// The timers of one client. They go when it goes, and an interrupt brings them forward, so that
/// nobody sleeps through it.
class Waits {
 public:
  explicit Waits(runtime::Loop& loop);
  ~Waits();
  Waits(const Waits&) = delete;
  Waits& operator=(const Waits&) = delete;

  void in(runtime::Nanos delay, runtime::Task task);
  /// All that wait now or come to wait later run on the loop's next turn.
  void hurry();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace armature::azure
