#include "sim/world.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

namespace armature::sim {

namespace {
constexpr std::uint64_t events_at_one_instant_max = 10'000;
constexpr std::uint64_t events_max = 2'000'000;
}  // namespace

World::World(std::uint64_t seed, bool keep_rows) : trace_(keep_rows) {
  const Rng root(seed * 0x2545f4914f6cdd1dULL + 1);
  for (const char* name :
       {"scenario", "network", "server", "faults", "engine", "foreign", "driver"})
    streams_.push_back(root.fork(name));
}

std::uint64_t World::add(Nanos delay, Task task, bool engine) {
  const std::uint64_t id = ++sequence_;
  queue_.push({now_ + std::max<Nanos>(delay, 0), id});
  tasks_.emplace(id, Entry{std::move(task), engine});
  if (engine) {
    ++engine_tasks_;
    engine_ids_.push_back(id);
  }
  return id;
}

TimerId World::after(Nanos delay, Task task) {
  return add(delay, std::move(task), true);
}

void World::wire(Nanos delay, Task task) {
  add(delay, std::move(task), false);
}

void World::cancel(TimerId timer) {
  const auto found = tasks_.find(timer);
  if (found == tasks_.end() || !found->second.engine) return;
  --engine_tasks_;
  // The task may own what called us: destroyed only when nothing of ours is half done.
  const Task dying = std::move(found->second.task);
  tasks_.erase(found);
}

bool World::step() {
  while (!queue_.empty()) {
    const Due due = queue_.top();
    queue_.pop();
    const auto found = tasks_.find(due.sequence);
    if (found == tasks_.end()) continue;
    at_this_instant_ = due.at == now_ ? at_this_instant_ + 1 : 0;
    if (at_this_instant_ > events_at_one_instant_max)
      violate("I8", "time stands still: more than 10,000 events at one instant");
    if (++steps_ > events_max) violate("I8", "more than 2 million events");
    now_ = due.at;
    const Entry entry = std::move(found->second);
    tasks_.erase(found);
    if (entry.engine) --engine_tasks_;
    entry.task();
    return true;
  }
  return false;
}

void World::kill() {
  ++epoch_;
  std::vector<Entry> dying;
  for (const std::uint64_t id : engine_ids_) {
    const auto found = tasks_.find(id);
    if (found == tasks_.end()) continue;
    dying.push_back(std::move(found->second));
    tasks_.erase(found);
  }
  engine_ids_.clear();
  engine_tasks_ = 0;
}

void World::clear() {
  kill();
  const auto dying = std::move(tasks_);
  tasks_.clear();
}

void World::violate(std::string invariant, std::string what) {
  if (violation_) return;
  trace_.row(now_, "JUDGE", invariant + ": " + what, "violated");
  violation_ = Violation{std::move(invariant), std::move(what), now_};
}

}  // namespace armature::sim
