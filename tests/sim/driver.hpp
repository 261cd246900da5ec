#pragma once

#include <memory>
#include <optional>

#include "sim/engine.hpp"
#include "sim/judge.hpp"
#include "sim/network.hpp"
#include "sim/run.hpp"
#include "sim/service.hpp"
#include "sim/strangers.hpp"

namespace armature::sim {

/// What people and pipelines do around the program: run it, run it again when it failed or died,
/// until the manifests hold.
class Driver {
 public:
  Driver(const Scenario& scenario, const RunOptions& options, Counters& counters);
  ~Driver();
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;
  RunResult run();

 private:
  struct Ended {
    bool killed = false;
    int exit_code = -1;
  };

  Faults draw_faults();
  void run_stage(std::size_t number);
  /// Applies until exit 0 and nothing has disturbed it; false when the run is over (violation).
  bool converge(const Stage& stage, std::size_t number);
  Ended process(const Stage& stage, Engine::Command command, KillPoint kill);
  KillPoint draw_kill(std::size_t stage);
  bool gives_up(int exit_code, const Stage& stage);
  void wait(Nanos time);
  void wait_for_strangers();
  void check(const Stage& stage);
  void check_fresh_plan(const Stage& stage);
  bool over() const { return world_.violation().has_value(); }

  const Scenario& scenario_;
  const RunOptions& options_;
  Counters& counters_;
  World world_;
  Faults faults_;
  Service service_;
  Judge judge_;
  Network network_;
  Strangers strangers_;
  std::unique_ptr<Engine> engine_;
  RunResult result_;
  int kills_left_ = 0;
  int failures_after_heal_ = 0;
  Nanos clear_from_ = 0;  ///< no fault and no stuck operation from here on
  std::uint64_t stage_token_ = 0;
};

}  // namespace armature::sim
