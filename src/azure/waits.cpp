#include "azure/waits.hpp"

#include <cstdint>
#include <map>
#include <utility>

namespace armature::azure {

struct Waits::State {
  explicit State(runtime::Loop& its_loop) : loop(its_loop) {}
  struct Waiting {
    runtime::TimerId timer = 0;
    runtime::Task task;
  };
  runtime::Loop& loop;
  std::map<std::uint64_t, Waiting> waiting;
  std::uint64_t last = 0;
  bool hurried = false;
};

namespace {

template <class State>
void arm_timer(const std::shared_ptr<State>& state, std::uint64_t key, runtime::Nanos delay) {
  state->waiting[key].timer = state->loop.after(delay, [weak = std::weak_ptr<State>(state), key] {
    const auto alive = weak.lock();
    if (!alive) return;
    auto due = alive->waiting.extract(key);
    if (!due.empty()) due.mapped().task();
  });
}

}  // namespace

Waits::Waits(runtime::Loop& loop) : state_(std::make_shared<State>(loop)) {}

Waits::~Waits() {
  // Tasks may own what owns this object: they are dropped only after the timers are.
  for (const auto& [key, waiting] : state_->waiting) state_->loop.cancel(waiting.timer);
}

void Waits::in(runtime::Nanos delay, runtime::Task task) {
  const std::uint64_t key = ++state_->last;
  state_->waiting[key].task = std::move(task);
  arm_timer(state_, key, state_->hurried ? 0 : delay);
}

void Waits::hurry() {
  state_->hurried = true;
  for (const auto& [key, waiting] : state_->waiting) {
    state_->loop.cancel(waiting.timer);
    arm_timer(state_, key, 0);
  }
}

}  // namespace armature::azure
