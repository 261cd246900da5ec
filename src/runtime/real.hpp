#pragma once

#include <functional>
#include <memory>

#include "runtime/env.hpp"

namespace armature::runtime {

/// The event loop of the product: timers here, sockets through a Poller (libcurl's multi handle),
/// signals through a self-pipe.
class RealLoop : public Loop {
 public:
  /// What sleeps until a socket is ready, a wake-up comes or `timeout` has passed. At most one;
  /// none: plain poll().
  class Poller {
   public:
    virtual ~Poller() = default;
    virtual void poll(Nanos timeout) = 0;
    virtual void wake() = 0;  ///< from any thread or signal handler
  };

  static std::unique_ptr<RealLoop> make();
  virtual void set_poller(Poller* poller) = 0;
  /// Runs until `finished` answers true (asked after every task).
  virtual void run(const std::function<bool()>& finished) = 0;
  /// SIGINT, SIGTERM and SIGHUP (unless that is ignored) become tasks on the loop from now on;
  /// `handler` gets the signal number.
  virtual void on_signal(std::function<void(int)> handler) = 0;
  /// A signal that came and was not handed over yet, since the loop did not run; 0: none.
  virtual int pending_signal() const = 0;
};

std::unique_ptr<Random> real_random();
std::unique_ptr<Wall> real_wall();
/// spdlog to standard error.
std::unique_ptr<Log> real_log(Level least);

/// A random version 4 GUID.
std::string guid(Random& random);

}  // namespace armature::runtime
