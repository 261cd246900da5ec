#include "azure/sender.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include <fmt/core.h>

#include "azure/answer.hpp"
#include "azure/retry.hpp"
#include "http/transport.hpp"

namespace armature::azure {
namespace {

constexpr runtime::Nanos never = std::numeric_limits<runtime::Nanos>::max();
constexpr runtime::Nanos read_timeout = 60 * runtime::second;
/// ARM itself gives up after 60 s and answers 504: a little more, so that its answer is seen.
constexpr runtime::Nanos write_timeout = 90 * runtime::second;
constexpr runtime::Nanos grace_after_stop = 10 * runtime::second;
/// A write is decided on what the resource was; after this long it may be something else.
constexpr runtime::Nanos young_max = 30 * runtime::second;
constexpr unsigned reads_max = 64;
constexpr std::int64_t repeat_cost = 10;
/// From here on people are told what is being waited for.
constexpr runtime::Nanos silence_max = 10 * runtime::second;
constexpr runtime::Nanos pause_told = 5 * runtime::second;
constexpr unsigned repeats_told = 3;

Error interrupted() {
  return {.kind = ErrorKind::cancelled, .message = "not sent: the run is being interrupted"};
}

/// "GET /subscriptions/..."
std::string what_of(const Call& call) {
  return call.method + " " + without_query(call.url);
}

/// A server that sends back the token it was given must not bring it into a plan, an error or a
/// URL that is followed.
void take_out(http::Response& answer, const std::string& token) {
  for (auto& [name, value] : answer.headers) hide_all(value, token);
  hide_all(answer.body, token);
}

bool writes(Lane lane) {
  return lane == Lane::write || lane == Lane::erase;
}

}  // namespace

struct Sender::Pending {
  Call call;
  Done done;
  std::uint64_t serial = 0;
  unsigned repeats = 0;
  bool token_renewed = false;
  std::string token;
};

// The service's own buckets (arm-protocol section 8), a little below: a burst that arrives late
// would otherwise overlap with what was sent after it.
Sender::Sender(runtime::Env& env, Endpoint endpoint, TokenSource& tokens,
               std::string correlation_id)
    : env_(env),
      origin_(http::parse_url(endpoint.origin).origin),
      paced_(endpoint.paced),
      tokens_(tokens),
      correlation_id_(std::move(correlation_id)),
      waits_(env.loop),
      notices_(env),
      pacers_{Pacer{240, 25}, Pacer{190, 10}, Pacer{190, 10}},
      polls_(20, 20),
      wake_at_(never) {}

Sender::~Sender() {
  env_.loop.cancel(silence_);
  env_.loop.cancel(grace_);
}

std::size_t Sender::class_of(Lane lane) {
  switch (lane) {
    case Lane::write:
      return 1;
    case Lane::erase:
      return 2;
    case Lane::read:
    case Lane::poll:
      return 0;
  }
  return 0;
}

std::optional<std::string> Sender::authorise(std::string_view url) const {
  const bool relative = url.starts_with('/') && !url.starts_with("//");
  std::string absolute = relative ? origin_ + std::string(url) : std::string(url);
  const std::string origin = http::parse_url(absolute).origin;
  if (origin.empty() || origin != origin_) return std::nullopt;
  return absolute;
}

Error Sender::error_of(const http::Response& answer) const {
  return azure::error_of(answer, {last_token_, refused_token_});
}

void Sender::send(Call call, Done done) {
  auto pending = std::make_shared<Pending>();
  pending->call = std::move(call);
  pending->done = std::move(done);
  pending->serial = ++last_serial_;
  ++repeats_left_;
  if (!authorise(pending->call.url)) {
    finish_later(pending, {.kind = ErrorKind::internal,
                           .message = "a request was about to leave for a host that is not ARM"});
    return;
  }
  enqueue(std::move(pending));
}

void Sender::enqueue(Shared pending) {
  if (stopping_) {
    finish_later(pending, interrupted());
    return;
  }
  queues_[static_cast<std::size_t>(pending->call.lane)].push_back(std::move(pending));
  pump();
}

runtime::Nanos Sender::ready_at(Lane lane) const {
  const std::size_t its_class = class_of(lane);
  runtime::Nanos at = paused_until_[its_class];
  if (paced_) at = std::max(at, pacers_[its_class].ready_at());
  if (paced_ && lane == Lane::poll) at = std::max(at, polls_.ready_at());
  return at;
}

void Sender::take(Lane lane) {
  const runtime::Nanos now = env_.loop.now();
  pacers_[class_of(lane)].take(now);
  if (lane == Lane::poll) polls_.take(now);
}

void Sender::pump() {
  runtime::Nanos wake = never;
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    while (pump_lane(lane, wake)) {
    }
  }
  if (wake >= wake_at_) return;  // one timer at a time: a long queue must not grow a crowd of them
  wake_at_ = wake;
  waits_.in(wake - env_.loop.now(), [this, wake] {
    if (wake_at_ == wake) wake_at_ = never;
    pump();
  });
}

/// Starts the first of a lane if it may start; `wake` becomes the earliest time at which waiting
/// helps.
bool Sender::pump_lane(std::size_t index, runtime::Nanos& wake) {
  auto& queue = queues_[index];
  if (queue.empty()) return false;
  const Lane lane = static_cast<Lane>(index);
  const runtime::Nanos ready = ready_at(lane);
  const runtime::Nanos now = env_.loop.now();
  if (ready > now + retry_after_max) {
    const Shared refused = queue.front();
    queue.pop_front();
    finish_later(refused, {.kind = ErrorKind::throttled,
                           .message = "the service asks to wait for more than ten minutes",
                           .remedy = "run again later; fewer runs at once help"});
    return true;
  }
  const bool room = writes(lane) ? writes_in_flight_ < writes_max_ : reads_in_flight_ < reads_max;
  if (!room) return false;
  if (ready > now) {
    wake = std::min(wake, ready);
    return false;
  }
  const Shared next = queue.front();
  queue.pop_front();
  if (too_old(next->call)) {
    finish_later(next, {.kind = ErrorKind::stale,
                        .message = "the service asked for a pause, and the write has aged in it"});
    return true;
  }
  take(lane);
  ++(writes(lane) ? writes_in_flight_ : reads_in_flight_);
  in_flight_[next->serial] = next;
  start(next);
  return true;
}

bool Sender::too_old(const Call& call) const {
  return call.decided > 0 && env_.loop.now() - call.decided > young_max;
}

void Sender::start(const Shared& pending) {
  tokens_.token([weak = weak_from_this(), pending](Result<std::string> token) {
    const auto self = weak.lock();
    if (!self) return;
    if (!token) return self->finish(pending, std::move(token).error());
    if (self->stopping_) return self->finish(pending, interrupted());
    // The service may have asked for a pause while the token was fetched.
    if (self->paused_until_[class_of(pending->call.lane)] > self->env_.loop.now())
      return self->put_back(pending);
    self->dispatch(pending, *std::move(token));
  });
}

http::Request Sender::request_of(const Call& call) const {
  http::Request request{.method = call.method, .url = call.url, .body = call.body};
  request.timeout = writes(call.lane) ? write_timeout : read_timeout;
  request.headers = {{"Accept", "application/json"},
                     {"Accept-Language", "en-US"},
                     {"x-ms-client-request-id", call.request_id},
                     {"x-ms-correlation-request-id", correlation_id_},
                     {"x-ms-return-client-request-id", "true"}};
  if (!call.body.empty())
    request.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
  return request;
}

void Sender::dispatch(const Shared& pending, std::string token) {
  http::Request request = request_of(pending->call);
  request.headers.emplace_back("Authorization", "Bearer " + token);
  last_token_ = token;
  pending->token = std::move(token);
  watch_silence();
  env_.net.send(std::move(request), [weak = weak_from_this(), pending](http::Reply reply) {
    if (const auto self = weak.lock()) self->on_reply(pending, std::move(reply));
  });
}

/// One timer for all that is on the wire.
void Sender::watch_silence() {
  if (silence_ != 0) return;
  heard_at_ = env_.loop.now();
  silence_ = env_.loop.after(silence_max, [this] { on_silence(); });
}

void Sender::on_silence() {
  silence_ = 0;
  if (in_flight_.empty() || stopping_) return;
  const runtime::Nanos silent = env_.loop.now() - heard_at_;
  if (silent >= silence_max) {
    const std::string others =
        in_flight_.size() == 1 ? "" : fmt::format(" and {} more", in_flight_.size() - 1);
    notices_.say("silence", fmt::format("no answer from {} for {} s; waiting for {}{}", origin_,
                                        silent / runtime::second,
                                        what_of(in_flight_.begin()->second->call), others));
  }
  const runtime::Nanos next = silent >= silence_max ? silence_max : silence_max - silent;
  silence_ = env_.loop.after(next, [this] { on_silence(); });
}

void Sender::on_reply(const Shared& pending, http::Reply reply) {
  if (!pending->done) return;  // answered for by stop() already
  heard_at_ = env_.loop.now();
  if (auto* answer = std::get_if<http::Response>(&reply)) {
    take_out(*answer, pending->token);
    note_limits(pending->call.lane, *answer);
    if (answer->status == 401 && renew_token(pending)) return;
  }
  if (repeat(pending, reply)) return;
  if (auto* error = std::get_if<http::NetError>(&reply)) return finish(pending, *error);
  finish(pending, std::get<http::Response>(std::move(reply)));
}

/// A 401 means that nothing was done: one more try with a new token, before all that waits, but not
/// before its class may send again.
bool Sender::renew_token(const Shared& pending) {
  if (pending->token_renewed || stopping_) return false;
  pending->token_renewed = true;
  // Requests that were refused together must not each throw away the token that the first of them
  // obtained.
  if (pending->token != refused_token_) tokens_.invalidate();
  refused_token_ = pending->token;
  put_back(pending);
  return true;
}

/// To the front of its queue: it has waited its turn already.
void Sender::put_back(const Shared& pending) {
  release(pending);
  queues_[static_cast<std::size_t>(pending->call.lane)].push_front(pending);
  pump();
}

void Sender::release(const Shared& pending) {
  if (in_flight_.erase(pending->serial) > 0)
    --(writes(pending->call.lane) ? writes_in_flight_ : reads_in_flight_);
  if (in_flight_.empty()) env_.loop.cancel(std::exchange(silence_, 0));
}

void Sender::note_limits(Lane lane, const http::Response& answer) {
  const std::size_t its_class = class_of(lane);
  const runtime::Nanos now = env_.loop.now();
  constexpr std::array<const char*, classes> names = {
      "x-ms-ratelimit-remaining-subscription-reads", "x-ms-ratelimit-remaining-subscription-writes",
      "x-ms-ratelimit-remaining-subscription-deletes"};
  if (const std::string* text = http::header(answer.headers, names[its_class])) {
    std::int64_t left = 0;
    const auto parsed = std::from_chars(text->data(), text->data() + text->size(), left);
    if (parsed.ec == std::errc{} && left >= 0) pacers_[its_class].left(now, left);
  }
  if (answer.status != 429 && answer.status != 503) return;
  if (answer.status == 429) pacers_[its_class].left(now, 0);
  note_pause(its_class, answer);
}

void Sender::note_pause(std::size_t its_class, const http::Response& answer) {
  const auto wait = retry_after(answer.headers, env_.wall.utc_seconds());
  if (!wait) return;
  paused_until_[its_class] = std::max(paused_until_[its_class], env_.loop.now() + *wait);
  if (*wait < pause_told || *wait > retry_after_max) return;  // longer ends in an error
  constexpr std::array<const char*, classes> words = {"reading", "writing", "deleting"};
  notices_.say(fmt::format("pause {}", its_class),
               fmt::format("{} answers {} and asks for a pause: {} goes on {}", origin_,
                           answer.status, words[its_class], notices_.in(*wait)));
}

void Sender::tell_repeat(const Pending& pending, const http::Reply& reply, runtime::Nanos delay) {
  if (pending.repeats < repeats_told) return;
  const auto* answer = std::get_if<http::Response>(&reply);
  const std::string trouble = answer != nullptr
                                  ? fmt::format("answered {}", answer->status)
                                  : azure::error_of(std::get<http::NetError>(reply), "GET").message;
  notices_.say("repeat: " + trouble,
               fmt::format("{}: {}; try {} of {} {}", what_of(pending.call), trouble,
                           pending.repeats + 1, retries_max + 1, notices_.in(delay)));
}

bool Sender::repeat(const Shared& pending, const http::Reply& reply) {
  if (stopping_ || pending->repeats >= retries_max) return false;
  if (repeat_for(pending->call.method, reply) != Repeat::freely) return false;
  const auto* answer = std::get_if<http::Response>(&reply);
  const bool told = answer != nullptr && answer->status == 429;
  // Where the service is ill and not just busy, repeats must not multiply its load.
  if (!told && repeats_left_ < repeat_cost) return false;
  if (!told) repeats_left_ -= repeat_cost;
  ++pending->repeats;
  release(pending);
  const auto asked =
      answer == nullptr ? std::nullopt : retry_after(answer->headers, env_.wall.utc_seconds());
  // The pause of the whole class holds it back where Retry-After was given; the rest spreads a
  // herd.
  const runtime::Nanos delay =
      asked ? std::min(*asked, retry_after_max) +
                  static_cast<runtime::Nanos>(env_.random.next() % 1000) * runtime::millisecond
            : backoff(pending->repeats, env_.random);
  if (!asked) tell_repeat(*pending, reply, delay);
  waits_.in(delay, [this, pending] { enqueue(pending); });
  pump();
  return true;
}

void Sender::finish(const Shared& pending, Answer answer) {
  if (!pending->done) return;
  const Done done = std::exchange(pending->done, nullptr);
  release(pending);
  const auto self = shared_from_this();  // `done` may destroy the client
  pump();
  done(std::move(answer));
}

void Sender::finish_later(const Shared& pending, Error error) {
  waits_.in(0, [this, pending, error = std::move(error)] { finish(pending, error); });
}

void Sender::stop() {
  if (stopping_) return;
  stopping_ = true;
  for (auto& queue : queues_) {
    for (const Shared& pending : std::exchange(queue, {})) finish_later(pending, interrupted());
  }
  waits_.hurry();
  grace_ = env_.loop.after(grace_after_stop, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    const auto unanswered = self->in_flight_;
    for (const auto& [serial, pending] : unanswered)
      self->finish(pending, http::NetError::timeout_sent);
  });
}

}  // namespace armature::azure
