#include "sim/campaign.hpp"

#include <atomic>
#include <chrono>
#include <thread>

#include <fmt/core.h>

namespace armature::sim {

namespace {

constexpr std::uint64_t replay_every = 1000;

/// What a campaign must have reached besides every fault.
constexpr const char* states[] = {"stale 404",
                                  "404 after it was seen",
                                  "Retry-After date",
                                  "Retry-After garbage",
                                  "Retry-After seconds",
                                  "exit 1",
                                  "exit 3",
                                  "exit 5"};

}  // namespace

template <class Body>
void Campaign::over_cores(std::uint64_t count, Body body) {
  std::atomic<std::uint64_t> next{0};
  std::vector<std::thread> workers;
  for (unsigned job = 0; job < jobs; ++job)
    workers.emplace_back([&] {
      Counters counted;
      for (std::uint64_t at = next++; at < count; at = next++) {
        {
          const std::lock_guard<std::mutex> lock(mutex_);
          if (worst_) break;
        }
        body(at, counted);
      }
      const std::lock_guard<std::mutex> lock(mutex_);
      counted_.merge(counted);
    });
  for (std::thread& worker : workers) worker.join();
}

void Campaign::found(RunOptions options, const RunResult& result, const std::string& folder) {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++runs_;
  processes_ += result.processes;
  if (!result.violation || (worst_ && worst_->options.seed <= options.seed)) return;
  worst_ = Found{std::move(options), *result.violation, "", folder};
}

void Campaign::seed(std::uint64_t number, Counters& counted) {
  RunOptions options{.seed = number, .profile = profile};
  if (kill > 0) options.kill = KillPoint{kill, request_out};
  options.kill_stage = kill_stage;
  RunResult result = run_seed(options, counted);
  if (number % replay_every == 0 && !result.violation) {
    Counters again;
    const RunResult second = run_seed(options, again);
    if (second.hash != result.hash)
      result.violation =
          Violation{"I10", fmt::format("the seed ran twice with trace hashes {:016x} and {:016x}",
                                       result.hash, second.hash)};
    const std::lock_guard<std::mutex> lock(mutex_);
    ++replayed_;
  }
  found(options, result, "");
}

void Campaign::crash_at(const Scenario& scenario, const std::string& folder, std::size_t stage,
                        KillPoint point, Counters& counted) {
  RunOptions options{.seed = first, .profile = "calm"};
  options.kill = point;
  options.kill_stage = stage;
  const RunResult result = sim::run(scenario, options, counted);
  found(options, result, folder);
}

void Campaign::crash(const std::string& folder) {
  std::string errors;
  const Scenario scenario = scenario_of_folder(folder, errors);
  RunResult whole;
  if (!errors.empty()) whole.violation = Violation{"scenario", errors};
  if (errors.empty()) {
    Counters ignored;
    whole = sim::run(scenario, {.seed = first, .profile = "calm"}, ignored);
  }
  if (whole.violation) return found({.seed = first, .profile = "calm"}, whole, folder);
  for (std::size_t stage = 0; stage < scenario.stages.size(); ++stage) {
    const std::uint64_t boundaries = whole.boundaries[stage];
    crash_points_ += 2 * boundaries;
    over_cores(2 * boundaries, [&](std::uint64_t at, Counters& counted) {
      crash_at(scenario, folder, stage, {at / 2 + 1, at % 2 == 1}, counted);
    });
  }
}

void Campaign::report(const Found& one) const {
  RunOptions options = one.options;
  options.rows = true;
  Counters ignored;
  std::string errors;
  RunResult result;
  if (one.crash_folder.empty()) {
    fmt::print("{}\n", scenario_of_seed(options.seed));
    result = run_seed(options, ignored);
  } else if (const Scenario scenario = scenario_of_folder(one.crash_folder, errors);
             errors.empty()) {
    result = sim::run(scenario, options, ignored);
  }
  fmt::print("{}\nfaults: {}\n", result.table, result.faults);
  fmt::print("violated: {} at {} ms: {}\n", one.violation.invariant,
             one.violation.at / runtime::millisecond, one.violation.what);
  std::string again = fmt::format("sim --seed {} --profile {}", options.seed, options.profile);
  if (!one.crash_folder.empty())
    again = fmt::format("sim --crash {} --seed {}", one.crash_folder, options.seed);
  if (options.kill)
    again += fmt::format("  (killed in stage {} at boundary {}{})", options.kill_stage,
                         options.kill->boundary, options.kill->request_out ? ", request out" : "");
  fmt::print("again: {} --table\ntrace hash: {:016x}\n", again, result.hash);
}

bool Campaign::all_reached() const {
  bool all = true;
  const auto need = [&](std::string_view what) {
    if (counted_.of(what) > 0) return;
    fmt::print("never reached: {}\n", what);
    all = false;
  };
  for (std::size_t at = 0; at < fault_count; ++at) need(name_of(static_cast<Fault>(at)));
  for (const char* state : states) need(state);
  return all;
}

int Campaign::run() {
  const auto began = std::chrono::steady_clock::now();
  if (crash_folders.empty())
    over_cores(seeds, [&](std::uint64_t at, Counters& counted) { seed(first + at, counted); });
  for (const std::string& folder : crash_folders)
    if (!worst_) crash(folder);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  if (worst_ && !must_fail) report(*worst_);
  if (worst_ && must_fail)
    fmt::print("caught with seed {}: {}: {}\n", worst_->options.seed, worst_->violation.invariant,
               worst_->violation.what);
  if (!worst_ && table && seeds == 1 && crash_folders.empty()) {
    Counters ignored;
    RunOptions options{.seed = first, .profile = profile, .rows = true};
    fmt::print("{}\n{}\n", scenario_of_seed(first), run_seed(options, ignored).table);
  }
  fmt::print("{} runs, {} processes, {} crash points, {} replayed, {:.1f} s ({:.0f} processes/s)\n",
             runs_, processes_, crash_points_, replayed_, took.count(),
             static_cast<double>(processes_) / took.count());
  if (must_fail) return worst_ ? 0 : 1;
  if (counters)
    for (const auto& [what, n] : counted_.all()) fmt::print("  {:>9}  {}\n", n, what);
  if (worst_ || (counters && !all_reached())) return 1;
  return 0;
}

}  // namespace armature::sim
