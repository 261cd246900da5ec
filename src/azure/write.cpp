#include "azure/write.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "arm/live.hpp"
#include "azure/answer.hpp"
#include "azure/operation.hpp"
#include "azure/retry.hpp"
#include "base/text.hpp"
#include "runtime/real.hpp"

namespace armature::azure {
namespace {

using arm::ProvisioningState;
using runtime::Nanos;
using runtime::second;

constexpr unsigned repeats_max = 5;
constexpr unsigned looks_max = 3;
constexpr Nanos busy_max = 2 * 3600 * second;

bool cancelled_by_another(const Error& error) {
  return equal_ignoring_case(error.code, "OperationCanceled") ||
         equal_ignoring_case(error.code, "InternalServerError");
}

/// True where a live body shows that the write has taken effect.
bool effective(const std::function<Client::Wanted(const Json*)>& still_wanted, const Json& live) {
  if (!still_wanted) return true;
  const Client::Wanted wanted = still_wanted(&live);
  return wanted && !wanted->has_value();
}

}  // namespace

WriteFlow::WriteFlow(const std::shared_ptr<Session>& session, Client::Write request,
                     Client::Watch watch, Done done)
    : session_(session),
      request_(std::move(request)),
      watch_(std::move(watch)),
      done_(std::move(done)),
      path_(arm::url_path(request_.id)),
      began_(session->now()) {
  session->recent.forget(path_);
}

void WriteFlow::begin() {
  if (watch_) watch_({.phase = Phase::sent});
  send();
}

void WriteFlow::send_after(Nanos delay) {
  const auto session = session_.lock();
  if (session) session->waits->in(delay, [self = shared_from_this()] { self->send(); });
}

void WriteFlow::send() {
  const auto session = session_.lock();
  if (!session) return;
  // ARM has been seen to replay the refusal of an earlier try that carried the same id.
  request_id_ = runtime::guid(session->env.random);
  Call call{.method = request_.method,
            .url = resource_url(*session, path_, request_.api_version, request_.parameters),
            .body = request_.body ? dump(*request_.body) : std::string(),
            .lane = erases() ? Lane::erase : Lane::write,
            .request_id = request_id_,
            .decided = std::max<Nanos>(session->now(), 1)};
  session->sender->send(std::move(call), [self = shared_from_this()](Sender::Answer answer) {
    self->on_answer(std::move(answer));
  });
}

void WriteFlow::on_answer(Sender::Answer answer) {
  if (auto* error = std::get_if<Error>(&answer)) {
    if (error->kind != ErrorKind::stale) return fail(std::move(*error));
    error->kind = ErrorKind::throttled;
    doubt_ = std::move(*error);
    return observe();
  }
  if (const auto* error = std::get_if<http::NetError>(&answer)) {
    Error what = error_of(*error, request_.method);
    const bool sent = repeat_for(request_.method, http::Reply{*error}) == Repeat::after_look;
    return sent ? on_ambiguous(std::move(what)) : fail(std::move(what));
  }
  on_response(std::get<http::Response>(answer));
}

void WriteFlow::on_response(const http::Response& answer) {
  const auto session = session_.lock();
  if (!session) return;
  if (answer.status >= 200 && answer.status < 300) return on_accepted(answer);
  if (answer.status == 404 && erases()) return finish(nullptr);
  if (answer.status == 404) return on_parent_missing(answer);
  if (answer.status == 409) return on_conflict(answer);
  Error error = session->sender->error_of(answer);
  if (repeat_for(request_.method, http::Reply{answer}) == Repeat::after_look)
    return on_ambiguous(std::move(error));
  fail(std::move(error));
}

void WriteFlow::on_accepted(const http::Response& answer) {
  const auto session = session_.lock();
  if (!session) return;
  auto parsed = parse_json(answer.body);
  const SharedJson body = parsed && parsed->is_object() ? share(*std::move(parsed)) : nullptr;
  Accepted accepted{.method = request_.method,
                    .url = resource_url(*session, path_, request_.api_version),
                    .request_id = request_id_,
                    .long_running = request_.long_running,
                    .watch = watch_};
  if (request_.still_wanted && !erases())
    accepted.shows = [self = shared_from_this()](const Json& live) { return self->shows(live); };
  std::make_shared<Operation>(session, std::move(accepted),
                              [self = shared_from_this()](Result<SharedJson> result) {
                                self->on_operation(std::move(result));
                              })
      ->begin(answer, body);
}

bool WriteFlow::shows(const Json& live) const {
  return effective(request_.still_wanted, live);
}

void WriteFlow::on_operation(Result<SharedJson> result) {
  const auto session = session_.lock();
  if (!session) return;
  if (result) return finish(*std::move(result));
  Error error = std::move(result).error();
  if (error.kind != ErrorKind::rejected || !cancelled_by_another(error) || second_try_)
    return fail(std::move(error));
  // A near-simultaneous operation takes the place of ours: one more try, once the dust has settled.
  second_try_ = true;
  doubt_ = std::move(error);
  const auto spread = static_cast<Nanos>(session->env.random.next() % 10'000);
  observe_after(5 * second + spread * runtime::millisecond);
}

/// A parent that we made a moment ago may not have arrived where the child is written.
void WriteFlow::on_parent_missing(const http::Response& answer) {
  const auto session = session_.lock();
  if (!session) return;
  const bool just_made = request_.id.parts.size() > 1 &&
                         session->recent.knows(arm::url_path(request_.id.parent()), session->now());
  if (!just_made || began_ + consistency_window < session->now())
    return fail(session->sender->error_of(answer));
  send_after(backoff(std::min(++repeats_, 4U), session->env.random));
}

// A PUT that got no answer may have been taken. Sending it again could undo a change made in
// between, so it is unknown until the resource has been observed.
void WriteFlow::on_ambiguous(Error error) {
  doubt_ = std::move(error);
  unknown_ = true;
  observe();
}

void WriteFlow::on_conflict(const http::Response& answer) {
  const auto session = session_.lock();
  if (!session) return;
  Error refusal = session->sender->error_of(answer);
  if (!Conflict::may_pass(refusal)) return fail(std::move(refusal));
  if (!conflict_) conflict_.emplace(session->now());
  conflict_->refused(refusal);
  doubt_ = std::move(refusal);
  observe();
}

// ---- looking before writing again --------------------------------------------------------------

void WriteFlow::observe_after(Nanos delay) {
  const auto session = session_.lock();
  if (session) session->waits->in(delay, [self = shared_from_this()] { self->observe(); });
}

void WriteFlow::observe() {
  const auto session = session_.lock();
  if (!session) return;
  look(session, resource_url(*session, path_, request_.api_version), Lane::read, request_id_,
       [self = shared_from_this()](Result<Sight> sight) { self->on_observed(std::move(sight)); });
}

void WriteFlow::on_observed(Result<Sight> sight) {
  const auto session = session_.lock();
  if (!session) return;
  if (!sight) {
    const ErrorKind kind = sight.error().kind;
    const bool again =
        kind != ErrorKind::cancelled && kind != ErrorKind::no_token && ++looks_failed_ < looks_max;
    if (again) return observe_after(5 * second);
    if (kind == ErrorKind::cancelled && conflict_ && !unknown_)
      return fail(std::move(sight).error());
    if (unknown_) doubt_.kind = ErrorKind::outcome_unknown;
    doubt_.context.push_back("and the look at it failed: " + sight.error().message);
    return fail(std::move(doubt_));
  }
  looks_failed_ = 0;
  const bool running =
      sight->body && arm::provisioning_state(*sight->body) == ProvisioningState::running;
  if (!running) return on_idle(sight->body);
  if (conflict_) conflict_->saw_running(session->now());
  if (session->now() - began_ > busy_max) {
    doubt_.kind = ErrorKind::outcome_unknown;
    doubt_.context.emplace_back("another operation on the resource does not end");
    return fail(std::move(doubt_));
  }
  if (watch_) {
    const Json* state = find(*sight->body, "properties.provisioningState");
    watch_({.phase = Phase::polling, .state = state->get<std::string>()});
  }
  observe_after(std::clamp((session->now() - began_) / 20, second, 15 * second));
}

/// Nothing runs on the resource. After a 409 the parent may be what is busy.
void WriteFlow::on_idle(const SharedJson& live) {
  const auto session = session_.lock();
  if (!session) return;
  if (!conflict_ || !parent_matters()) return decide(live);
  look(session, resource_url(*session, arm::url_path(request_.id.parent()), request_.api_version),
       Lane::read, request_id_, [self = shared_from_this(), live](Result<Sight> parent) {
         self->on_parent(std::move(parent), live);
       });
}

void WriteFlow::on_parent(Result<Sight> parent, const SharedJson& live) {
  const auto session = session_.lock();
  if (!session) return;
  const bool running = parent && parent->body &&
                       arm::provisioning_state(*parent->body) == ProvisioningState::running;
  if (!running) return decide(live);
  conflict_->saw_running(session->now());
  if (session->now() - began_ > busy_max) return fail(std::move(doubt_));
  observe_after(std::clamp((session->now() - began_) / 20, second, 15 * second));
}

/// The resource is at rest: has the write taken effect, or is it to be sent again?
void WriteFlow::decide(const SharedJson& live) {
  const auto session = session_.lock();
  if (!session) return;
  if (erases() && !live) return finish(nullptr);
  if (!request_.still_wanted) return repeat();
  Client::Wanted wanted = request_.still_wanted(live.get());
  if (!wanted) {
    wanted.error().context.push_back(doubt_.message);
    return fail(std::move(wanted).error());
  }
  if (*wanted) {
    request_.body = **std::move(wanted);
    return repeat();
  }
  if (!live) return on_vanished();
  // Ours or not, what was wanted is there; a failed state is what our own try came to.
  const ProvisioningState state = arm::provisioning_state(*live);
  if (state == ProvisioningState::succeeded) return finish(live);
  if (!unknown_) return repeat();
  if (watch_) watch_({.phase = Phase::accepted});
  fail(failure_of(*live));
}

/// A write that only makes sense on what exists (routing, tags): one 404 may be a read that lags.
void WriteFlow::on_vanished() {
  const auto session = session_.lock();
  if (!session) return;
  if (session->now() - began_ > consistency_window) return finish(nullptr);
  observe_after(5 * second);
}

void WriteFlow::repeat() {
  const auto session = session_.lock();
  if (!session) return;
  if (conflict_ && !unknown_) {
    if (!conflict_->worth_waiting(session->now())) return fail(std::move(doubt_));
    if (session->now() - began_ >= 5 * second)
      session->sender->notices().say(
          "conflict " + path_,
          fmt::format("{} {} is refused while something else goes on there ({}); it is tried again",
                      request_.method, path_, doubt_.code));
    return send_after(conflict_->delay());
  }
  if (++repeats_ > repeats_max) {
    doubt_.context.push_back(fmt::format("given up after {} tries", repeats_max));
    return fail(std::move(doubt_));
  }
  unknown_ = false;
  conflict_.reset();
  send_after(backoff(repeats_, session->env.random));
}

void WriteFlow::fail(Error error) {
  error.context.push_back(fmt::format("{} {}", request_.method, request_.id.text()));
  if (const Done done = std::exchange(done_, nullptr)) done(tl::unexpected(std::move(error)));
}

void WriteFlow::finish(SharedJson body) {
  const auto session = session_.lock();
  if (!session) return;
  if (erases())
    session->recent.removed(path_, session->now());
  else if (body)
    session->recent.wrote(path_, session->now(),
                          [wanted = request_.still_wanted](const Json* live) {
                            return live != nullptr && effective(wanted, *live);
                          });
  if (const Done done = std::exchange(done_, nullptr))
    done(Written{.body = std::move(body), .accepted = true});
}

}  // namespace armature::azure
