#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <queue>
#include <string>
#include <unordered_map>
#include <vector>

#include "runtime/env.hpp"
#include "sim/rng.hpp"
#include "sim/trace.hpp"

namespace armature::sim {

using runtime::Nanos;
using runtime::Task;
using runtime::TimerId;

/// Separate generators: one more fault drawn must not change the stack that a seed makes.
enum class Stream : std::uint8_t { scenario, network, server, faults, engine, foreign, driver };
constexpr std::size_t stream_count = 7;

/// The first thing that must never happen and did.
struct Violation {
  std::string invariant;  ///< "I5"
  std::string what;
  Nanos at = 0;
};

/// Virtual time. Everything that happens in a run is a task in one queue ordered by (time, sequence
/// number). As runtime::Loop it serves the engine: those tasks die with it. `wire` is for the rest
/// of the world.
class World final : public runtime::Loop {
 public:
  World(std::uint64_t seed, bool keep_rows);

  Nanos now() const override { return now_; }
  TimerId after(Nanos delay, Task task) override;
  void cancel(TimerId timer) override;

  /// A task that survives the engine: what the network carries, what the server and strangers do.
  void wire(Nanos delay, Task task);

  /// Runs the next task; false when there is none.
  bool step();
  bool idle() const { return tasks_.empty(); }

  /// The engine is gone: its tasks are dropped, answers for it find nobody.
  void kill();
  /// Everything still to come is dropped; for the end, while all that it refers to is alive.
  void clear();
  std::uint64_t epoch() const { return epoch_; }
  std::size_t engine_tasks() const { return engine_tasks_; }
  std::size_t wire_tasks() const { return tasks_.size() - engine_tasks_; }
  std::uint64_t steps() const { return steps_; }

  Rng& stream(Stream which) { return streams_[static_cast<std::size_t>(which)]; }
  Trace& trace() { return trace_; }
  std::int64_t utc_nanos() const { return utc_start + now_; }

  /// Only the first is kept: what follows may be its consequence.
  void violate(std::string invariant, std::string what);
  const std::optional<Violation>& violation() const { return violation_; }

 private:
  static constexpr std::int64_t utc_start = 1'793'491'200'000'000'000;  // 2026-11-01
  struct Entry {
    Task task;
    bool engine;
  };
  struct Due {
    Nanos at;
    std::uint64_t sequence;
    bool operator>(const Due& other) const {
      return at != other.at ? at > other.at : sequence > other.sequence;
    }
  };

  std::uint64_t add(Nanos delay, Task task, bool engine);

  Nanos now_ = 0;
  std::uint64_t sequence_ = 0, epoch_ = 0, steps_ = 0, at_this_instant_ = 0;
  std::size_t engine_tasks_ = 0;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> queue_;
  std::unordered_map<std::uint64_t, Entry> tasks_;  // looked up, never walked
  std::vector<std::uint64_t> engine_ids_;
  std::vector<Rng> streams_;
  Trace trace_;
  std::optional<Violation> violation_;
};

}  // namespace armature::sim
