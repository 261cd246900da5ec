#include "azure/operation.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "arm/duration.hpp"
#include "arm/error_body.hpp"
#include "arm/live.hpp"
#include "azure/answer.hpp"
#include "azure/retry.hpp"

namespace armature::azure {
namespace {

using arm::ProvisioningState;
using runtime::Nanos;
using runtime::second;

/// Where the service names no limit of its own (x-ms-async-operation-timeout).
constexpr Nanos limit_default = 2 * 3600 * second;
constexpr Nanos limit_slack = 300 * second;
constexpr Nanos limit_max = 24 * 3600 * second;
/// A failed state that was there before our write may still be shown for a moment.
constexpr Nanos old_failure_window = 30 * second;
constexpr unsigned failures_max = 3;
/// Where a read once answered 404, one replica has it and others may not (invariants, I7).
constexpr unsigned good_reads_after_404 = 3;

std::string state_word(const Json& body) {
  const Json* state = find(body, "properties.provisioningState");
  return state != nullptr && state->is_string() ? state->get<std::string>() : std::string();
}

bool is_resource(const Json& body) {
  return body.contains("id") && body.contains("type");
}

}  // namespace

Error failure_of(const Json& body) {
  if (body.contains("error") && body["error"].is_object()) return arm::error_from(body, 0);
  for (const char* path : {"properties.provisioningErrors", "properties.errors"}) {
    const Json* errors = find(body, path);
    if (errors != nullptr && errors->is_array() && !errors->empty())
      return arm::error_from(errors->front(), 0);
  }
  const std::string word = state_word(body);
  return {.kind = ErrorKind::rejected,
          .message = fmt::format("the operation ended as {} and the service gave no reason",
                                 word.empty() ? "failed" : word)};
}

Operation::Operation(const std::shared_ptr<Session>& session, Accepted accepted, Done done)
    : session_(session),
      accepted_(std::move(accepted)),
      done_(std::move(done)),
      began_(session->now()),
      limit_(began_ + limit_default),
      anchor_(began_) {}

void Operation::begin(const http::Response& first, const SharedJson& body) {
  const auto session = session_.lock();
  if (!session) return;
  if (const std::string* text = http::header(first.headers, "x-ms-async-operation-timeout")) {
    if (const auto own = arm::parse_duration(*text))
      limit_ =
          began_ + std::min<Nanos>(std::chrono::nanoseconds(*own).count(), limit_max) + limit_slack;
  }
  keep_delay(first.headers);
  choose(first);
  created_later_ = first.status == 202;
  tell(Phase::accepted, body ? state_word(*body) : std::string());
  if (erases()) return mode_ == Mode::resource ? look_now() : poll_after(poll_delay(*session));
  const bool settled = settled_at_once(first, body);
  if (mode_ != Mode::resource) {
    if (!settled) return poll_after(poll_delay(*session));
    // The answer claims the end already: status and resource are asked at the same time, and both
    // must agree.
    look_early();
    return poll();
  }
  const bool proven =
      settled && !accepted_.long_running && body && (!accepted_.shows || accepted_.shows(*body));
  if (proven) return finish(body);
  if (settled) return look_now();
  look_after(poll_delay(*session));
}

bool Operation::settled_at_once(const http::Response& first, const SharedJson& body) const {
  if (first.status == 202 || !body) return first.status == 204;
  if (!state_word(*body).empty())
    return arm::provisioning_state(*body) == ProvisioningState::succeeded;
  return first.status == 200 || !accepted_.long_running;
}

void Operation::choose(const http::Response& first) {
  if (adopt(http::header(first.headers, "Azure-AsyncOperation"), Mode::status)) return;
  adopt(http::header(first.headers, "Location"), Mode::location);
}

/// A URL on another host gets no token and therefore no request: the resource itself is asked
/// instead.
bool Operation::adopt(const std::string* url, Mode mode) {
  const auto session = session_.lock();
  if (url == nullptr || url->empty() || !session) return false;
  const auto absolute = session->sender->authorise(*url);
  if (!absolute) {
    session->sender->notices().say(
        "foreign " + accepted_.url,
        fmt::format("the address of the operation on {} lies on another host ({}), which gets no "
                    "token; the resource itself is asked instead",
                    without_query(accepted_.url), http::parse_url(*url).origin));
    return false;
  }
  mode_ = mode;
  poll_url_ = *absolute;
  operation_ = without_query(poll_url_);
  return true;
}

void Operation::keep_delay(const http::Headers& headers) {
  const auto session = session_.lock();
  if (session) asked_delay_ = retry_after(headers, session->env.wall.utc_seconds()).value_or(0);
}

Nanos Operation::poll_delay(const Session& session) const {
  if (asked_delay_ > 0) return std::clamp(asked_delay_, second, retry_after_max);
  return std::clamp((session.now() - began_) / 20, second, 15 * second);
}

bool Operation::out_of_time() {
  const auto session = session_.lock();
  if (!session || session->now() < limit_) return false;
  fail({.kind = ErrorKind::outcome_unknown,
        .message = fmt::format("still running after {} minutes", (limit_ - began_) / second / 60),
        .remedy = "run again later: it joins the operation if that still runs"});
  return true;
}

void Operation::tell(Phase phase, std::string state) {
  if (accepted_.watch)
    accepted_.watch({.phase = phase, .state = std::move(state), .operation = operation_});
}

// ---- the status URL and the Location ---------------------------------------------------------

void Operation::poll_after(Nanos delay) {
  const auto session = session_.lock();
  if (!session || out_of_time()) return;
  // At the limit the wait ends, not the service's wish to be left alone until then.
  session->waits->in(std::min(delay, limit_ - session->now()), [self = shared_from_this()] {
    if (!self->out_of_time()) self->poll();
  });
}

void Operation::poll() {
  const auto session = session_.lock();
  if (!session) return;
  const Expect expect = mode_ == Mode::status ? Expect::object : Expect::anything;
  fetch(
      session, poll_url_, Lane::poll, accepted_.request_id, expect,
      [self = shared_from_this()](Result<Fetched> fetched) { self->on_poll(std::move(fetched)); });
}

void Operation::on_poll(Result<Fetched> fetched) {
  if (!fetched) {
    const ErrorKind kind = fetched.error().kind;
    if (kind == ErrorKind::cancelled || kind == ErrorKind::no_token)
      return fail(std::move(fetched).error());
    return on_poll_failed();
  }
  if (!fetched->good()) return on_poll_refused(fetched->answer);
  keep_delay(fetched->answer.headers);
  if (mode_ == Mode::status) return on_status(fetched->body);
  failures_ = 0;
  on_location(*fetched);
}

void Operation::on_poll_refused(const http::Response& answer) {
  const int status = answer.status;
  const bool transient = status == 408 || status == 429 || status >= 500;
  const bool url_lost = status == 404 || status == 405 || status == 410;
  if (mode_ == Mode::location && !transient && !url_lost) {
    const auto session = session_.lock();
    if (session) fail(session->sender->error_of(answer));
    return;
  }
  // Reading the status failed, not the operation.
  if (transient) return on_poll_failed();
  mode_ = Mode::resource;
  look_after(second);
}

void Operation::on_poll_failed() {
  const auto session = session_.lock();
  if (!session) return;
  if (++failures_ >= failures_max) {
    mode_ = Mode::resource;
    failures_ = 0;
    return look_after(second);
  }
  poll_after(poll_delay(*session));
}

void Operation::on_status(const SharedJson& body) {
  if (!body) return on_poll_failed();
  const auto status = body->find("status");
  ProvisioningState state = ProvisioningState::running;
  std::string word;
  if (status != body->end() && status->is_string()) {
    word = status->get<std::string>();
    state = arm::parse_state(word);
  } else if (is_resource(*body)) {
    word = state_word(*body);
    state = arm::provisioning_state(*body);
  } else {
    return on_poll_failed();
  }
  if (state == ProvisioningState::running) return on_running(std::move(word));
  if (state == ProvisioningState::succeeded) return on_told();
  ended_badly(body);
}

void Operation::on_location(const Fetched& fetched) {
  const std::string* next = http::header(fetched.answer.headers, "Location");
  if (next != nullptr && !adopt(next, Mode::location)) {
    mode_ = Mode::resource;
    return look_after(second);
  }
  if (fetched.answer.status == 202) return on_running({});
  if (!fetched.body) return on_told();
  switch (arm::provisioning_state(*fetched.body)) {
    case ProvisioningState::running:
      return on_running(state_word(*fetched.body));
    case ProvisioningState::succeeded:
      return on_told();
    case ProvisioningState::failed:
    case ProvisioningState::canceled:
      return ended_badly(fetched.body);
  }
}

void Operation::on_running(std::string state) {
  const auto session = session_.lock();
  if (!session) return;
  failures_ = 0;
  running_seen_ = true;
  early_.reset();
  early_pending_ = false;
  anchor_ = session->now();
  tell(Phase::polling, std::move(state));
  poll_after(poll_delay(*session));
}

void Operation::on_told() {
  const auto session = session_.lock();
  if (!session) return;
  told_ = true;
  anchor_ = session->now();
  tell(Phase::verifying);
  if (early_) return on_look(*std::exchange(early_, std::nullopt));
  if (early_pending_) {
    early_awaited_ = true;
    return;
  }
  look_now();
}

// ---- the resource itself ---------------------------------------------------------------------

void Operation::look_after(Nanos delay) {
  const auto session = session_.lock();
  if (!session || out_of_time()) return;
  session->waits->in(std::min(delay, limit_ - session->now()), [self = shared_from_this()] {
    if (!self->out_of_time()) self->look_now();
  });
}

void Operation::look_now() {
  const auto session = session_.lock();
  if (!session) return;
  look(session, accepted_.url, Lane::poll, accepted_.request_id,
       [self = shared_from_this()](Result<Sight> sight) { self->on_look(std::move(sight)); });
}

void Operation::look_early() {
  const auto session = session_.lock();
  if (!session) return;
  early_pending_ = true;
  look(session, accepted_.url, Lane::poll, accepted_.request_id,
       [self = shared_from_this()](Result<Sight> sight) {
         if (!self->early_pending_) return;
         self->early_pending_ = false;
         if (self->early_awaited_) return self->on_look(std::move(sight));
         self->early_ = std::move(sight);
       });
}

void Operation::on_look(Result<Sight> sight) {
  if (!sight) return on_look_failed(std::move(sight).error());
  failures_ = 0;
  if (!sight->body) return erases() ? finish(SharedJson{}) : on_gone();
  if (erases()) return on_present_after_delete(*sight->body);
  on_there(sight->body);
}

void Operation::on_look_failed(Error error) {
  const auto session = session_.lock();
  if (!session) return;
  if (error.kind == ErrorKind::cancelled || error.kind == ErrorKind::no_token)
    return fail(std::move(error));
  // Rights to a new resource may arrive later than the resource.
  const bool settling = error.status == 403 && !window_over(*session);
  if (!settling && ++failures_ >= failures_max) {
    error.kind = ErrorKind::outcome_unknown;
    return fail(std::move(error));
  }
  look_again();
}

bool Operation::window_over(const Session& session) const {
  return session.now() - anchor_ > consistency_window;
}

void Operation::look_again() {
  ++old_reads_;
  look_after(std::min(second << std::min(old_reads_ - 1, 4U), 10 * second));
}

void Operation::on_gone() {
  const auto session = session_.lock();
  if (!session) return;
  absent_seen_ = true;
  good_reads_ = 0;
  if (created_later_ && !told_) return look_after(poll_delay(*session));
  if (!window_over(*session)) return look_again();
  fail({.kind = ErrorKind::rejected,
        .message = "the service accepted the write and shows no such resource",
        .status = 404});
}

void Operation::on_there(const SharedJson& body) {
  const auto session = session_.lock();
  if (!session) return;
  const ProvisioningState state = arm::provisioning_state(*body);
  if (state == ProvisioningState::running) {
    running_seen_ = true;
    anchor_ = session->now();
    old_reads_ = 0;
    tell(told_ ? Phase::verifying : Phase::polling, state_word(*body));
    return look_after(poll_delay(*session));
  }
  const bool over = window_over(*session);
  if (state != ProvisioningState::succeeded) {
    const bool believed =
        told_ ? over : running_seen_ || session->now() - anchor_ > old_failure_window;
    return believed ? ended_badly(body) : look_again();
  }
  // After the window whatever is there is the result; whether it is what was wanted, the caller
  // proves.
  const bool shows = !accepted_.shows || accepted_.shows(*body);
  if (!shows && !over) return look_again();
  const unsigned wanted = absent_seen_ && !over ? good_reads_after_404 : 1;
  if (++good_reads_ >= wanted) return finish(body);
  look_after(second);
}

void Operation::on_present_after_delete(const Json& body) {
  const auto session = session_.lock();
  if (!session) return;
  const ProvisioningState state = arm::provisioning_state(body);
  if (state == ProvisioningState::running) {
    anchor_ = session->now();
    old_reads_ = 0;
    tell(Phase::polling, state_word(body));
    return look_after(poll_delay(*session));
  }
  if (!window_over(*session)) return look_again();
  if (state != ProvisioningState::succeeded) return ended_badly(share(body));
  fail({.kind = ErrorKind::rejected,
        .message = "the service accepted the delete and still shows the resource"});
}

// ---- the end ---------------------------------------------------------------------------------

void Operation::ended_badly(const SharedJson& body) {
  const auto session = session_.lock();
  if (!session) return;
  const bool said = body->contains("error") || is_resource(*body);
  if (said) return fail(failure_of(*body));
  // The operation gave no reason: the resource may.
  look(session, accepted_.url, Lane::poll, accepted_.request_id,
       [self = shared_from_this(), body](Result<Sight> sight) {
         self->fail(failure_of(sight && sight->body ? *sight->body : *body));
       });
}

void Operation::fail(Error error) {
  // What was not sent is a poll: the write was.
  if (error.kind == ErrorKind::cancelled) error.message = "the run ended before the operation did";
  error.message = scrub(std::move(error.message), {});
  if (!operation_.empty()) error.context.push_back("operation " + operation_);
  finish(tl::unexpected(std::move(error)));
}

void Operation::finish(Result<SharedJson> result) {
  if (const Done done = std::exchange(done_, nullptr)) done(std::move(result));
}

}  // namespace armature::azure
