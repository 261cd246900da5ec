#include "execute/step_run.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "arm/live.hpp"
#include "execute/fill.hpp"
#include "plan/live_view.hpp"

namespace armature::execute {
namespace {

using plan::Action;

/// A body older than this is read again before a write is decided on it.
constexpr runtime::Nanos young_max = 30 * runtime::second;

plan::Step with_archived(plan::Step step) {
  Json body = step.body ? *step.body : Json::object();
  armature::put(body, "properties.isArchived", true);
  step.body = share(std::move(body));
  return step;
}

Status unclaimed(const plan::Step& step, const Json& live) {
  const std::string why = plan::claimed(step, live);
  if (why.empty()) return {};
  return armature::fail(ErrorKind::stale,
                        fmt::format("{} is not written again: {}", step.address.text(), why),
                        "make a new plan");
}

}  // namespace

StepRun::StepRun(const std::shared_ptr<Context>& context, const plan::Step& step, Listener listener)
    : context_(context),
      step_(std::make_shared<const plan::Step>(step)),
      listener_(std::move(listener)) {
  outcome_.step = step.id;
  outcome_.began = context->env.loop.now();
  if (archives()) step_ = std::make_shared<const plan::Step>(with_archived(step));
}

bool StepRun::archives() const {
  return step_->action == Action::remove && step_->kind->removal == catalog::Removal::archive &&
         !step_->purge;
}

/// A body that is laid over a live one makes no sense where there is none.
bool StepRun::must_exist() const {
  return step_->action == Action::route || step_->action == Action::adopt || archives();
}

std::string StepRun::api_version() const {
  const auto context = context_.lock();
  if (context && !context->api_version.empty()) return context->api_version;
  return std::string(step_->kind->api_version);
}

void StepRun::begin() {
  tell({.what = Event::What::started, .step = step_->id});
  if (!step_->joins_operation) return prepare();
  join([self = shared_from_this()](Context& context, SharedJson live) {
    // What the operation left behind is the start, not what the plan saw before it ended.
    context.lives.wrote(self->step_->target, std::move(live), context.env.loop.now());
    self->prepare();
  });
}

/// Waits for the end of what somebody else does to the resource.
void StepRun::join(std::function<void(Context&, SharedJson)> then) {
  const auto context = context_.lock();
  if (!context) return;
  context->client.join(
      step_->target, api_version(), watch(),
      [self = shared_from_this(), then = std::move(then)](Result<SharedJson> live) {
        const auto alive = self->context_.lock();
        if (!alive) return;
        if (!live) return self->fail(std::move(live).error());
        then(*alive, *std::move(live));
      });
}

// ---- what has to be known before the write
// --------------------------------------------------------

void StepRun::prepare() {
  const auto context = context_.lock();
  if (!context) return;
  const bool uploads = step_->content.has_value();
  const bool reads =
      step_->number_pinned || !young(context->lives.find(step_->target, api_version()));
  parts_ = (uploads ? 1U : 0U) + (reads ? 1U : 0U);
  if (parts_ == 0) return decide();
  if (uploads) upload(*context);
  if (reads) read(*context);
}

bool StepRun::young(const std::optional<Lives::Live>& live) const {
  const auto context = context_.lock();
  return context && live && context->env.loop.now() - live->at <= young_max;
}

void StepRun::upload(Context& context) {
  const azure::UploadTarget target{.datastore = step_->datastore.value_or(context.datastore),
                                   .asset = step_->target,
                                   .api_version = api_version()};
  const auto progress = [self = shared_from_this()](const azure::UploadProgress& at) {
    self->tell({.what = Event::What::uploading,
                .step = self->step_->id,
                .bytes_sent = at.bytes_sent,
                .bytes_total = at.bytes_total});
  };
  context.uploader->upload(target, *step_->content, progress,
                           [self = shared_from_this()](Result<azure::Uploaded> uploaded) {
                             self->on_uploaded(std::move(uploaded));
                           });
}

void StepRun::on_uploaded(Result<azure::Uploaded> uploaded) {
  const auto context = context_.lock();
  if (!context) return;
  if (!uploaded) {
    trouble_ = std::move(uploaded).error().in("uploading " + step_->content->path);
    // What is unknown is whether bytes arrived, or a secret was told: the resource was not written.
    if (trouble_->kind == ErrorKind::outcome_unknown) trouble_->kind = ErrorKind::unreachable;
    return part_done();
  }
  outcome_.bytes_sent = uploaded->bytes_sent;
  step_ = std::make_shared<const plan::Step>(
      filled(*step_, *uploaded, step_->datastore.value_or(context->datastore)));
  part_done();
}

void StepRun::read(Context& context) {
  context.client.read(arm::get_query(step_->target, api_version()),
                      [self = shared_from_this()](Result<arm::Answer> answer) {
                        self->on_read(std::move(answer));
                      });
}

void StepRun::on_read(Result<arm::Answer> answer) {
  const auto context = context_.lock();
  if (!context) return;
  if (answer)
    context->lives.read(step_->target, answer->body, context->env.loop.now());
  else if (!trouble_)
    trouble_ = std::move(answer).error();
  part_done();
}

void StepRun::part_done() {
  if (--parts_ > 0) return;
  if (trouble_) return fail(*std::exchange(trouble_, std::nullopt));
  decide();
}

void StepRun::decide() {
  const auto context = context_.lock();
  if (!context) return;
  const auto live = context->lives.find(step_->target, api_version());
  if (!young(live)) {  // the upload took its time
    parts_ = 1;
    return read(*context);
  }
  const bool there = live->body != nullptr;
  if (there && arm::provisioning_state(*live->body) == arm::ProvisioningState::running)
    return join([self = shared_from_this()](Context& now, SharedJson body) {
      now.lives.read(self->step_->target, std::move(body), now.env.loop.now());
      self->decide();
    });
  if (!live->written_here) {
    const std::string why = plan::moved(*step_, live->body.get());
    if (!why.empty())
      return fail({.kind = ErrorKind::stale,
                   .message = fmt::format("{} has moved since the plan was made: {}",
                                          step_->address.text(), why),
                   .remedy = "make a new plan"});
  }
  const bool removes = step_->action == Action::remove;
  if (removes && (!there || step_->kind->removal == catalog::Removal::nothing)) return done(false);
  if (must_exist() && !there)
    return fail({.kind = ErrorKind::stale,
                 .message = step_->address.text() + " is gone since the plan was made",
                 .remedy = "make a new plan"});
  const bool healthy =
      there && arm::provisioning_state(*live->body) == arm::ProvisioningState::succeeded;
  const bool lays = step_->action != Action::replace && (!removes || archives());
  // Another run, or a write of ours whose answer was lost, has been here already.
  if (lays && healthy && plan::unmet(*step_, *live->body).empty()) return done(false);
  write(*context, live->body);
}

// ---- the write
// ------------------------------------------------------------------------------------

void StepRun::write(Context& context, const SharedJson& live) {
  const bool erases = step_->action == Action::remove && !archives();
  if (erases || (step_->action == Action::replace && live)) return erase(context, live);
  put(context, live, only_tags(live) ? "PATCH" : "PUT");
}

/// Bookkeeping and tags alone go by PATCH where that carries tags: it cannot touch anything else.
bool StepRun::only_tags(const SharedJson& live) const {
  if (!live || !step_->kind->tag_patch || step_->kind->tags != catalog::Tags::top_level)
    return false;
  // A field that goes back to its default goes by leaving it out, which only a PUT can.
  const auto is_tag = [](const std::string& path) { return path.starts_with("tags/"); };
  if (!std::all_of(step_->reset.begin(), step_->reset.end(), is_tag)) return false;
  const auto missing = plan::unmet(*step_, *live);
  return !missing.empty() &&
         std::all_of(missing.begin(), missing.end(), [](const diff::Change& change) {
           return change.path == "tags" || change.path.starts_with("tags/");
         });
}

azure::Client::Write StepRun::request(const char* method) const {
  return {.method = method,
          .id = step_->target,
          .api_version = api_version(),
          .long_running = step_->kind->write == catalog::Write::long_running};
}

void StepRun::put(Context& context, const SharedJson& live, const char* method) {
  azure::Client::Write wanted = request(method);
  const bool patch = wanted.method == "PATCH";
  if (!patch) wanted.parameters = step_->kind->write_parameters;
  const auto body_for = [step = step_, patch](const Json* now) {
    return share(patch && now != nullptr ? plan::tag_patch_body(*step, *now)
                                         : plan::put_body(*step, now));
  };
  wanted.body = body_for(live.get());
  // A body that was laid over a live one is none to create something with.
  wanted.still_wanted = [step = step_, body_for,
                         needed = live != nullptr](const Json* now) -> azure::Client::Wanted {
    if (now == nullptr && needed) return std::nullopt;
    if (now != nullptr && plan::unmet(*step, *now).empty()) return std::nullopt;
    if (now != nullptr)
      if (Status ours = unclaimed(*step, *now); !ours) return tl::unexpected(ours.error());
    return body_for(now);
  };
  context.client.write(std::move(wanted), watch(),
                       [self = shared_from_this()](Result<azure::Written> written) {
                         self->on_written(std::move(written));
                       });
}

void StepRun::erase(Context& context, const SharedJson& live) {
  azure::Client::Write wanted = request("DELETE");
  // What is there may be another variant than what is wanted in its place.
  wanted.parameters = live ? plan::variant_in(*step_->kind, *live).delete_parameters
                           : step_->kind->delete_parameters;
  wanted.still_wanted = [step = step_](const Json* now) -> azure::Client::Wanted {
    if (now == nullptr) return std::nullopt;
    if (Status ours = unclaimed(*step, *now); !ours) return tl::unexpected(ours.error());
    return SharedJson{};
  };
  context.client.write(std::move(wanted), watch(),
                       [self = shared_from_this()](Result<azure::Written> written) {
                         self->on_erased(std::move(written));
                       });
}

void StepRun::on_written(Result<azure::Written> written) {
  const auto context = context_.lock();
  if (!context) return;
  if (!written) return fail(std::move(written).error());
  outcome_.accepted = true;
  context->lives.wrote(step_->target, written->body, context->env.loop.now());
  prove(written->body);
}

void StepRun::on_erased(Result<azure::Written> written) {
  const auto context = context_.lock();
  if (!context) return;
  if (!written) return fail(std::move(written).error());
  outcome_.accepted = true;
  context->lives.wrote(step_->target, nullptr, context->env.loop.now());
  outcome_.operation.clear();  // it has ended
  if (step_->action == Action::replace) return put(*context, nullptr, "PUT");
  done(true);
}

/// The service says that all went well; whether it holds what was sent is another question.
void StepRun::prove(const SharedJson& body) {
  outcome_.settled = true;
  if (!body)
    return fail({.kind = ErrorKind::rejected,
                 .message = step_->address.text() + " vanished while it was written"});
  const auto missing = plan::unmet(*step_, *body);
  if (missing.empty()) return done(true);
  std::string names;
  for (const diff::Change& change : missing) names += (names.empty() ? "" : ", ") + change.yaml;
  fail({.kind = ErrorKind::rejected,
        .message = "the service accepted the write and did not store " + names,
        .remedy = "run plan again: what it shows is what the service holds"});
}

// ---- telling
// --------------------------------------------------------------------------------------

azure::Client::Watch StepRun::watch() {
  return [self = shared_from_this()](const azure::Progress& progress) {
    if (self->finished_) return;
    if (!progress.operation.empty()) self->outcome_.operation = progress.operation;
    if (progress.phase == azure::Phase::accepted) {
      self->outcome_.accepted = true;
      self->listener_.accepted(self->step_->id);
    }
    self->tell({.what = Event::What::progress, .step = self->step_->id, .progress = progress});
  };
}

void StepRun::tell(Event event) {
  const auto context = context_.lock();
  if (context && context->events) context->events(event);
}

void StepRun::done(bool accepted) {
  outcome_.accepted = outcome_.accepted || accepted;
  outcome_.settled = true;
  outcome_.operation.clear();
  finish(Verdict::done);
}

void StepRun::fail(Error error) {
  const bool given_up = error.kind == ErrorKind::cancelled;
  const bool unknown =
      error.kind == ErrorKind::outcome_unknown ||
      (outcome_.accepted && !outcome_.settled && (given_up || error.kind == ErrorKind::no_token));
  outcome_.settled = outcome_.settled || (outcome_.accepted && !unknown);
  outcome_.error = std::move(error).in(step_->address.text());
  if (unknown) return finish(Verdict::unknown);
  finish(given_up ? Verdict::skipped : Verdict::failed);
}

void StepRun::finish(Verdict verdict) {
  const auto context = context_.lock();
  if (!context || finished_) return;
  finished_ = true;
  outcome_.verdict = verdict;
  outcome_.ended = context->env.loop.now();
  tell({.what = Event::What::finished, .step = step_->id, .outcome = outcome_});
  listener_.finished(outcome_);
}

}  // namespace armature::execute
