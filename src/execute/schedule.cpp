#include "execute/schedule.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

namespace armature::execute {
namespace {

using plan::StepId;

/// What a step is expected to take, in seconds. Only the order of the tails matters, so rough
/// numbers will do.
std::uint64_t cost(const plan::Step& step) {
  const bool operation = step.kind->write == catalog::Write::long_running;
  const std::uint64_t write = operation ? 60 : 1;
  const std::uint64_t upload = step.content ? 2 + (step.content->bytes() >> 23U) : 0;
  return upload + (step.action == plan::Action::replace ? 2 * write : write);
}

/// Steps of one key are never written at the same time: one resource, or an endpoint with its
/// deployments and routing.
std::string serial_key(const plan::Step& step) {
  const bool under_parent = step.kind->serialise_under_parent && step.target.parts.size() > 1;
  return under_parent ? step.target.parent().key() : step.target.key();
}

/// Largest remaining tail first; of equal ones the first of the plan.
struct Rank {
  std::uint64_t tail;
  StepId step;
  bool operator<(const Rank& other) const {
    return tail != other.tail ? tail > other.tail : step < other.step;
  }
};

}  // namespace

struct Schedule::State {
  enum class Stage : std::uint8_t { waiting, ready, running, succeeded, failed, blocked };
  struct Node {
    std::vector<StepId> after;
    std::vector<StepId> dependents;
    std::size_t missing = 0;
    std::uint64_t tail = 0;
    std::size_t key = 0;
    Stage stage = Stage::waiting;
    StepId stopped_by = 0;
  };
  struct Key {
    bool busy = false;
    std::set<Rank> ready;
    std::vector<StepId> steps;
  };
  std::vector<Node> nodes;
  std::vector<Key> keys;
  std::set<std::pair<Rank, std::size_t>>
      open;  ///< the best ready step of each key that is not busy

  Rank rank(StepId step) const { return {nodes[step].tail, step}; }

  void make_ready(StepId step) {
    nodes[step].stage = Stage::ready;
    const std::size_t index = nodes[step].key;
    Key& key = keys[index];
    if (!key.busy && !key.ready.empty()) open.erase({*key.ready.begin(), index});
    key.ready.insert(rank(step));
    if (!key.busy) open.insert({*key.ready.begin(), index});
  }

  void release(std::size_t index) {
    keys[index].busy = false;
    if (!keys[index].ready.empty()) open.insert({*keys[index].ready.begin(), index});
  }

  /// Everything behind a failed step, each once.
  std::vector<StepId> block_behind(StepId failed) {
    std::vector<StepId> blocked;
    std::vector<StepId> todo = nodes[failed].dependents;
    while (!todo.empty()) {
      const StepId step = todo.back();
      Node& node = nodes[step];
      todo.pop_back();
      if (node.stage != Stage::waiting) continue;
      node.stage = Stage::blocked;
      node.stopped_by = failed;
      blocked.push_back(step);
      todo.insert(todo.end(), node.dependents.begin(), node.dependents.end());
    }
    std::sort(blocked.begin(), blocked.end());
    return blocked;
  }

  /// Everything of the failed step's key that has not begun, and what is behind it. The key stays
  /// busy.
  std::vector<StepId> block_beside(StepId failed) {
    Key& key = keys[nodes[failed].key];
    std::vector<StepId> blocked;
    for (const StepId step : key.steps) {
      Node& node = nodes[step];
      if (node.stage != Stage::waiting && node.stage != Stage::ready) continue;
      key.ready.erase(rank(step));
      node.stage = Stage::blocked;
      node.stopped_by = failed;
      const auto behind = block_behind(step);
      blocked.push_back(step);
      blocked.insert(blocked.end(), behind.begin(), behind.end());
    }
    return blocked;
  }
};

Schedule::Schedule(const plan::Plan& plan) : state_(std::make_unique<State>()) {
  State& state = *state_;
  std::map<std::string, std::size_t> keys;
  state.nodes.resize(plan.steps.size());
  for (const plan::Step& step : plan.steps) {
    State::Node& node = state.nodes[step.id];
    node.after = step.after;
    node.missing = step.after.size();
    node.key = keys.emplace(serial_key(step), keys.size()).first->second;
    for (const StepId before : step.after) state.nodes[before].dependents.push_back(step.id);
  }
  // Every step stands behind those it comes after: from the back, all tails behind a step are
  // known.
  for (std::size_t at = plan.steps.size(); at-- > 0;) {
    State::Node& node = state.nodes[at];
    for (const StepId behind : node.dependents)
      node.tail = std::max(node.tail, state.nodes[behind].tail);
    node.tail += cost(plan.steps[at]);
  }
  state.keys.resize(keys.size());
  for (const plan::Step& step : plan.steps) {
    state.keys[state.nodes[step.id].key].steps.push_back(step.id);
    if (step.after.empty()) state.make_ready(step.id);
  }
}

Schedule::~Schedule() = default;

std::optional<StepId> Schedule::next() {
  if (state_->open.empty()) return std::nullopt;
  const auto [best, index] = *state_->open.begin();
  state_->open.erase(state_->open.begin());
  State::Key& key = state_->keys[index];
  key.busy = true;
  key.ready.erase(best);
  state_->nodes[best.step].stage = State::Stage::running;
  return best.step;
}

std::vector<StepId> Schedule::finished(StepId step, bool succeeded, bool over) {
  State::Node& node = state_->nodes[step];
  node.stage = succeeded ? State::Stage::succeeded : State::Stage::failed;
  std::vector<StepId> blocked;
  if (!over) blocked = state_->block_beside(step);
  if (over) state_->release(node.key);
  if (!succeeded) {
    const auto behind = state_->block_behind(step);
    blocked.insert(blocked.end(), behind.begin(), behind.end());
    std::sort(blocked.begin(), blocked.end());
    return blocked;
  }
  for (const StepId behind : node.dependents) {
    State::Node& dependent = state_->nodes[behind];
    if (--dependent.missing == 0 && dependent.stage == State::Stage::waiting)
      state_->make_ready(behind);
  }
  return {};
}

std::vector<StepId> Schedule::because_of(StepId step) const {
  const State::Node& node = state_->nodes[step];
  std::vector<StepId> causes;
  for (const StepId before : node.after) {
    if (state_->nodes[before].stage == State::Stage::failed) causes.push_back(before);
  }
  if (causes.empty() && node.stage == State::Stage::blocked) causes.push_back(node.stopped_by);
  return causes;
}

}  // namespace armature::execute
