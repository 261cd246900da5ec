#pragma once

#include <functional>

#include "http/message.hpp"

namespace armature::http {

/// The only way a byte leaves the process.
class Transport {
 public:
  virtual ~Transport() = default;
  /// Calls `done` exactly once, later, on the loop's thread: never from inside `send`. Follows no
  /// redirect, retries nothing.
  virtual void send(Request request, std::function<void(Reply)> done) = 0;
};

}  // namespace armature::http
