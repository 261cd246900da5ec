#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "azure/client.hpp"
#include "http/transport.hpp"
#include "support/virtual_loop.hpp"

/// A service of a few lines for unit tests of what stands on azure::Client: it holds what a test
/// puts there, takes writes at once, and writes down what it was asked. What ARM really does is the
/// emulator's business.
namespace armature::support {

class ScriptedArm final : public http::Transport {
 public:
  explicit ScriptedArm(VirtualLoop& loop) : loop_(loop) {}

  std::map<std::string, Json> held = {};  ///< by path, without query
  std::map<std::string, http::Response> scripted =
      {};                                 ///< by "METHOD path": answered whatever is held
  std::vector<std::string> log = {};      ///< "METHOD path", in order
  std::vector<std::string> queries = {};  ///< of the same requests
  std::vector<runtime::Nanos> sent_at = {};
  runtime::Nanos latency = 50 * runtime::millisecond;

  void send(http::Request request, std::function<void(http::Reply)> done) override {
    const std::string path = http::parse_url(request.url).path;
    log.push_back(request.method + " " + path);
    queries.push_back(http::parse_url(request.url).query);
    sent_at.push_back(loop_.now());
    loop_.after(latency,
                [answer = answer(request, path), done = std::move(done)] { done(answer); });
  }

  /// Requests of this method.
  std::size_t count(const std::string& method) const {
    std::size_t found = 0;
    for (const std::string& line : log) found += line.starts_with(method + " ") ? 1 : 0;
    return found;
  }

  /// How many round trips in sequence: requests sent at one moment are one.
  std::size_t rounds() const {
    std::size_t found = 0;
    for (std::size_t i = 0; i < sent_at.size(); ++i)
      found += i == 0 || sent_at[i] != sent_at[i - 1] ? 1 : 0;
    return found;
  }

 private:
  static http::Response json(int status, const Json& body) {
    return {
        .status = status, .headers = {{"Content-Type", "application/json"}}, .body = dump(body)};
  }

  http::Response answer(const http::Request& request, const std::string& path) {
    if (const auto found = scripted.find(request.method + " " + path); found != scripted.end())
      return found->second;
    if (request.method == "PUT") {
      Json body = parse_json(request.body).value();
      body["id"] = path;
      body["name"] = path.substr(path.rfind('/') + 1);
      const bool fresh = !held.contains(path);
      held[path] = body;
      return json(fresh ? 201 : 200, body);
    }
    if (request.method == "DELETE") return {.status = held.erase(path) > 0 ? 200 : 204};
    if (const auto found = held.find(path); found != held.end()) return json(200, found->second);
    const bool list = std::count(path.begin(), path.end(), '/') % 2 == 1;
    if (list) return json(200, {{"value", items_below(path)}});
    return json(404, {{"error", {{"code", "ResourceNotFound"}, {"message", "no such resource"}}}});
  }

  Json items_below(const std::string& path) const {
    Json items = Json::array();
    for (const auto& [id, body] : held) {
      const bool below =
          id.starts_with(path + "/") && id.find('/', path.size() + 1) == std::string::npos;
      if (below) items.push_back(body);
    }
    return items;
  }

  VirtualLoop& loop_;
};

/// An Env in virtual time over a ScriptedArm, and a client on it.
class ScriptedWorld {
 public:
  VirtualLoop loop;
  ScriptedArm arm{loop};
  std::vector<std::string> said = {};  ///< the engine's log

 private:
  struct Dice final : runtime::Random {
    std::uint64_t state = 1;
    std::uint64_t next() override {
      return state = state * 6364136223846793005U + 1442695040888963407U;
    }
  };
  struct NoFiles final : runtime::Store {
    Result<std::string> read(const std::string& path, std::uint64_t, std::size_t) override {
      return fail(ErrorKind::invalid, "no file " + path);
    }
    Result<std::uint64_t> size(const std::string& path) override {
      return fail(ErrorKind::invalid, "no file " + path);
    }
  };
  struct FixedWall final : runtime::Wall {
    std::int64_t utc_seconds() const override { return 1'780'000'000; }
  };
  struct Lines final : runtime::Log {
    explicit Lines(std::vector<std::string>& lines) : lines_(lines) {}
    void write(runtime::Level, std::string_view line) override { lines_.emplace_back(line); }
    std::vector<std::string>& lines_;
  };
  struct OneToken final : azure::TokenSource {
    explicit OneToken(VirtualLoop& in) : loop(in) {}
    void token(std::function<void(Result<std::string>)> done) override {
      loop.after(0, [done = std::move(done)] { done(std::string("token")); });
    }
    void invalidate() override {}
    VirtualLoop& loop;
  };

  Dice dice_;
  NoFiles files_;
  FixedWall wall_;
  Lines log_{said};
  OneToken tokens_{loop};

 public:
  runtime::Env env{loop, arm, dice_, files_, wall_, log_};
  azure::Client client{env,
                       {.origin = "https://management.azure.com", .paced = false},
                       tokens_,
                       "00000000-0000-4000-8000-000000000000"};
};

}  // namespace armature::support
