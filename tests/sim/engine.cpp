#include "sim/engine.hpp"

#include <map>
#include <optional>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "azure/client.hpp"
#include "reconcile/reconcile.hpp"
#include "report/plan_text.hpp"
#include "sim/scope.hpp"

namespace armature::sim {

namespace {

class Tokens final : public azure::TokenSource {
 public:
  explicit Tokens(World& world) : world_(world) {}
  void token(std::function<void(Result<std::string>)> done) override {
    world_.after(0, [done = std::move(done),
                     text = std::string(token_prefix) + std::to_string(number_)] { done(text); });
  }
  void invalidate() override { ++number_; }

 private:
  World& world_;
  int number_ = 1;
};

class SimStore final : public runtime::Store {
 public:
  explicit SimStore(const std::map<std::string, std::string>& bytes) : bytes_(bytes) {}
  Result<std::string> read(const std::string& path, std::uint64_t offset,
                           std::size_t length) override {
    const auto found = bytes_.find(path);
    if (found == bytes_.end()) return fail(ErrorKind::invalid, "no such file: " + path);
    if (offset >= found->second.size()) return std::string();
    return found->second.substr(static_cast<std::size_t>(offset), length);
  }
  Result<std::uint64_t> size(const std::string& path) override {
    const auto found = bytes_.find(path);
    if (found == bytes_.end()) return fail(ErrorKind::invalid, "no such file: " + path);
    return found->second.size();
  }

 private:
  const std::map<std::string, std::string>& bytes_;
};

class SimWall final : public runtime::Wall {
 public:
  explicit SimWall(const World& world) : world_(world) {}
  std::int64_t utc_seconds() const override { return world_.utc_nanos() / runtime::second; }

 private:
  const World& world_;
};

/// What the engine logs is part of the run, and of its hash.
class SimLog final : public runtime::Log {
 public:
  explicit SimLog(World& world) : world_(world) {}
  void write(runtime::Level, std::string_view line) override {
    if (line.find(token_prefix) != std::string_view::npos)
      world_.violate("I24", "the token is logged");
    world_.trace().row(world_.now(), "log", line, "");
  }

 private:
  World& world_;
};

reconcile::Inputs inputs_of(const Stage& stage) {
  reconcile::Inputs out;
  out.scope = scope();
  out.header.stack = stack_name;
  out.header.subscription = out.scope.subscription;
  out.header.resource_group = out.scope.resource_group;
  out.header.workspace = out.scope.workspace;
  out.owner = {std::string(stack_name), std::string(stack_source)};
  out.options.destroy = stage.destroy;
  out.options.allow = {"**"};
  return out;
}

}  // namespace

struct Engine::State {
  State(World& a_world, Network& a_network, Judge& a_judge, const Stage& a_stage, Command a_command)
      : world(a_world), network(a_network), judge(a_judge), stage(a_stage), command(a_command) {}

  World& world;
  Network& network;
  Judge& judge;
  const Stage& stage;
  Command command;
  Tokens tokens{world};
  SimStore store{stage.bytes};
  SimWall wall{world};
  SimLog log{world};
  runtime::Env env{world, network, world.stream(Stream::engine), store, wall, log};
  azure::Client client{
      env, {std::string(arm_origin)}, tokens, "00000000-0000-4000-8000-00000000c0de"};
  reconcile::Inputs inputs = inputs_of(stage);
  plan::Plan plan;
  std::unique_ptr<reconcile::Apply> apply;
  std::vector<execute::Outcome> outcomes;
  std::string words;
  int exit_code = -1;

  void finish(int code) {
    exit_code = code;
    judge.finished(code, outcomes, network.sent());
  }
  void failed(const Error& error) {
    words = report::error_text(error, {});
    finish(error.kind == ErrorKind::stale ? 3 : 1);
  }
  void planned(tl::expected<plan::Plan, reconcile::Problem> made);
  void save();
  void run();
};

Engine::Engine(World& world, Network& network, Judge& judge, const Stage& stage, Command command)
    : state_(std::make_unique<State>(world, network, judge, stage, command)) {}

Engine::~Engine() = default;

void Engine::start() {
  State& state = *state_;
  state.judge.begin(state.stage);
  reconcile::make_plan(state.env, state.client, state.stage.declared, state.inputs,
                       [&state](auto made) { state.planned(std::move(made)); });
}

bool Engine::finished() const {
  return state_->exit_code >= 0;
}
int Engine::exit_code() const {
  return state_->exit_code;
}
std::string Engine::words() const {
  return state_->words;
}
std::size_t Engine::steps() const {
  return state_->plan.steps.size();
}

void Engine::State::planned(tl::expected<plan::Plan, reconcile::Problem> made) {
  if (!made) {
    for (const Diagnostic& one : made.error().diagnostics) words += to_text(one) + "\n";
    if (made.error().error) return failed(*made.error().error);
    return finish(1);
  }
  plan = std::move(*made);
  judge.planned(plan);
  words = report::plan_text(plan, {}, "");
  if (!plan.refusals.empty()) return finish(4);
  if (command == Command::plan) return finish(plan.empty() ? 0 : 2);
  if (plan.empty()) return finish(0);
  if (command == Command::apply_saved) return save();
  run();
}

void Engine::State::save() {
  const Json saved = plan::to_json(plan);
  if (dump(saved).find(token_prefix) != std::string::npos)
    world.violate("I24", "the token is in the saved plan");
  auto read = plan::from_json(saved);
  if (!read) return world.violate("I16", "a saved plan cannot be read: " + read.error().message);
  plan = std::move(*read);
  world.after(world.stream(Stream::driver).between(0, 100 * runtime::second), [this] {
    reconcile::check_read_set(client, plan, [this](Status held) {
      if (!held) return failed(held.error());
      run();
    });
  });
}

void Engine::State::run() {
  apply =
      std::make_unique<reconcile::Apply>(env, client, stage.declared, inputs, plan,
                                         execute::Options{}, [this](const execute::Event& event) {
                                           if (event.what == execute::Event::What::finished)
                                             judge.step_finished(event.outcome);
                                         });
  apply->run([this](report::Result result) {
    const int code = reconcile::exit_code(plan, result, false);
    words = report::result_text(plan, result, {}, code);
    outcomes = std::move(result.outcomes);
    finish(code);
  });
}

}  // namespace armature::sim
