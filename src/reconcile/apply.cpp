#include "reconcile/apply.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

namespace armature::reconcile {
namespace {

using execute::Event;
using execute::Outcome;
using execute::Verdict;

std::string told(const Problem& problem) {
  std::string text = problem.error ? problem.error->message : "";
  for (const Diagnostic& one : problem.diagnostics)
    text += (text.empty() ? "" : "; ") + to_text(one);
  return text;
}

}  // namespace

Apply::State::State(runtime::Env& environment, azure::Client& arm_client, SharedQuestion asked,
                    const plan::Plan& approved_plan, execute::Options given,
                    std::function<void(const Event&)> listener)
    : env_(environment),
      client_(arm_client),
      question_(std::move(asked)),
      plan_(approved_plan),
      options_(std::move(given)),
      events_(std::move(listener)),
      began_(environment.loop.now()) {
  for (const plan::Step& step : plan_.steps) result.outcomes.push_back({.step = step.id});
  remember(plan_);
}

void Apply::State::join(Next next) {
  next_ = std::move(next);
  std::vector<const plan::Step*> busy;
  for (const plan::Step& step : plan_.steps)
    if (step.joins_operation) busy.push_back(&step);
  joining_ = busy.size();
  if (busy.empty()) return later([](State& self) { self.start_with(rebase(self.plan_, {}, {})); });
  if (options_.deadline > 0)
    limit_ = env_.loop.after(options_.deadline, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->out_of_time();
    });
  for (const plan::Step* step : busy) {
    const std::string version =
        options_.api_version.empty() ? std::string(step->kind->api_version) : options_.api_version;
    tell({.what = Event::What::started, .step = step->id});
    client_.join(
        step->target, version,
        [weak = weak_from_this(), id = step->id](const azure::Progress& progress) {
          if (const auto self = weak.lock())
            self->tell({.what = Event::What::progress, .step = id, .progress = progress});
        },
        [weak = weak_from_this(), id = step->id](Result<SharedJson> body) {
          if (const auto self = weak.lock()) self->joined(id, std::move(body));
        });
  }
}

void Apply::State::joined(plan::StepId step, Result<SharedJson> body) {
  if (!body) failed_joins_.emplace(step, std::move(body).error());
  if (--joining_ == 0 && !interrupted_) plan_anew();
}

/// What others started did not end in time; of ours nothing has begun.
void Apply::State::out_of_time() {
  interrupted_ = true;
  client_.stop_starting();
  for (const plan::Step& step : plan_.steps) {
    if (!step.joins_operation) continue;
    Outcome& outcome = result.outcomes[step.id];
    outcome.verdict = Verdict::failed;
    outcome.error = Error{.kind = ErrorKind::cancelled,
                          .message = fmt::format("the operation in progress on {} did not end "
                                                 "within the time limit",
                                                 step.address.text()),
                          .remedy = "run again later: it goes on where this run stopped"};
  }
  finish();
}

void Apply::State::plan_anew() {
  look(env_, client_, question_, {}, [weak = weak_from_this()](tl::expected<View, Problem> view) {
    const auto self = weak.lock();
    if (self && !self->interrupted_) self->planned_anew(std::move(view));
  });
}

void Apply::State::planned_anew(tl::expected<View, Problem> view) {
  if (view) {
    const plan::Plan fresh = decide(*question_, *view);
    remember(fresh);
    return start_with(rebase(plan_, fresh, failed_joins_));
  }
  const Error problem =
      view.error().error.value_or(Error{.kind = ErrorKind::stale, .message = told(view.error())});
  for (const plan::Step& one : plan_.steps)
    if (one.joins_operation) failed_joins_.emplace(one.id, problem);
  start_with(rebase(plan_, {}, failed_joins_));
}

/// What was just read need not be read again before a write.
void Apply::State::remember(const plan::Plan& plan) {
  if (!plan.observed) return;
  options_.observed = *plan.observed;
  options_.observed_at = plan.observed_at;
}

void Apply::State::start_with(Rebased rebased) {
  env_.loop.cancel(limit_);
  rebased_ = std::move(rebased);
  for (const Outcome& outcome : rebased_.decided) {
    result.outcomes[outcome.step] = outcome;
    tell({.what = Event::What::finished, .step = outcome.step, .outcome = outcome});
  }
  take_next()();
}

void Apply::State::execute(Next next) {
  next_ = std::move(next);
  phase_ = Phase::executing;
  if (options_.deadline > 0)
    options_.deadline = std::max<runtime::Nanos>(1, options_.deadline - (env_.loop.now() - began_));
  executor_ = std::make_unique<execute::Executor>(
      env_, client_, rebased_.plan, options_, [weak = weak_from_this()](const Event& event) {
        const auto self = weak.lock();
        if (!self) return;
        Event ours = event;
        ours.step = self->rebased_.approved[event.step];
        if (ours.what == Event::What::finished)
          ours.outcome = in_approved_ids(self->rebased_, event.outcome);
        // A step that joined an operation has been announced already.
        const bool announced = self->plan_.steps[ours.step].joins_operation;
        if (ours.what != Event::What::started || !announced) self->tell(std::move(ours));
      });
  executor_->run([weak = weak_from_this()](std::vector<Outcome> outcomes) {
    const auto self = weak.lock();
    if (!self) return;
    for (Outcome& outcome : outcomes) {
      Outcome ours = in_approved_ids(self->rebased_, std::move(outcome));
      self->result.outcomes[ours.step] = std::move(ours);
    }
    self->take_next()();
  });
}

void Apply::State::close(Next next) {
  next_ = std::move(next);
  phase_ = Phase::closing;
  const bool untouched = plan_.empty();
  if (!interrupted_ && !untouched) return look_for_residue();
  // Nothing was to be done: the plan itself was the observation.
  result.residue_known = untouched;
  take_next()();
}

/// The client does not believe reads that are older than this run's own writes, so that one look is
/// enough.
void Apply::State::look_for_residue() {
  look(env_, client_, question_, foreseen(plan_),
       [weak = weak_from_this()](tl::expected<View, Problem> view) {
         if (const auto self = weak.lock()) self->closed(std::move(view));
       });
}

void Apply::State::closed(tl::expected<View, Problem> view) {
  if (interrupted_) return;
  if (view) {
    result.residue = decide(*question_, *view);
    result.residue_known = true;
  } else {
    env_.log.write(runtime::Level::error,
                   fmt::format("the closing observation failed: {}", told(view.error())));
  }
  take_next()();
}

void Apply::State::interrupt() {
  if (std::exchange(interrupted_, true)) return;
  if (phase_ == Phase::executing) return executor_->interrupt();
  // Waiting for somebody else's operation, or looking: nothing of ours is in flight.
  client_.stop_starting();
  later([](State& self) { self.finish(); });
}

void Apply::State::finish() {
  if (std::exchange(phase_, Phase::over) == Phase::over) return;
  env_.loop.cancel(limit_);
  std::exchange(done, {})(std::move(result));
}

void Apply::State::later(std::function<void(State&)> task) {
  env_.loop.after(0, [weak = weak_from_this(), task = std::move(task)] {
    const auto self = weak.lock();
    if (self && self->phase_ != Phase::over) task(*self);
  });
}

void Apply::State::tell(Event event) {
  if (events_) events_(event);
}

Apply::State::Next Apply::State::take_next() {
  return std::exchange(next_, {});
}

}  // namespace armature::reconcile
