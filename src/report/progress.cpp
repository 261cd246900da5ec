#include "report/progress.hpp"

#include <algorithm>
#include <cerrno>
#include <map>
#include <string>
#include <utility>

#include <fmt/core.h>
#include <unistd.h>

#include "base/text.hpp"
#include "report/line.hpp"
#include "report/steps.hpp"
#include "report/troubles.hpp"
#include "report/values.hpp"

namespace armature::report {
namespace {

using execute::Event;
using execute::Outcome;
using execute::Verdict;
using plan::Step;
using runtime::Nanos;

constexpr Nanos frame = 100 * runtime::millisecond;
constexpr std::size_t live_lines_max = 12;
constexpr std::string_view spinner[] = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};

std::string elapsed_text(Nanos elapsed) {
  const auto seconds = elapsed / runtime::second;
  if (seconds < 60) return fmt::format("{} s", seconds);
  return fmt::format("{} min {:02} s", seconds / 60, seconds % 60);
}

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    // Progress that nobody can see is no reason to stop.
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

struct Progress::State : std::enable_shared_from_this<Progress::State> {
  struct Running {
    Nanos began = 0;
    std::string state = {};
  };

  State(runtime::Loop& the_loop, Output the_output, const plan::Plan& the_plan)
      : loop(the_loop), output(the_output), plan(the_plan), value_at(value_column(the_plan)) {}

  runtime::Loop& loop;
  Output output;
  const plan::Plan& plan;
  std::size_t value_at;
  std::map<plan::StepId, Running> running = {};
  std::size_t drawn = 0;  ///< lines of the live region on the screen
  std::size_t frames = 0;
  bool ticking = false;

  Line head(std::string_view mark, Tone tone, plan::StepId id) const {
    const Step& step = plan.steps[id];
    const Look look = look_of(step.action);
    Line line(output.style);
    line.add(mark, tone).add(" ").add(trim(look.symbol), look.tone).add(" ");
    line.add(shown(step.address), Tone::bold).column(value_at);
    return line;
  }

  /// Cut to the width: a line that wraps would break the count of lines to go up.
  std::string fitted(Line line, const std::string& text) const {
    const auto width = static_cast<std::size_t>(output.style.width);
    const std::size_t room = width > line.width() + 1 ? width - line.width() - 1 : 1;
    return line.add(shortened(text, room), Tone::dim).text();
  }

  /// Lines that stay: the live region is drawn anew below them.
  void say(const std::string& lines) {
    if (output.quiet) return;
    redraw(lines);
  }

  /// One write a frame, so that nothing flickers. In sequence: both parts count the lines that are
  /// drawn.
  void redraw(const std::string& lines) {
    std::string bytes = erased() + lines;
    bytes += region();
    write_all(output.descriptor, bytes);
  }

  std::string erased() {
    if (drawn == 0) return {};
    return fmt::format("\x1b[{}A\x1b[J", std::exchange(drawn, 0));
  }

  std::string region() {
    if (!output.live || running.empty()) return {};
    std::string out;
    for (const auto& [id, one] : running) {
      if (drawn == live_lines_max) {
        const std::size_t rest = running.size() - drawn;
        out += Line(output.style).add(fmt::format("  and {} more", rest), Tone::dim).text();
        ++drawn;
        break;
      }
      const std::string text =
          one.state + (one.state.empty() ? "" : "  ") + elapsed_text(loop.now() - one.began);
      out += fitted(head(spinner[frames % std::size(spinner)], Tone::route, id), text);
      ++drawn;
    }
    return out;
  }

  void tick() {
    if (!output.live || output.quiet || ticking || running.empty()) return;
    ticking = true;
    loop.after(frame, [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (!self) return;
      self->ticking = false;
      ++self->frames;
      self->redraw({});
      self->tick();
    });
  }

  void started(plan::StepId id) {
    running.emplace(id, Running{.began = loop.now()});
    if (!output.live) say(head("·", Tone::dim, id).add("started").text());
    tick();
  }

  /// On a terminal the region tells; in a log only a state that is new is worth a line.
  void state(plan::StepId id, const std::string& now) {
    Running& one = running[id];
    // The end is told by its own line.
    const bool over = equal_ignoring_case(now, "Succeeded");
    if (now.empty() || over || one.state == now) return;
    one.state = now;
    if (!output.live) say(head("·", Tone::dim, id).add(now).text());
  }

  void uploading(const Event& event) {
    const std::string text =
        fmt::format("{} of {}", human_bytes(event.bytes_sent), human_bytes(event.bytes_total));
    if (output.live) running[event.step].state = text;
  }

  void finished(const Event& event) {
    const Outcome& outcome = event.outcome;
    const auto found = running.find(event.step);
    const Nanos took = found == running.end() ? 0 : loop.now() - found->second.began;
    running.erase(event.step);
    switch (outcome.verdict) {
      case Verdict::done: {
        const std::string sent =
            outcome.bytes_sent == 0 ? "" : human_bytes(outcome.bytes_sent) + " sent, ";
        return say(fitted(head("✓", Tone::add, event.step), sent + elapsed_text(took)));
      }
      case Verdict::failed:
        return say(fitted(head("✗", Tone::danger, event.step),
                          outcome.error ? headline(*outcome.error) : "failed"));
      case Verdict::unknown:
        return say(fitted(head("?", Tone::change, event.step),
                          state_word(plan.steps[event.step], outcome)));
      case Verdict::skipped:
        return say(
            fitted(head("-", Tone::dim, event.step), state_word(plan.steps[event.step], outcome)));
    }
  }
};

Progress::Progress(runtime::Loop& loop, Output output, const plan::Plan& plan)
    : state_(std::make_shared<State>(loop, output, plan)) {}

Progress::~Progress() {
  if (!state_->output.quiet) write_all(state_->output.descriptor, state_->erased());
}

void Progress::on(const execute::Event& event) {
  switch (event.what) {
    case Event::What::started:
      return state_->started(event.step);
    case Event::What::progress:
      return state_->state(event.step, event.progress.state);
    case Event::What::uploading:
      return state_->uploading(event);
    case Event::What::finished:
      return state_->finished(event);
  }
}

void Progress::note(std::string_view text) {
  state_->say(Line(state_->output.style).add("! ", Tone::change).add(text).text());
}

}  // namespace armature::report
