#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <utility>

#include "runtime/env.hpp"

namespace armature::support {

/// A Loop in virtual time, for tests: tasks run by (time, order of creation), time jumps from task
/// to task. The order is the product's, so what a test sees here is what the real loop would do
/// with the same delays.
class VirtualLoop final : public runtime::Loop {
 public:
  runtime::Nanos now() const override { return now_; }

  runtime::TimerId after(runtime::Nanos delay, runtime::Task task) override {
    const runtime::TimerId id = ++last_;
    const runtime::Nanos at = now_ + (delay > 0 ? delay : 0);
    tasks_.emplace(std::pair{at, id}, std::move(task));
    times_.emplace(id, at);
    return id;
  }

  void cancel(runtime::TimerId timer) override {
    const auto found = times_.find(timer);
    if (found == times_.end()) return;
    tasks_.erase({found->second, timer});
    times_.erase(found);
  }

  /// Runs the next task; false when there is none.
  bool step() {
    if (tasks_.empty()) return false;
    auto next = tasks_.extract(tasks_.begin());
    now_ = next.key().first;
    times_.erase(next.key().second);
    next.mapped()();
    return true;
  }

  /// Runs everything, time included. False if `steps_max` tasks were not enough: something goes on
  /// for ever.
  bool run_until_idle(std::size_t steps_max = 1'000'000) {
    return run_until([] { return false; }, steps_max);
  }

  /// Runs until `finished` answers true (asked before every task) or nothing is left to do.
  bool run_until(const std::function<bool()>& finished, std::size_t steps_max = 1'000'000) {
    for (std::size_t done = 0; done < steps_max; ++done) {
      if (finished() || !step()) return true;
    }
    return tasks_.empty();
  }

  std::size_t pending() const { return tasks_.size(); }

 private:
  runtime::Nanos now_ = 0;
  runtime::TimerId last_ = 0;
  std::map<std::pair<runtime::Nanos, runtime::TimerId>, runtime::Task> tasks_;
  std::map<runtime::TimerId, runtime::Nanos> times_;
};

}  // namespace armature::support
