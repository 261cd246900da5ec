#pragma once

#include <memory>
#include <string>

#include "sim/judge.hpp"
#include "sim/network.hpp"
#include "sim/scenario.hpp"
#include "sim/world.hpp"

namespace armature::sim {

/// One process: the real engine on the simulated world, from manifests to exit code. Destroying it
/// is a kill.
class Engine {
 public:
  enum class Command : std::uint8_t {
    plan,  ///< only
    apply,
    apply_saved,  ///< through a saved plan, after a pause
  };
  Engine(World& world, Network& network, Judge& judge, const Stage& stage, Command command);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  void start();
  bool finished() const;
  int exit_code() const;
  /// What the process would print at its end: failures and residue.
  std::string words() const;
  /// Steps of the plan that was made.
  std::size_t steps() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace armature::sim
