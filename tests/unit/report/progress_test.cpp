#include "report/progress.hpp"

#include <array>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "support/virtual_loop.hpp"

namespace armature::report {
namespace {

using execute::Event;
using execute::Verdict;

class Pipe {
 public:
  Pipe() { REQUIRE(::pipe(ends_.data()) == 0); }
  ~Pipe() {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int in() const { return ends_[1]; }
  /// What was written since the last call; something must have been.
  std::string read() {
    std::array<char, 65536> bytes = {};
    const ssize_t count = ::read(ends_[0], bytes.data(), bytes.size());
    return {bytes.data(), static_cast<std::size_t>(count > 0 ? count : 0)};
  }

 private:
  std::array<int, 2> ends_ = {};
};

plan::Plan one_step() {
  plan::Plan plan;
  plan::Step step;
  step.kind = catalog::kind_named("compute");
  step.address = {.kind = "compute", .name = "c1"};
  plan.steps = {step};
  return plan;
}

Event event(Event::What what, const std::string& state = {}) {
  Event out{.what = what, .step = 0};
  out.progress.state = state;
  out.outcome.verdict = Verdict::done;
  return out;
}

}  // namespace

TEST_CASE("a note about the run stands above the live region") {
  support::VirtualLoop loop;
  Pipe pipe;
  const plan::Plan plan = one_step();
  Progress progress(loop, {.descriptor = pipe.in(), .live = true}, plan);
  progress.on(event(Event::What::started));
  loop.step();
  (void)pipe.read();
  progress.note("ARM asks\x1b[2J for a pause");
  const std::string text = pipe.read();
  CHECK(text.starts_with("\x1b[1A\x1b[J! ARM asks"));
  CHECK(text.find("\x1b[2J") == std::string::npos);
  CHECK(text.find("compute/c1") > text.find("pause"));
}

TEST_CASE("without a terminal each event is a line, and polls that tell nothing new are none") {
  support::VirtualLoop loop;
  Pipe pipe;
  const plan::Plan plan = one_step();
  Progress progress(loop, {.descriptor = pipe.in()}, plan);
  progress.on(event(Event::What::started));
  progress.on(event(Event::What::progress, "Creating"));
  progress.on(event(Event::What::progress, "Creating"));
  progress.on(event(Event::What::progress, ""));
  progress.on(event(Event::What::progress, "Succeeded"));
  loop.after(65 * runtime::second, [] {});
  loop.run_until_idle();
  progress.on(event(Event::What::finished));
  CHECK(pipe.read() ==
        "· + compute/c1                            started\n"
        "· + compute/c1                            Creating\n"
        "✓ + compute/c1                            1 min 05 s\n");
}

TEST_CASE("on a terminal a region is redrawn while something runs, and goes away at the end") {
  support::VirtualLoop loop;
  Pipe pipe;
  const plan::Plan plan = one_step();
  {
    Progress progress(loop, {.descriptor = pipe.in(), .live = true}, plan);
    progress.on(event(Event::What::started));
    progress.on(event(Event::What::progress, "Creating"));
    CHECK(loop.step());
    CHECK(pipe.read().find("Creating  0 s\n") != std::string::npos);
    CHECK(loop.step());
    CHECK(pipe.read().starts_with("\x1b[1A\x1b[J"));
    progress.on(event(Event::What::finished));
    const std::string last = pipe.read();
    CHECK(last.starts_with("\x1b[1A\x1b[J✓ + compute/c1"));
    CHECK(std::count(last.begin(), last.end(), '\n') == 1);
    CHECK(loop.run_until_idle(10));
  }
  CHECK(loop.pending() == 0);
}

TEST_CASE("a timer that outlives the progress does nothing, and quiet is quiet") {
  support::VirtualLoop loop;
  Pipe pipe;
  const plan::Plan plan = one_step();
  {
    Progress progress(loop, {.descriptor = pipe.in(), .live = true}, plan);
    progress.on(event(Event::What::started));
    Progress silent(loop, {.descriptor = -1, .live = true, .quiet = true}, plan);
    silent.on(event(Event::What::started));
  }
  CHECK(loop.run_until_idle(10));
}

}  // namespace armature::report
