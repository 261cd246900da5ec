#include "sim/driver.hpp"

#include <fmt/core.h>

namespace armature::sim {

using runtime::second;

namespace {
constexpr Nanos lag_max = 130 * second;
constexpr int failures_after_heal_max = 2;
}  // namespace

Driver::Driver(const Scenario& scenario, const RunOptions& options, Counters& counters)
    : scenario_(scenario),
      options_(options),
      counters_(counters),
      world_(options.seed, options.rows),
      faults_(draw_faults()),
      service_(world_, faults_, counters),
      judge_(world_, service_, faults_, counters),
      network_(world_, service_, judge_, faults_, counters),
      strangers_(world_, service_, judge_, faults_, counters) {
  Rng& rng = world_.stream(Stream::driver);
  // Most runs are not killed, some up to three times.
  if (options.profile == "mixed" && !options.kill && rng.chance(500))
    kills_left_ = static_cast<int>(rng.below(3)) + 1;
}

Driver::~Driver() {
  engine_.reset();
  world_.clear();
}

Faults Driver::draw_faults() {
  return Faults::draw(world_.stream(Stream::faults), options_.profile);
}

RunResult Driver::run() {
  result_.faults = faults_.text();
  strangers_.settle_in(scenario_);
  wait(lag_max);
  for (std::size_t at = 0; at < scenario_.stages.size() && !over(); ++at) run_stage(at);
  result_.violation = world_.violation();
  result_.hash = world_.trace().hash();
  result_.table = world_.trace().table();
  return result_;
}

void Driver::run_stage(std::size_t number) {
  const Stage& stage = scenario_.stages[number];
  Rng& rng = world_.stream(Stream::driver);
  world_.trace().row(world_.now(), "stage", stage.title, faults_.text());
  service_.heal(false);
  failures_after_heal_ = 0;
  const Nanos heal_after = rng.between(0, 1800 * second);
  const bool stuck = faults_.of(Fault::operation_stuck) > 0;
  clear_from_ = world_.now() + heal_after + (stuck ? Service::stuck_for : 0);
  const std::uint64_t token = ++stage_token_;
  world_.wire(heal_after, [this, token] {
    if (token != stage_token_) return;
    world_.trace().row(world_.now(), "heal", "all faults stop", "");
    service_.heal(true);
  });
  strangers_.visit(stage);
  if (!converge(stage, number)) return;
  result_.boundaries.push_back(network_.boundaries());
  check(stage);
  if (!over() && strangers_.edit(stage)) {
    wait(lag_max + 30 * second);
    if (!converge(stage, number)) return;
    check(stage);
  }
}

bool Driver::converge(const Stage& stage, std::size_t number) {
  Rng& rng = world_.stream(Stream::driver);
  while (!over()) {
    const auto command = rng.chance(200) ? Engine::Command::apply_saved : Engine::Command::apply;
    const Nanos began = world_.now();
    const Ended ended = process(stage, command, draw_kill(number));
    if (over()) return false;
    // Whether the manifests hold is seen when strangers have ended what they do.
    if (!ended.killed && ended.exit_code == 0) wait_for_strangers();
    if (!ended.killed && ended.exit_code == 0 && !judge_.disturbed()) {
      if (const std::string wrong = unmet(
              stage.expects, [&](const std::string& key) { return service_.truth(key); },
              service_.snapshot());
          !wrong.empty())
        world_.violate("I1", "exit 0, and " + wrong);
      // Echoes of what was sent may still arrive and undo it.
      const bool echoes = faults_.of(Fault::duplicate) > 0 || faults_.of(Fault::late) > 0;
      wait(lag_max + (echoes ? 600 * second : 0));
      if (over() || !judge_.disturbed()) return !over();
      continue;
    }
    // Plans may be overtaken by what strangers do; nothing else may fail a run that nothing harms.
    const bool theirs = began < service_.strangers_until();
    const bool excused = ended.killed || judge_.disturbed() || theirs || ended.exit_code == 0 ||
                         ended.exit_code == 3 || !faults_.harmless();
    if (!excused)
      world_.violate("I8", fmt::format("nothing harmful happened, and \"{}\" ends in exit {}: {}",
                                       stage.title, ended.exit_code, result_.words));
    if (!ended.killed && gives_up(ended.exit_code, stage)) return false;
    wait(ended.killed ? rng.between(0, 60 * second) : rng.between(5 * second, 300 * second));
  }
  return false;
}

/// Whether a run that did not end well ends the patience.
bool Driver::gives_up(int exit_code, const Stage& stage) {
  counters_.hit(fmt::format("exit {}", exit_code));
  if (world_.now() < clear_from_ || exit_code == 0) return false;
  // The first may have begun before the faults stopped, or found what they left.
  if (++failures_after_heal_ <= failures_after_heal_max) return false;
  world_.violate("I8", fmt::format("no fault any more, and \"{}\" still ends in exit {}: {}",
                                   stage.title, exit_code, result_.words));
  return true;
}

KillPoint Driver::draw_kill(std::size_t stage) {
  if (options_.kill) {
    const bool now = stage == options_.kill_stage && kills_left_ == 0;
    if (now) kills_left_ = -1;
    return now ? *options_.kill : KillPoint{};
  }
  Rng& rng = world_.stream(Stream::driver);
  const KillPoint drawn{rng.below(120) + 1, rng.chance(500)};
  if (kills_left_ <= 0 || rng.chance(300)) return {};
  --kills_left_;
  return drawn;
}

Driver::Ended Driver::process(const Stage& stage, Engine::Command command, KillPoint kill) {
  ++result_.processes;
  world_.trace().row(world_.now(), "process", stage.title,
                     command == Engine::Command::plan          ? "plan"
                     : command == Engine::Command::apply_saved ? "apply a saved plan"
                                                               : "apply");
  network_.begin(kill);
  engine_ = std::make_unique<Engine>(world_, network_, judge_, stage, command);
  engine_->start();
  while (!engine_->finished() && !network_.killed() && !over())
    if (!world_.step()) world_.violate("I8", "the process waits for nothing");
  Ended out{network_.killed() && !engine_->finished(), engine_->exit_code()};
  if (!out.killed && !over()) {
    result_.words = engine_->words();
    world_.trace().row(world_.now(), "exit", std::to_string(out.exit_code), engine_->words());
    if (network_.outstanding() > 0)
      world_.violate(
          "I8", fmt::format("ends with {} requests without an answer", network_.outstanding()));
  }
  engine_.reset();
  if (!out.killed && !over() && world_.engine_tasks() > 0)
    world_.violate("I8", fmt::format("ends and leaves {} timers", world_.engine_tasks()));
  network_.drop();
  world_.kill();
  return out;
}

void Driver::wait(Nanos time) {
  bool waited = false;
  world_.wire(time, [&waited] { waited = true; });
  while (!waited && !over()) world_.step();
}

void Driver::wait_for_strangers() {
  while (!over() && world_.now() < service_.strangers_until())
    wait(service_.strangers_until() - world_.now());
}

void Driver::check(const Stage& stage) {
  wait_for_strangers();
  judge_.foreign_untouched();
  if (!over()) check_fresh_plan(stage);
}

/// A second look by a new process, with no fault: nothing to do, and nothing sent but reads (which
/// the judge sees).
void Driver::check_fresh_plan(const Stage& stage) {
  service_.heal(true);
  // What the faults did before is over.
  const Ended ended = process(stage, Engine::Command::plan, {});
  if (!over() && ended.exit_code != 0)
    world_.violate("I1", fmt::format("the plan after \"{}\" is not empty (exit {}): {}",
                                     stage.title, ended.exit_code, result_.words));
}

RunResult run(const Scenario& scenario, const RunOptions& options, Counters& counters) {
  return Driver(scenario, options, counters).run();
}

namespace {

Scenario draw(std::uint64_t seed) {
  World world(seed, false);
  return Scenario::draw(world.stream(Stream::scenario));
}

}  // namespace

std::string scenario_of_seed(std::uint64_t seed) {
  return draw(seed).text();
}

RunResult run_seed(const RunOptions& options, Counters& counters) {
  Scenario scenario = draw(options.seed);
  for (Stage& stage : scenario.stages)
    if (const std::string errors = declare(stage); !errors.empty()) {
      RunResult out;
      out.violation = Violation{"scenario", errors, 0};
      return out;
    }
  return run(scenario, options, counters);
}

}  // namespace armature::sim
