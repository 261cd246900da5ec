#include "azure/blob_sender.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

#include <fmt/core.h>

#include "azure/answer.hpp"
#include "azure/notices.hpp"
#include "azure/retry.hpp"
#include "http/transport.hpp"

namespace armature::azure {
namespace {

constexpr std::size_t calls_max = 16;
constexpr std::size_t bytes_max = 64U << 20U;
/// A stalled transfer is the transport's to notice; this bounds a slow one.
constexpr runtime::Nanos call_timeout = 600 * runtime::second;
constexpr runtime::Nanos grace_after_stop = 10 * runtime::second;
/// From here on people are told what is being waited for.
constexpr runtime::Nanos wait_told = 5 * runtime::second;

Error stopped_error() {
  return {.kind = ErrorKind::cancelled, .message = "not sent: the run is being interrupted"};
}

}  // namespace

struct BlobSender::State : std::enable_shared_from_this<BlobSender::State> {
  explicit State(runtime::Env& its_env) : env(its_env), waits(its_env.loop), notices(its_env) {}
  ~State() { env.loop.cancel(grace); }
  struct Pending {
    BlobCall call;
    Done done;
    unsigned repeats = 0;
    std::uint64_t serial = 0;
  };
  using Shared = std::shared_ptr<Pending>;

  void enqueue(Shared pending);
  void pump();
  bool room_for(const Pending& next) const;
  void start(const Shared& pending);
  void on_reply(const Shared& pending, http::Reply reply);
  void note_pause(const http::Reply& reply);
  void tell_repeat(const Pending& pending, runtime::Nanos delay);
  bool repeat(const Shared& pending, const http::Reply& reply);
  void finish(const Shared& pending, Result<http::Response> result);
  void finish_later(const Shared& pending, Error error);
  void release(const Shared& pending);
  void stop();

  runtime::Env& env;
  Waits waits;
  Notices notices;
  std::deque<Shared> queue;
  std::map<std::uint64_t, Shared> in_flight;
  std::uint64_t last_serial = 0;
  std::size_t bytes = 0;
  runtime::Nanos paused_until = 0;  ///< the account asked for it: that holds for all requests
  bool pause_waits = false;
  runtime::TimerId grace = 0;
  bool stopping = false;
};

void BlobSender::State::enqueue(Shared pending) {
  if (stopping) return finish_later(pending, stopped_error());
  queue.push_back(std::move(pending));
  pump();
}

bool BlobSender::State::room_for(const Pending& next) const {
  return in_flight.size() < calls_max && (bytes == 0 || bytes + next.call.bytes <= bytes_max);
}

void BlobSender::State::pump() {
  if (queue.empty()) return;
  if (paused_until > env.loop.now()) {
    if (std::exchange(pause_waits, true)) return;
    waits.in(paused_until - env.loop.now(), [this] {
      pause_waits = false;
      pump();
    });
    return;
  }
  while (!queue.empty() && room_for(*queue.front())) {
    const Shared next = queue.front();
    queue.pop_front();
    next->serial = ++last_serial;
    in_flight[next->serial] = next;
    bytes += next->call.bytes;
    start(next);
  }
}

void BlobSender::State::start(const Shared& pending) {
  http::Request request = pending->call.request;
  request.timeout = call_timeout;
  if (pending->call.body) {
    auto body = pending->call.body();
    if (!body) return finish_later(pending, std::move(body).error());
    request.body = *std::move(body);
  }
  authorise(request, *pending->call.access, env.wall.utc_seconds());
  env.net.send(std::move(request), [weak = weak_from_this(), pending](http::Reply reply) {
    if (const auto self = weak.lock()) self->on_reply(pending, std::move(reply));
  });
}

void BlobSender::State::note_pause(const http::Reply& reply) {
  const auto* answer = std::get_if<http::Response>(&reply);
  if (answer == nullptr || (answer->status != 429 && answer->status != 503)) return;
  const auto asked = retry_after(answer->headers, env.wall.utc_seconds()).value_or(0);
  const runtime::Nanos wait = std::min(asked, retry_after_max);
  paused_until = std::max(paused_until, env.loop.now() + wait);
  if (wait >= wait_told)
    notices.say("pause", fmt::format("the storage account answers {} and asks for a pause: the "
                                     "upload goes on {}",
                                     answer->status, notices.in(wait)));
}

void BlobSender::State::tell_repeat(const Pending& pending, runtime::Nanos delay) {
  if (delay < wait_told) return;
  notices.say("repeat",
              fmt::format("{} {} does not succeed; try {} of {} {}", pending.call.request.method,
                          without_query(pending.call.request.url), pending.repeats + 1,
                          retries_max + 1, notices.in(delay)));
}

void BlobSender::State::on_reply(const Shared& pending, http::Reply reply) {
  note_pause(reply);
  if (!pending->done || repeat(pending, reply)) return;
  if (const auto* error = std::get_if<http::NetError>(&reply)) {
    Error what =
        error_of(*error, "GET");  // a repeat puts the same bytes: nothing about it is unknown
    return finish(pending,
                  tl::unexpected(std::move(what).in(without_query(pending->call.request.url))));
  }
  finish(pending, std::get<http::Response>(std::move(reply)));
}

bool BlobSender::State::repeat(const Shared& pending, const http::Reply& reply) {
  if (stopping || pending->repeats >= retries_max ||
      repeat_for(pending->call.request.method, reply) == Repeat::no)
    return false;
  ++pending->repeats;
  release(pending);
  const runtime::Nanos delay = backoff(pending->repeats, env.random);
  tell_repeat(*pending, delay);
  waits.in(delay, [this, pending] { enqueue(pending); });
  pump();
  return true;
}

void BlobSender::State::finish(const Shared& pending, Result<http::Response> result) {
  const Done done = std::exchange(pending->done, nullptr);
  if (!done) return;
  const auto self = shared_from_this();  // `done` may destroy the uploader
  release(pending);
  pump();
  done(std::move(result));
}

void BlobSender::State::release(const Shared& pending) {
  if (in_flight.erase(pending->serial) > 0) bytes -= pending->call.bytes;
}

void BlobSender::State::finish_later(const Shared& pending, Error error) {
  waits.in(0,
           [this, pending, error = std::move(error)] { finish(pending, tl::unexpected(error)); });
}

void BlobSender::State::stop() {
  if (std::exchange(stopping, true)) return;
  for (const Shared& pending : std::exchange(queue, {})) finish_later(pending, stopped_error());
  waits.hurry();
  grace = env.loop.after(grace_after_stop, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    const auto unanswered = self->in_flight;
    for (const auto& [serial, pending] : unanswered)
      self->finish(pending, tl::unexpected(stopped_error()));
  });
}

BlobSender::BlobSender(runtime::Env& env) : state_(std::make_shared<State>(env)) {}

BlobSender::~BlobSender() = default;

void BlobSender::send(BlobCall call, Done done) {
  auto pending = std::make_shared<State::Pending>();
  pending->call = std::move(call);
  pending->done = std::move(done);
  state_->enqueue(std::move(pending));
}

void BlobSender::stop() {
  state_->stop();
}

Error blob_error(const http::Response& answer, const std::string& url) {
  const bool busy = answer.status == 429 || answer.status == 503;
  Error error{.kind = busy ? ErrorKind::throttled : ErrorKind::rejected,
              .message = {},
              .status = answer.status,
              .ids = ids_of(answer.headers)};
  constexpr std::size_t code_max = 64;
  const std::string* code = http::header(answer.headers, "x-ms-error-code");
  const auto letter = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  if (code != nullptr && code->size() <= code_max && std::ranges::all_of(*code, letter))
    error.code = *code;
  error.message = fmt::format("the storage account answered {}{}{}", answer.status,
                              error.code.empty() ? "" : " ", error.code);
  if (answer.status == 403)
    error.remedy =
        "the account's firewall, its key access or the rights of this identity may forbid it";
  error.context.push_back("writing " + without_query(url));
  return error;
}

}  // namespace armature::azure
