#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "emulator/core.hpp"
#include "http/transport.hpp"
#include "runtime/env.hpp"

namespace armature::emulator {

/// The in-process door: answers on the loop, `latency` after the request.
std::unique_ptr<http::Transport> in_process(Core& core, runtime::Loop& loop, runtime::Wall& wall,
                                            runtime::Nanos latency = 0);
/// The same for state that several processes share: the wall's whole seconds would let one see the
/// other's future.
std::unique_ptr<http::Transport> in_process(Core& core, runtime::Loop& loop,
                                            std::function<Nanos()> utc_now);
/// The system's clock, for it.
Nanos system_now();

/// The loopback HTTP door (127.0.0.1 only). Requests are handled one at a time, in order of
/// arrival.
class Server {
 public:
  struct Options {
    std::uint16_t port = 0;     ///< 0: any free one
    std::string log_file = {};  ///< each request and answer as a JSON line; secrets redacted
    runtime::Nanos latency = 0;
  };
  static Result<std::unique_ptr<Server>> start(Core& core, Options options);
  virtual ~Server() = default;  ///< stops listening, finishes what runs
  virtual std::uint16_t port() const = 0;
  virtual void stop() = 0;
};

}  // namespace armature::emulator
