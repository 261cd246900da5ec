#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "arm/live.hpp"
#include "azure/client.hpp"
#include "http/transport.hpp"
#include "runtime/env.hpp"
#include "support/virtual_loop.hpp"

/// A service that answers what a test tells it to, in virtual time.
namespace armature::support {

using runtime::Nanos;
using runtime::second;

inline http::Response answer(int status, const Json& body = Json(), http::Headers headers = {}) {
  return {.status = status,
          .headers = std::move(headers),
          .body = body.is_null() ? std::string() : body.dump()};
}

inline Json resource(const std::string& state, Json properties = Json::object()) {
  if (!state.empty()) properties["provisioningState"] = state;
  return {{"id", "/some/id"}, {"name", "e"}, {"type", "some/type"}, {"properties", properties}};
}

inline http::Response refusal(int status, const std::string& code, const std::string& message = "m",
                              http::Headers headers = {}) {
  return answer(status, {{"error", {{"code", code}, {"message", message}}}}, std::move(headers));
}

inline http::Response absent() {
  return refusal(404, "ResourceNotFound");
}

class Script final : public http::Transport {
 public:
  explicit Script(runtime::Loop& loop) : loop_(loop) {}

  struct Sent {
    Nanos at;
    http::Request request;
  };
  using Maker = std::function<http::Reply(const http::Request&)>;

  /// Answers in order; the last one stays. `what` is "METHOD /path", or "METHOD *tail".
  void on(const std::string& what, std::vector<http::Reply> replies) {
    replies_[what] = std::deque<http::Reply>(replies.begin(), replies.end());
  }
  void on(const std::string& what, Maker maker) { makers_[what] = std::move(maker); }

  void send(http::Request request, std::function<void(http::Reply)> done) override {
    sent.push_back({loop_.now(), request});
    const http::Reply reply = reply_to(request);
    const auto* error = std::get_if<http::NetError>(&reply);
    const bool silent = error != nullptr && *error == http::NetError::timeout_sent;
    loop_.after(silent ? request.timeout : latency,
                [reply, done = std::move(done)] { done(reply); });
  }

  std::size_t count(const std::string& what) const {
    std::size_t all = 0;
    for (const Sent& one : sent) all += matches(what, one.request) ? 1U : 0U;
    return all;
  }

  /// "PUT e, GET op, ..." : method and last path segment of everything sent.
  std::string story() const {
    std::string out;
    for (const Sent& one : sent) {
      const std::string path = http::parse_url(one.request.url).path;
      out +=
          (out.empty() ? "" : ", ") + one.request.method + " " + path.substr(path.rfind('/') + 1);
    }
    return out;
  }

  std::vector<Sent> sent;
  Nanos latency = 50 * runtime::millisecond;

 private:
  static bool matches(const std::string& what, const http::Request& request) {
    const auto space = what.find(' ');
    if (what.substr(0, space) != request.method) return false;
    const std::string path = http::parse_url(request.url).path;
    const std::string wanted = what.substr(space + 1);
    return wanted.starts_with('*') ? path.ends_with(wanted.substr(1)) : path == wanted;
  }

  /// What names a path counts before what ends in a tail.
  http::Reply reply_to(const http::Request& request) {
    for (const bool exact : {true, false}) {
      const auto fits = [&](const std::string& what) {
        return (what.find('*') == what.npos) == exact && matches(what, request);
      };
      for (auto& [what, replies] : replies_) {
        if (!fits(what)) continue;
        http::Reply reply = replies.front();
        if (replies.size() > 1) replies.pop_front();
        return reply;
      }
      for (auto& [what, maker] : makers_) {
        if (fits(what)) return maker(request);
      }
    }
    FAIL_CHECK("nobody expected " << request.method << " " << request.url);
    return http::NetError::cancelled;
  }

  runtime::Loop& loop_;
  std::map<std::string, std::deque<http::Reply>> replies_;
  std::map<std::string, Maker> makers_;
};

class Dice final : public runtime::Random {
 public:
  std::uint64_t next() override {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return state_ >> 11U;
  }

 private:
  std::uint64_t state_ = 4711;
};

class Files final : public runtime::Store {
 public:
  Result<std::string> read(const std::string& path, std::uint64_t offset,
                           std::size_t length) override {
    if (on_read) on_read(path);
    const auto found = files.find(path);
    if (found == files.end()) return fail(ErrorKind::invalid, "no file " + path);
    largest = std::max(largest, length);
    if (offset >= found->second.size()) return std::string();
    return found->second.substr(offset, length);
  }
  Result<std::uint64_t> size(const std::string& path) override {
    const auto found = files.find(path);
    if (found == files.end()) return fail(ErrorKind::invalid, "no file " + path);
    return found->second.size();
  }
  std::map<std::string, std::string> files;
  std::size_t largest = 0;
  std::function<void(const std::string&)> on_read;
};

class FixedWall final : public runtime::Wall {
 public:
  std::int64_t utc_seconds() const override {
    return 1'795'248'000;
  }  // Sat, 21 Nov 2026 08:00:00 GMT
};

class Lines final : public runtime::Log {
 public:
  void write(runtime::Level, std::string_view line) override { text += std::string(line) + "\n"; }
  std::string text;
};

class Tokens final : public azure::TokenSource {
 public:
  explicit Tokens(runtime::Loop& loop) : loop_(loop) {}
  void token(std::function<void(Result<std::string>)> done) override {
    ++asked;
    loop_.after(0, [this, done = std::move(done)] {
      if (none) return done(fail(ErrorKind::no_token, "no credential"));
      done("canary-token-" + std::to_string(generation));
    });
  }
  void invalidate() override {
    ++generation;
    ++invalidated;
  }
  unsigned asked = 0;
  unsigned generation = 1;
  unsigned invalidated = 0;
  bool none = false;

 private:
  runtime::Loop& loop_;
};

/// Everything a client needs, faked.
struct Bench {
  static constexpr const char* origin = "https://management.example.com";

  VirtualLoop loop;
  Script net{loop};
  Dice dice;
  Files files;
  FixedWall wall;
  Lines log;
  runtime::Env env{loop, net, dice, files, wall, log};
  Tokens tokens{loop};
  azure::Client client{env, {.origin = origin}, tokens, "run-1"};

  static arm::Scope scope() { return {"s1", "g1", "w1"}; }
  static arm::ResourceId endpoint() { return {scope(), {{"onlineEndpoints", "e"}}}; }
  static std::string path() { return arm::url_path(endpoint()); }

  /// The callback's value once everything that had to happen has happened.
  template <class T>
  T settle(const std::function<void(std::function<void(T)>)>& begin) {
    std::unique_ptr<T> result;
    begin([&result](T value) {
      REQUIRE(!result);  // exactly once
      result = std::make_unique<T>(std::move(value));
    });
    REQUIRE(!result);  // never inside the call
    REQUIRE(loop.run_until_idle());
    REQUIRE(result);
    return *std::move(result);
  }

  Result<arm::Answer> read(const arm::Query& query) {
    return settle<Result<arm::Answer>>([&](auto done) { client.read(query, done); });
  }
  Result<arm::Answer> get(const arm::ResourceId& id) { return read(arm::get_query(id, "v1")); }
  Result<azure::Written> write(azure::Client::Write request, azure::Client::Watch watch = {}) {
    return settle<Result<azure::Written>>(
        [&](auto done) { client.write(std::move(request), std::move(watch), done); });
  }

  /// A PUT of {"properties":{"a":1}}; it shows where a live body has a == 1.
  static azure::Client::Write put_one(bool long_running = true) {
    azure::Client::Write request{.method = "PUT", .id = endpoint(), .api_version = "v1"};
    request.body = share(Json{{"properties", Json{{"a", 1}}}});
    request.long_running = long_running;
    request.still_wanted = [body = request.body](const Json* live) -> azure::Client::Wanted {
      const Json* a = live == nullptr ? nullptr : find(*live, "properties.a");
      if (a != nullptr && *a == 1) return std::nullopt;
      return body;
    };
    return request;
  }
  static azure::Client::Write delete_it() {
    return {.method = "DELETE", .id = endpoint(), .api_version = "v1", .long_running = true};
  }
};

inline Json shown(const std::string& state) {
  return resource(state, Json{{"a", 1}});
}
inline Json old_body() {
  return resource("Succeeded", Json{{"a", 0}});
}

}  // namespace armature::support
