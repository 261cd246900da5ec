#include <algorithm>

#include <fmt/core.h>

#include "base/text.hpp"
#include "plan/words.hpp"
#include "report/line.hpp"
#include "report/plan_text.hpp"
#include "report/steps.hpp"
#include "report/troubles.hpp"
#include "report/values.hpp"

namespace armature::report {
namespace {

using execute::Outcome;
using execute::Verdict;
using plan::Step;

class Text {
 public:
  Text(const plan::Plan& plan, const Result& result, const Style& style)
      : plan_(plan), result_(result), style_(style), value_at_(value_column(plan)) {}

  std::string whole(int exit_code) {
    if (result_.outcomes.empty()) return {};
    for (const Outcome& outcome : result_.outcomes)
      if (outcome.verdict == Verdict::failed || outcome.verdict == Verdict::unknown)
        trouble(outcome);
    counts(exit_code);
    residue();
    return std::move(out_);
  }

 private:
  const Step& step_of(const Outcome& outcome) const { return plan_.steps[outcome.step]; }
  std::string name(plan::StepId id) const { return shown(plan_.steps[id].address); }

  void fact(std::string_view label, std::string_view text) {
    if (!text.empty())
      out_ += Line(style_).add("  ").add(label, Tone::dim).column(9).add(text).text();
  }

  void trouble(const Outcome& outcome) {
    const Step& step = step_of(outcome);
    const bool unknown = outcome.verdict == Verdict::unknown;
    Line head(style_);
    head.add(unknown ? "? " : "✗ ", unknown ? Tone::change : Tone::danger);
    head.add(plan::word_of(step.action))
        .add(" ")
        .add(shown(step.address), Tone::bold)
        .column(value_at_);
    out_ += head.add(unknown         ? state_word(step, outcome)
                     : outcome.error ? headline(*outcome.error)
                                     : "failed")
                .right_place(short_text(step.pos))
                .text();
    if (outcome.error)
      for (const std::string_view line : split(outcome.error->message, '\n'))
        out_ += Line(style_).add("  ").add(line).text();
    if (outcome.error) fact("Do", outcome.error->remedy);
    fact("Live", live(outcome));
    fact("Again", again(outcome));
    fact("Ids", ids(outcome));
    out_ += "\n";
  }

  /// Only what this run knows: whether the step changed anything, and what still serves because
  /// routing was not reached.
  std::string live(const Outcome& outcome) const {
    std::vector<std::string> known;
    if (outcome.verdict == Verdict::unknown) {
      known.push_back(live_unknown(step_of(outcome), outcome));
    } else {
      known.push_back(outcome.accepted ? "the service took the write before it failed"
                                       : "not changed by this step");
    }
    for (const Outcome& other : result_.outcomes) {
      const Step& step = step_of(other);
      const bool unreached = step.action == plan::Action::route &&
                             other.verdict == Verdict::skipped && !other.accepted;
      if (!unreached || step.because.empty() || step.because.front().from == nullptr) continue;
      known.push_back(fmt::format("{} is still {}", shown(step.address),
                                  old_value(*step.kind, step.because.front())));
    }
    return join(known, "; ");
  }

  static std::string live_unknown(const Step& step, const Outcome& outcome) {
    if (!outcome.operation.empty()) return "the operation goes on: " + outcome.operation;
    if (outcome.accepted && step.action == plan::Action::replace)
      return "it is deleted, and was not created again";
    if (outcome.accepted) return "the service took the write; what came of it was not seen";
    return "not known: the write may still take effect";
  }

  std::string again(const Outcome& outcome) const {
    if (outcome.error && outcome.error->kind == ErrorKind::stale)
      return "a new plan shows what is left";
    if (still_running(outcome))
      return "the same command waits for the operation, and goes on from there";
    std::vector<std::string> done;
    for (const Outcome& other : result_.outcomes)
      if (other.verdict == Verdict::done) done.push_back(name(other.step));
    if (done.empty()) return "the same command goes on";
    const std::string rest = done.size() == 1 ? "" : fmt::format(" and {} more", done.size() - 1);
    return fmt::format("the same command goes on; {}{} {} done and not repeated", done.back(), rest,
                       done.size() == 1 ? "is" : "are");
  }

  std::string ids(const Outcome& outcome) const {
    std::vector<std::string> all = outcome.error ? outcome.error->ids : std::vector<std::string>{};
    if (!result_.correlation_id.empty())
      all.push_back(
          fmt::format("correlation {} (key for the Activity Log)", result_.correlation_id));
    return join(all, " · ");
  }

  std::size_t count(Verdict verdict) const {
    return static_cast<std::size_t>(
        std::ranges::count(result_.outcomes, verdict, &Outcome::verdict));
  }

  std::size_t count(bool (*wanted)(const Outcome&)) const {
    return static_cast<std::size_t>(std::ranges::count_if(result_.outcomes, wanted));
  }

  void counts(int exit_code) {
    std::vector<std::string> parts = {fmt::format("{} done", count(Verdict::done))};
    if (count(Verdict::failed) > 0)
      parts.push_back(fmt::format("{} failed", count(Verdict::failed)));
    const std::size_t running = count(still_running);
    if (running > 0) parts.push_back(fmt::format("{} still running", running));
    if (count(Verdict::unknown) > running)
      parts.push_back(fmt::format("{} unknown", count(Verdict::unknown) - running));
    const std::size_t waiting = count(not_started);
    if (count(Verdict::skipped) > waiting)
      parts.push_back(
          fmt::format("{} skipped{}", count(Verdict::skipped) - waiting, why_skipped()));
    if (waiting > 0) parts.push_back(fmt::format("{} not started", waiting));
    Line line(style_);
    line.add(join(parts, ", "), Tone::bold);
    if (exit_code != 0) line.right(fmt::format("exit {}", exit_code), Tone::plain);
    out_ += line.text();
  }

  std::string why_skipped() const {
    for (const Outcome& outcome : result_.outcomes) {
      if (outcome.verdict != Verdict::skipped || outcome.because_of.empty()) continue;
      const std::size_t others = count(Verdict::skipped) - count(not_started) - 1;
      return fmt::format(" ({} needs {}{})", name(outcome.step), name(outcome.because_of.front()),
                         others == 0 ? "" : fmt::format("; {} more", others));
    }
    return {};
  }

  void residue() {
    const bool whole = count(Verdict::done) == result_.outcomes.size();
    if (!result_.residue_known) {
      if (whole)
        out_ += Line(style_)
                    .add("Read back: it could not be read back; armature plan shows what is left")
                    .text();
      return;
    }
    if (result_.residue.empty()) {
      out_ += Line(style_).add("Read back: nothing is left to do").text();
    } else if (whole) {
      out_ += Line(style_)
                  .add("Read back: the service holds something else than was sent", Tone::danger)
                  .text();
      out_ += steps_text(result_.residue, style_);
    }
  }

  const plan::Plan& plan_;
  const Result& result_;
  const Style& style_;
  std::size_t value_at_;
  std::string out_;
};

}  // namespace

std::string result_text(const plan::Plan& plan, const Result& result, const Style& style,
                        int exit_code) {
  return Text(plan, result, style).whole(exit_code);
}

}  // namespace armature::report
