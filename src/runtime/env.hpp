#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace armature::http {
class Transport;
}

/// The one seam between the engine and the world: everything that can differ between two runs comes
/// through here. With the real parts it is the product; with simulated ones a run is a function of
/// its seed (docs/decisions/). The engine is one thread: no thread, sleep, clock, random source,
/// file or socket outside Env.
namespace armature::runtime {

/// Nanoseconds since the loop started; virtual or monotonic, never wall clock.
using Nanos = std::int64_t;
constexpr Nanos millisecond = 1'000'000;
constexpr Nanos second = 1'000'000'000;

using Task = std::function<void()>;
using TimerId = std::uint64_t;

/// The order of everything. Tasks run one after another on the loop's thread.
class Loop {
 public:
  virtual ~Loop() = default;
  virtual Nanos now() const = 0;
  /// Runs `task` once, later, never inside this call. Equal times run in order of creation.
  virtual TimerId after(Nanos delay, Task task) = 0;
  /// Unknown and already run timers are ignored.
  virtual void cancel(TimerId timer) = 0;
};

class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t next() = 0;
};

/// Wall time is only data: tokens, signatures, the Date header. It may jump.
class Wall {
 public:
  virtual ~Wall() = default;
  virtual std::int64_t utc_seconds() const = 0;
};

/// Files the engine reads (sources of uploads) or writes (plans). Paths are relative to the stack's
/// folder.
class Store {
 public:
  virtual ~Store() = default;
  /// `length` bytes from `offset`, fewer at the end of the file. Confined to the stack's folder.
  virtual Result<std::string> read(const std::string& path, std::uint64_t offset,
                                   std::size_t length) = 0;
  virtual Result<std::uint64_t> size(const std::string& path) = 0;
};

enum class Level : std::uint8_t { debug, info, warning, error };

/// Diagnostic log of the engine, standard error in the product. Never given secrets; the sink
/// escapes foreign text.
class Log {
 public:
  virtual ~Log() = default;
  virtual void write(Level level, std::string_view line) = 0;
};

struct Env {
  Loop& loop;
  http::Transport& net;
  Random& random;
  Store& store;
  Wall& wall;
  Log& log;
};

}  // namespace armature::runtime
