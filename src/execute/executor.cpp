#include <utility>

#include "execute/execute.hpp"
#include "execute/schedule.hpp"
#include "execute/step_run.hpp"

namespace armature::execute {

struct Executor::State : std::enable_shared_from_this<Executor::State> {
  State(runtime::Env& its_env, azure::Client& its_client, const plan::Plan& its_plan,
        const Options& options, std::function<void(const Event&)> its_events)
      : env(its_env),
        client(its_client),
        plan(its_plan),
        schedule(its_plan),
        starting_max(options.writes_in_flight_max == 0 ? 1 : options.writes_in_flight_max),
        deadline(options.deadline),
        starting(its_plan.steps.size(), false),
        settled(its_plan.steps.size(), false),
        outcomes(its_plan.steps.size()) {
    context = std::make_shared<Context>(
        Context{.env = its_env,
                .client = its_client,
                .uploader = std::make_unique<azure::Uploader>(its_env, its_client),
                .datastore = its_plan.datastore,
                .api_version = options.api_version,
                .lives = Lives(options.observed, options.observed_at),
                .events = std::move(its_events)});
  }
  ~State() { env.loop.cancel(timer); }

  void run(std::function<void(std::vector<Outcome>)> when_done);
  void pump();
  void start(plan::StepId step);
  void leave_start(plan::StepId step);
  void on_finished(Outcome outcome);
  void settle(Outcome outcome);
  void skip_rest();
  void interrupt(Error why);

  runtime::Env& env;
  azure::Client& client;
  const plan::Plan& plan;
  Schedule schedule;
  std::size_t starting_max;
  runtime::Nanos deadline;
  std::shared_ptr<Context> context;
  std::function<void(std::vector<Outcome>)> done;
  /// Steps whose write is not yet accepted. Only so many at once: a step that becomes ready later
  /// and matters more would else queue behind all of them.
  std::vector<bool> starting;
  std::size_t starting_count = 0;
  std::size_t running = 0;
  std::vector<bool> settled;
  std::size_t settled_count = 0;
  std::vector<Outcome> outcomes;
  std::optional<Error> stopped;
  runtime::TimerId timer = 0;
  bool pumping = false;
};

void Executor::State::run(std::function<void(std::vector<Outcome>)> when_done) {
  done = std::move(when_done);
  if (deadline > 0) {
    timer = env.loop.after(deadline, [weak = weak_from_this()] {
      if (const auto self = weak.lock())
        self->interrupt({.kind = ErrorKind::cancelled,
                         .message = "the time limit of the run is over",
                         .remedy = "run again: it goes on where this run stopped"});
    });
  }
  env.loop.after(0, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->pump();
  });
}

void Executor::State::pump() {
  if (pumping) return;  // a step that needs nothing ends inside start()
  pumping = true;
  while (!stopped && starting_count < starting_max) {
    const auto step = schedule.next();
    if (!step) break;
    start(*step);
  }
  pumping = false;
  if (stopped && running == 0) skip_rest();
  if (!done || running > 0 || settled_count < plan.steps.size()) return;
  env.loop.cancel(timer);
  env.loop.after(0, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self && self->done) std::exchange(self->done, nullptr)(self->outcomes);
  });
}

void Executor::State::start(plan::StepId step) {
  ++running;
  ++starting_count;
  starting[step] = true;
  const auto weak = weak_from_this();
  StepRun::Listener listener;
  listener.accepted = [weak](plan::StepId accepted) {
    const auto self = weak.lock();
    if (!self || !self->starting[accepted]) return;
    self->leave_start(accepted);
    self->pump();
  };
  listener.finished = [weak](Outcome outcome) {
    if (const auto self = weak.lock()) self->on_finished(std::move(outcome));
  };
  std::make_shared<StepRun>(context, plan.steps[step], std::move(listener))->begin();
}

void Executor::State::leave_start(plan::StepId step) {
  if (!starting[step]) return;
  starting[step] = false;
  --starting_count;
}

void Executor::State::on_finished(Outcome outcome) {
  const plan::StepId step = outcome.step;
  const bool succeeded = outcome.verdict == Verdict::done;
  const bool over = outcome.verdict != Verdict::unknown;
  settle(std::move(outcome));
  --running;
  leave_start(step);
  for (const plan::StepId blocked : schedule.finished(step, succeeded, over)) {
    Outcome skipped{.step = blocked, .because_of = schedule.because_of(blocked)};
    skipped.began = skipped.ended = env.loop.now();
    if (context->events)
      context->events({.what = Event::What::finished, .step = blocked, .outcome = skipped});
    settle(std::move(skipped));
  }
  pump();
}

void Executor::State::settle(Outcome outcome) {
  const plan::StepId step = outcome.step;
  settled[step] = true;
  ++settled_count;
  outcomes[step] = std::move(outcome);
}

/// After an interrupt: what was never started.
void Executor::State::skip_rest() {
  for (plan::StepId step = 0; step < plan.steps.size(); ++step) {
    if (settled[step]) continue;
    Outcome skipped{.step = step, .error = stopped};
    skipped.began = skipped.ended = env.loop.now();
    if (context->events)
      context->events({.what = Event::What::finished, .step = step, .outcome = skipped});
    settle(std::move(skipped));
  }
}

void Executor::State::interrupt(Error why) {
  if (stopped) return;
  stopped = std::move(why);
  client.stop_starting();
  context->uploader->stop();
  env.loop.after(0, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->pump();
  });
}

Executor::Executor(runtime::Env& env, azure::Client& client, const plan::Plan& plan,
                   Options options, std::function<void(const Event&)> events)
    : state_(std::make_shared<State>(env, client, plan, options, std::move(events))) {
  client.limit_writes(options.writes_in_flight_max);
}

Executor::~Executor() = default;

void Executor::run(std::function<void(std::vector<Outcome>)> done) {
  state_->run(std::move(done));
}

void Executor::interrupt() {
  state_->interrupt({.kind = ErrorKind::cancelled,
                     .message = "not started: the run was interrupted",
                     .remedy = "run again: it goes on where this run stopped"});
}

}  // namespace armature::execute
