#include <csignal>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "runtime/real.hpp"

namespace armature::runtime {

TEST_CASE("tasks run by time, and equal times in order of creation") {
  auto loop = RealLoop::make();
  std::vector<std::string> ran;
  const auto note = [&ran](std::string what) { return [&ran, what] { ran.push_back(what); }; };
  loop->after(5 * millisecond, note("late"));
  for (const char* name : {"a", "b", "c"}) loop->after(0, note(name));
  loop->after(-7, note("past is now"));
  loop->run([&] { return ran.size() == 5; });
  CHECK(ran == std::vector<std::string>{"a", "b", "c", "past is now", "late"});
}

TEST_CASE("a task never runs inside the call that creates it") {
  auto loop = RealLoop::make();
  bool ran = false;
  loop->after(0, [&] { ran = true; });
  CHECK_FALSE(ran);
  loop->run([&] { return ran; });
}

TEST_CASE("a cancelled task does not run, and cancelling twice or after the fact is harmless") {
  auto loop = RealLoop::make();
  bool cancelled_ran = false;
  bool end = false;
  const TimerId doomed = loop->after(0, [&] { cancelled_ran = true; });
  const TimerId last = loop->after(millisecond, [&] { end = true; });
  loop->cancel(doomed);
  loop->cancel(doomed);
  loop->cancel(4711);
  loop->run([&] { return end; });
  loop->cancel(last);
  CHECK_FALSE(cancelled_ran);
}

TEST_CASE("time passes while the loop waits") {
  auto loop = RealLoop::make();
  bool end = false;
  const Nanos begin = loop->now();
  loop->after(3 * millisecond, [&] { end = true; });
  loop->run([&] { return end; });
  CHECK(loop->now() - begin >= 3 * millisecond);
}

TEST_CASE("a signal becomes a task, each time it comes") {
  auto loop = RealLoop::make();
  std::vector<int> seen;
  loop->on_signal([&](int number) { seen.push_back(number); });
  loop->after(0, [] { std::raise(SIGINT); });
  loop->run([&] { return seen.size() == 1; });
  loop->after(0, [] { std::raise(SIGTERM); });
  loop->run([&] { return seen.size() == 2; });
  CHECK(seen == std::vector<int>{SIGINT, SIGTERM});
}

TEST_CASE("a signal wakes a sleeping poller") {
  struct FakePoller : RealLoop::Poller {
    void poll(Nanos) override {
      if (polls++ == 0) std::raise(SIGTERM);
    }
    void wake() override { woken = true; }
    int polls = 0;
    bool woken = false;
  } poller;
  auto loop = RealLoop::make();
  int seen = 0;
  loop->set_poller(&poller);
  loop->on_signal([&](int number) { seen = number; });
  loop->run([&] { return seen != 0; });
  CHECK(poller.woken);
  CHECK(seen == SIGTERM);
  loop->set_poller(nullptr);
}

TEST_CASE("a GUID has its version and variant, whatever the dice say") {
  struct Fixed : Random {
    explicit Fixed(std::uint64_t v) : value(v) {}
    std::uint64_t next() override { return value; }
    std::uint64_t value;
  };
  Fixed ones(~0ULL);
  Fixed zeros(0);
  CHECK(guid(ones) == "ffffffff-ffff-4fff-bfff-ffffffffffff");
  CHECK(guid(zeros) == "00000000-0000-4000-8000-000000000000");
  auto real = real_random();
  CHECK(guid(*real) != guid(*real));
}

}  // namespace armature::runtime
