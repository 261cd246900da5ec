#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "sim/run.hpp"
#include "sim/scenario.hpp"

namespace armature::sim {

/// Many runs over the machine's cores, and what they add up to.
struct Campaign {
  std::uint64_t first = 1, seeds = 1;
  std::string profile = "mixed";
  std::vector<std::string> crash_folders = {};
  std::uint64_t kill = 0;
  std::size_t kill_stage = 0;
  bool request_out = false, table = false, must_fail = false, counters = false;
  unsigned jobs = 1;

  /// The exit code: 0 if nothing was violated (with `must_fail`: if something was).
  int run();

 private:
  struct Found {
    RunOptions options;
    Violation violation;
    std::string scenario;
    std::string crash_folder;
  };

  void seed(std::uint64_t number, Counters& counted);
  void crash(const std::string& folder);
  void crash_at(const Scenario& scenario, const std::string& folder, std::size_t stage,
                KillPoint point, Counters& counted);
  void found(RunOptions options, const RunResult& result, const std::string& folder);
  template <class Body>
  void over_cores(std::uint64_t count, Body body);
  void report(const Found& one) const;
  bool all_reached() const;

  mutable std::mutex mutex_;
  std::optional<Found> worst_;
  Counters counted_;
  std::uint64_t runs_ = 0, processes_ = 0, replayed_ = 0, crash_points_ = 0;
};

/// The stages of an example stack: applied, then destroyed.
Scenario scenario_of_folder(const std::string& folder, std::string& errors);

}  // namespace armature::sim
