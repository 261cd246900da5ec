#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "azure/client.hpp"
#include "plan/plan.hpp"
#include "runtime/env.hpp"

namespace armature::execute {

enum class Verdict : std::uint8_t {
  done,
  failed,
  skipped,  ///< something it needs did not succeed, or the run was interrupted before it started
  unknown,  ///< accepted or sent, and not known to have reached a terminal state
};

/// What became of a step. Accepted (the write was taken) and settled (it reached a terminal state)
/// are two facts.
struct Outcome {
  plan::StepId step = 0;
  Verdict verdict = Verdict::skipped;
  bool accepted = false;
  bool settled = false;
  std::optional<Error> error = {};
  std::string operation = {};  ///< operation URL without query, if one is known to run
  std::vector<plan::StepId> because_of = {};  ///< skipped: the failed steps
  std::uint64_t bytes_sent = 0;
  runtime::Nanos began = 0, ended = 0;
};

struct Event {
  enum class What : std::uint8_t { started, progress, uploading, finished };
  What what;
  plan::StepId step;
  azure::Progress progress = {};
  std::uint64_t bytes_sent = 0, bytes_total = 0;
  Outcome outcome = {};  ///< finished
};

struct Options {
  unsigned writes_in_flight_max = 64;  ///< --parallelism: requests, not waiting operations
  runtime::Nanos deadline = 0;         ///< --timeout for the whole run; 0: none
  std::string api_version = {};        ///< overrides the catalogue's
  arm::Observed observed =
      {};  ///< what the plan was made from: bodies young enough are not read again before a write
  runtime::Nanos observed_at = 0;  ///< when (loop time); unimportant while `observed` is empty
};

/// Runs a plan. A step starts the moment its own predecessors have settled; writes under one
/// endpoint go one at a time; when a step fails, whatever does not depend on it still finishes.
class Executor {
 public:
  Executor(runtime::Env& env, azure::Client& client, const plan::Plan& plan, Options options,
           std::function<void(const Event&)> events);
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  /// One outcome a step, in the order of the plan's steps.
  void run(std::function<void(std::vector<Outcome>)> done);
  /// Starts nothing more; `done` comes when what is in flight has been answered.
  void interrupt();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace armature::execute
