#pragma once

#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "emulator/core.hpp"

namespace armature::test {

constexpr emulator::Nanos kSecond = 1'000'000'000;
constexpr emulator::Nanos kStart = 1'790'000'000LL * kSecond;

/// A local cloud with a workspace, spoken to as a client does; time moves only when told to.
class Cloud {
 public:
  explicit Cloud(emulator::Config config = {},
                 std::unique_ptr<emulator::StateStore> kept = emulator::memory_store())
      : store(std::move(kept)), core(std::move(config), *store) {}

  http::Response send(std::string method, const std::string& url, std::string body = {},
                      http::Headers headers = {}) {
    headers.emplace_back("Authorization", "Bearer anything");
    if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
    return core.handle({.method = std::move(method),
                        .url = url,
                        .headers = std::move(headers),
                        .body = std::move(body)},
                       now);
  }

  /// `path` is below the workspace, with or without a query of its own.
  http::Response arm(std::string method, const std::string& path, std::string body = {}) {
    return send(std::move(method), url(path), std::move(body));
  }

  std::string url(const std::string& path) const {
    const char joint = path.find('?') == std::string::npos ? '?' : '&';
    return origin + workspace + path + joint + "api-version=" + version;
  }

  http::Response put(const std::string& path, const Json& body) {
    return arm("PUT", path, body.dump());
  }
  Json get(const std::string& path) { return Json::parse(arm("GET", path).body); }
  std::string id(const std::string& path) const { return workspace + path; }

  std::unique_ptr<emulator::StateStore> store;
  emulator::Core core;
  emulator::Nanos now = kStart;
  std::string version = "2026-05-01";
  std::string origin = "http://armature.localhost";
  std::string workspace =
      "/subscriptions/s1/resourceGroups/rg-ml/providers/Microsoft.MachineLearningServices/"
      "workspaces/ml-dev";
};

/// A valid body for each kind, rich enough to hold every sort of type rule, in an order in which
/// they can be made.
struct Example {
  std::string path;
  Json body;
};
std::vector<Example> examples(const Cloud& cloud);

/// Puts all examples.
void fill(Cloud& cloud);

inline std::string code_of(const http::Response& answer) {
  const Json body = Json::parse(answer.body, nullptr, false);
  return body.is_object() ? body.value("/error/code"_json_pointer, "") : "";
}

}  // namespace armature::test
