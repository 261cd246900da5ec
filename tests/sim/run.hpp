#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/faults.hpp"
#include "sim/network.hpp"
#include "sim/scenario.hpp"
#include "sim/world.hpp"

namespace armature::sim {

struct RunOptions {
  std::uint64_t seed = 1;
  std::string profile = "mixed";
  bool rows = false;  ///< keep the table
  /// Kills the first process of stage `kill_stage` here, instead of at drawn places.
  std::optional<KillPoint> kill = {};
  std::size_t kill_stage = 0;
};

struct RunResult {
  std::optional<Violation> violation;
  std::uint64_t hash = 0;
  std::uint64_t processes = 0;
  std::vector<std::uint64_t> boundaries;  ///< of the last process of each stage
  std::string faults, table;
  std::string words;  ///< the last of the process that ran last
};

/// One seed from an empty workspace to the end of its scenario.
RunResult run(const Scenario& scenario, const RunOptions& options, Counters& counters);
/// The same with the scenario that the seed draws.
RunResult run_seed(const RunOptions& options, Counters& counters);
/// Shown with a violation and by --table.
std::string scenario_of_seed(std::uint64_t seed);

}  // namespace armature::sim
