// The simulation as a program: many seeds, one seed with its table, or a kill at every boundary of
// an example stack.
#include <algorithm>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "sim/campaign.hpp"

namespace {

using armature::sim::Campaign;

int fail_usage(const std::string& message) {
  fmt::print(stderr, "sim: {}\n", message);
  return 64;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Simulates Armature against a faulty service in virtual time"};
  Campaign campaign;
  campaign.jobs = std::max(1U, std::thread::hardware_concurrency());
  app.add_option("--seeds", campaign.seeds, "how many seeds to run");
  app.add_option("--seed", campaign.first, "the first of them");
  app.add_option("--profile", campaign.profile,
                 "mixed, calm, lossy, throttled, broken, stale, operations or foreign");
  app.add_option("--crash", campaign.crash_folders, "kill at every boundary of this example stack");
  app.add_option("--kill", campaign.kill, "kill the first process at this boundary");
  app.add_option("--kill-stage", campaign.kill_stage, "in this stage, counted from 0");
  app.add_flag("--request-out", campaign.request_out, "with the request of that boundary sent");
  app.add_flag("--table", campaign.table, "print the scenario and the run of a single seed");
  app.add_flag("--must-fail", campaign.must_fail, "succeed only if a violation is found (mutants)");
  app.add_flag("--counters", campaign.counters, "fail if a fault or state was never reached");
  app.add_option("--jobs", campaign.jobs, "threads");
  CLI11_PARSE(app, argc, argv);
  if (!armature::sim::known_profile(campaign.profile))
    return fail_usage("unknown profile \"" + campaign.profile + "\"");
  return campaign.run();
}
