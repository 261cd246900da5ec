#include "cli/applying.hpp"

#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "report/progress.hpp"

namespace armature::cli {
namespace {

/// The client itself waits ten seconds for answers; this is for a run that still does not end.
constexpr runtime::Nanos end_awaited = 10 * runtime::second + 300 * runtime::millisecond;

/// A run between its start and its end, with what signals do to it.
class Run {
 public:
  Run(const Context& context, World& world, const Prepared& prepared, const plan::Plan& plan)
      : context_(context),
        world_(world),
        progress_(
            std::make_unique<report::Progress>(world.env().loop, context.console.progress(), plan)),
        apply_(world.env(), world.client(), prepared.declared, prepared.inputs, plan,
               {.writes_in_flight_max = context.arguments.parallelism,
                .deadline = context.arguments.timeout,
                .api_version = prepared.inputs.api_version},
               [this](const execute::Event& event) {
                 if (!progress_) return;
                 execute::Event shown = event;
                 hide_secrets(shown.outcome);
                 progress_->on(shown);
               }) {}

  std::optional<report::Result> result;

  /// The signal that stopped it, 0 if none did.
  int run() {
    if (!context_.arguments.quiet)  // then there is no progress, and errors must be seen
      world_.divert_log([this](std::string_view line) { progress_->note(line); });
    apply_.run([this](report::Result end) {
      for (execute::Outcome& one : end.outcomes) hide_secrets(one);
      result = std::move(end);
    });
    world_.run([this] { return result.has_value() || late_; },
               [this](int signal) { return stop(signal); });
    world_.divert_log({});
    progress_.reset();  // takes the live region away before results are printed
    return signal_;
  }

 private:
  /// Before anything is cut to a width: half a secret would not be known as one.
  void hide_secrets(execute::Outcome& outcome) const {
    if (outcome.error) outcome.error = context_.console.without_secrets(*std::move(outcome.error));
  }

  /// With -q there is no progress, and whoever presses Ctrl-C wants to know all the same.
  void say(const std::string& text) {
    if (context_.arguments.quiet) return context_.console.err("armature: " + text + "\n");
    progress_->note(text);
  }

  /// True: leave at once.
  bool stop(int signal) {
    if (signal != 0) signal_ = signal;
    if (std::exchange(stopped_, true)) return signal != 0;
    say(std::string(signal == 0 ? "the time given with --timeout has passed; " : "") +
        "starting nothing more; answers to what was sent are awaited for 10 s. " +
        (signal == 0 ? "Ctrl-C leaves at once." : "Once more to leave at once."));
    world_.env().loop.after(end_awaited, [this] { late_ = true; });
    apply_.interrupt();
    return false;
  }

  const Context& context_;
  World& world_;
  std::unique_ptr<report::Progress> progress_;
  reconcile::Apply apply_;
  int signal_ = 0;
  bool stopped_ = false;
  bool late_ = false;
};

/// A plan that nobody can read is not carried out.
int report_unreadable(const Context& context) {
  context.console.err("armature: the plan could not be shown; nothing was written\n");
  return exit_error;
}

std::string left_text() {
  return "armature: left before the end; what was sent may still take effect.\n"
         "The same command again finds out, and goes on from there.\n";
}

}  // namespace

void show_plan(const Context& context, const plan::Plan& plan) {
  const bool to_err = context.arguments.json;
  const report::Style style = to_err ? context.console.err_style() : context.console.style();
  const std::string text = report::plan_text(plan, style, {});
  if (!to_err)
    context.console.out(text);
  else if (!context.arguments.quiet)
    context.console.err(text);
}

int still_holds(const Context& context, World& world, const plan::Plan& plan) {
  std::optional<Status> holds;
  int stopped_by = 0;
  reconcile::check_read_set(world.client(), plan,
                            [&holds](Status status) { holds = std::move(status); });
  world.run([&holds] { return holds.has_value(); },
            [&stopped_by](int signal) {
              stopped_by = signal;
              return true;
            });
  if (!holds) return report_stopped(context, stopped_by);
  return *holds ? 0 : report_problem(context, holds->error());
}

int agreed(const Context& context, World& world, const plan::Plan& plan, const Question& question) {
  if (context.console.lost()) return report_unreadable(context);
  if (context.arguments.yes || plan.empty()) return 0;
  if (!context.console.can_ask()) {
    context.console.err(
        "armature: there is no terminal to ask on; give --yes to go on without a question\n");
    return exit_error;
  }
  const auto answer = context.console.ask(question.text);
  // The answer may have taken its time.
  if (answer == question.answer) return still_holds(context, world, plan);
  if (const int signal = world.pending_signal(); signal != 0)
    return report_stopped(context, signal);
  context.console.err("armature: not agreed; nothing was written\n");
  return exit_error;
}

int carry_out(const Context& context, World& world, const Prepared& prepared,
              const plan::Plan& plan) {
  if (!context.arguments.json)
    context.console.out("\n");  // between the plan and what becomes of it
  Run run(context, world, prepared, plan);
  const int signal = run.run();
  if (!run.result) {
    context.console.err(left_text());
    return signal != 0 ? exit_interrupted + signal : exit_partly_done;
  }
  int code = reconcile::exit_code(plan, *run.result, signal != 0);
  if (signal != 0) code = exit_interrupted + signal;
  const std::string text =
      context.arguments.json
          ? dump(report::result_json(plan, *run.result, code)) + "\n"
          : report::result_text(plan, *run.result, context.console.style(), code);
  if (context.console.out(text)) return code;
  // What was done stays done; but a run that nobody can read of has not wholly succeeded.
  context.console.err("armature: the result could not be written where it belongs. It is:\n" +
                      report::result_text(plan, *run.result, context.console.err_style(), code));
  return code == 0 ? exit_partly_done : code;
}

int finish_without_writes(const Context& context, const plan::Plan& plan) {
  const int code = plan.refusals.empty() ? 0 : exit_refused;
  if (context.console.lost()) return exit_error;
  if (context.arguments.json &&
      !context.console.out(dump(report::result_json(plan, {}, code)) + "\n"))
    return exit_error;
  return code;
}

}  // namespace armature::cli
