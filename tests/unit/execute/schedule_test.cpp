#include "execute/schedule.hpp"

#include <catch2/catch.hpp>

#include "unit/execute/steps.hpp"

using namespace armature;
using namespace armature::support;

namespace {

/// Runs everything, always finishing what was started first; names in the order of their starts.
std::string order(const plan::Plan& plan) {
  execute::Schedule schedule(plan);
  std::string names;
  std::vector<plan::StepId> running;
  for (;;) {
    while (const auto step = schedule.next()) {
      names += (names.empty() ? "" : " ") + plan.steps[*step].address.name;
      running.push_back(*step);
    }
    if (running.empty()) return names;
    schedule.finished(running.front(), true);
    running.erase(running.begin());
  }
}

}  // namespace

TEST_CASE("the step with the largest remaining tail goes first") {
  const plan::Plan plan = plan_of({
      {.name = "lonely", .kind = "model"},
      {.name = "code", .kind = "code"},
      {.name = "cluster", .kind = "compute"},
      {.name = "e", .kind = "batch_endpoint"},
      {.name = "d", .kind = "batch_deployment", .parent = "e", .after = {1, 2, 3}},
  });
  // The endpoint and the cluster take longest, then the code that the deployment waits for.
  CHECK(order(plan) == "cluster e code lonely d");
}

TEST_CASE("a step starts the moment its own predecessors have settled") {
  const plan::Plan plan = plan_of({
      {.name = "a", .kind = "model"},
      {.name = "b", .kind = "compute"},
      {.name = "c", .kind = "model", .after = {0}},
      {.name = "d", .kind = "model", .after = {0, 1}},
  });
  execute::Schedule schedule(plan);
  CHECK(schedule.next() == 1U);
  CHECK(schedule.next() == 0U);
  CHECK_FALSE(schedule.next());
  schedule.finished(0, true);
  CHECK(schedule.next() == 2U);
  CHECK_FALSE(schedule.next());
  schedule.finished(1, true);
  CHECK(schedule.next() == 3U);
}

TEST_CASE("writes under one endpoint go one at a time, others at once") {
  const plan::Plan plan = plan_of({
      {.name = "e", .kind = "online_endpoint"},
      {.name = "blue", .kind = "online_deployment", .parent = "e"},
      {.name = "green", .kind = "online_deployment", .parent = "e"},
      {.name = "e", .kind = "traffic"},
      {.name = "f", .kind = "online_endpoint"},
      {.name = "m", .kind = "model"},
      {.name = "n", .kind = "model"},
  });
  execute::Schedule schedule(plan);
  std::vector<plan::StepId> first;
  while (const auto step = schedule.next()) first.push_back(*step);
  CHECK(first == std::vector<plan::StepId>{0, 4, 5, 6});
  schedule.finished(0, true);
  CHECK(schedule.next() == 1U);
  CHECK_FALSE(schedule.next());
  schedule.finished(1, false);
  CHECK(schedule.next() == 2U);
  schedule.finished(2, true);
  CHECK(schedule.next() == 3U);
}

TEST_CASE("what comes after a failed step never runs, each told once and why") {
  const plan::Plan plan = plan_of({
      {.name = "a", .kind = "model"},
      {.name = "b", .kind = "model"},
      {.name = "c", .kind = "model", .after = {0, 1}},
      {.name = "d", .kind = "model", .after = {2}},
      {.name = "e", .kind = "model", .after = {1}},
  });
  execute::Schedule schedule(plan);
  while (schedule.next()) {
  }
  CHECK(schedule.finished(0, false) == std::vector<plan::StepId>{2, 3});
  CHECK(schedule.finished(1, true).empty());
  CHECK(schedule.next() == 4U);
  CHECK_FALSE(schedule.next());
  CHECK(schedule.because_of(2) == std::vector<plan::StepId>{0});
  CHECK(schedule.because_of(3) == std::vector<plan::StepId>{0});
}

TEST_CASE("where an operation may still run, nothing else is written under its endpoint") {
  const plan::Plan plan = plan_of({
      {.name = "e", .kind = "online_endpoint"},
      {.name = "blue", .kind = "online_deployment", .parent = "e"},
      {.name = "green", .kind = "online_deployment", .parent = "e", .after = {0}},
      {.name = "m", .kind = "model"},
  });
  execute::Schedule schedule(plan);
  CHECK(schedule.next() == 0U);
  CHECK(schedule.next() == 3U);
  CHECK(schedule.finished(0, false, false) == std::vector<plan::StepId>{1, 2});
  CHECK(schedule.because_of(1) == std::vector<plan::StepId>{0});
  CHECK_FALSE(schedule.next());
}

TEST_CASE("ten thousand steps are scheduled in no time") {
  std::vector<Draft> drafts;
  for (std::size_t n = 0; n < 10'000; ++n) {
    Draft draft{.name = "m" + std::to_string(n), .kind = "model"};
    if (n % 3 != 0) draft.after = {n - 1};
    drafts.push_back(draft);
  }
  const plan::Plan plan = plan_of(drafts);
  const std::string all = order(plan);
  CHECK(std::count(all.begin(), all.end(), ' ') == 9'999);
}
