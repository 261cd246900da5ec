#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "azure/client.hpp"
#include "azure/notices.hpp"
#include "azure/pacer.hpp"
#include "azure/waits.hpp"
#include "http/message.hpp"
#include "runtime/env.hpp"

namespace armature::azure {

/// Who goes first where requests have to queue. Reads and polls draw from one bucket of the
/// service.
enum class Lane : std::uint8_t { write, erase, read, poll };

struct Call {
  std::string method;
  std::string url;  ///< absolute, at the configured origin: see Sender::authorise
  std::string body = {};
  Lane lane = Lane::read;
  std::string
      request_id;  ///< x-ms-client-request-id: one per logical call, a new one for a repeated write
  /// When the body was decided. Where it gets too old before it can be sent (a pause of minutes),
  /// the call ends in ErrorKind::stale instead, nothing sent. 0: it does not age.
  runtime::Nanos decided = 0;
};

/// The one place where requests to ARM leave: token and headers, how many at once and how fast,
/// pauses the service asks for, and the repeats that need no look first. What is ambiguous
/// (Repeat::after_look) goes back to the caller.
class Sender : public std::enable_shared_from_this<Sender> {
 public:
  using Answer = std::variant<http::Response, http::NetError, Error>;
  using Done = std::function<void(Answer)>;

  Sender(runtime::Env& env, Endpoint endpoint, TokenSource& tokens, std::string correlation_id);
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  /// `done` comes later, once; not at all if the sender is gone by then.
  void send(Call call, Done done);
  /// The URL to use, if the token may go there: relative ones are ours, foreign ones are nullopt
  /// (arm-protocol 3.6).
  std::optional<std::string> authorise(std::string_view url) const;
  const std::string& origin() const { return origin_; }
  /// The error of an answer, without our token should the service echo it.
  Error error_of(const http::Response& answer) const;
  /// For people who wait.
  Notices& notices() { return notices_; }
  void limit_writes(unsigned in_flight_max) {
    writes_max_ = in_flight_max == 0 ? 1 : in_flight_max;
  }

  /// Nothing more is started. What is on the wire may answer for ten more seconds.
  void stop();

 private:
  struct Pending;
  using Shared = std::shared_ptr<Pending>;

  void enqueue(Shared pending);
  void pump();
  bool pump_lane(std::size_t lane, runtime::Nanos& wake);
  void start(const Shared& pending);
  bool too_old(const Call& call) const;
  void dispatch(const Shared& pending, std::string token);
  void on_reply(const Shared& pending, http::Reply reply);
  void watch_silence();
  void on_silence();
  bool renew_token(const Shared& pending);
  void put_back(const Shared& pending);
  void release(const Shared& pending);
  bool repeat(const Shared& pending, const http::Reply& reply);
  void tell_repeat(const Pending& pending, const http::Reply& reply, runtime::Nanos delay);
  void note_limits(Lane lane, const http::Response& answer);
  void note_pause(std::size_t its_class, const http::Response& answer);
  runtime::Nanos ready_at(Lane lane) const;
  void take(Lane lane);
  void finish(const Shared& pending, Answer answer);
  void finish_later(const Shared& pending, Error error);
  http::Request request_of(const Call& call) const;

  static constexpr std::size_t lanes = 4;
  static constexpr std::size_t classes = 3;  ///< reads, writes, deletes: as the service counts
  static std::size_t class_of(Lane lane);

  runtime::Env& env_;
  std::string origin_;
  bool paced_;
  TokenSource& tokens_;
  std::string correlation_id_;
  Waits waits_;
  Notices notices_;
  std::string last_token_;
  std::string refused_token_;
  std::array<std::deque<Shared>, lanes> queues_;
  std::array<Pacer, classes> pacers_;
  Pacer polls_;
  std::array<runtime::Nanos, classes> paused_until_ = {};
  runtime::Nanos wake_at_;
  std::map<std::uint64_t, Shared> in_flight_;
  unsigned reads_in_flight_ = 0;
  unsigned writes_in_flight_ = 0;
  unsigned writes_max_ = 64;
  std::uint64_t last_serial_ = 0;
  std::int64_t repeats_left_ =
      50 * 10;                   ///< in tenths: each request earns one, each repeat costs ten
  runtime::Nanos heard_at_ = 0;  ///< the last answer, or the first request after a rest
  runtime::TimerId silence_ = 0;
  runtime::TimerId grace_ = 0;
  bool stopping_ = false;
};

}  // namespace armature::azure
