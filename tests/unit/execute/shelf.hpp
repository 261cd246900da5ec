#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "execute/execute.hpp"
#include "unit/execute/steps.hpp"

namespace armature::support {

/// A service that stores what it is sent, and an executor that runs plans on it.
struct Shelf : Bench {
  Shelf() {
    net.on("GET *", [this](const http::Request& request) { return get(path_of(request)); });
    net.on("PUT *", [this](const http::Request& request) { return put(request); });
    net.on("PATCH *", [this](const http::Request& request) { return patch(request); });
    net.on("DELETE *", [this](const http::Request& request) {
      const auto gone = stored.erase(path_of(request));
      return http::Reply{answer(gone > 0 ? 200 : 204)};
    });
  }

  static std::string path_of(const http::Request& request) {
    return http::parse_url(request.url).path;
  }
  static std::string path_of(const plan::Step& step) { return arm::url_path(step.target); }

  http::Reply get(const std::string& path) {
    const auto found = stored.find(path);
    return found == stored.end() ? absent() : answer(200, found->second);
  }

  http::Reply put(const http::Request& request) {
    const std::string path = path_of(request);
    if (const auto found = refusals.find(path); found != refusals.end()) return found->second;
    if (path.find("LocalUpload") != path.npos) return answer(201);
    Json body = Json::parse(request.body);
    const bool known = stored.contains(path);
    if (ignored.empty() == false && known) drop(body, ignored);
    if (ignored.empty() == false && known)
      if (const Json* kept = find(stored[path], ignored)) armature::put(body, ignored, *kept);
    body["id"] = path;
    body["name"] = path.substr(path.rfind('/') + 1);
    body["type"] = "t";
    stored[path] = body;
    return answer(known ? 200 : 201, body);
  }

  http::Reply patch(const http::Request& request) {
    Json& live = stored.at(path_of(request));
    live.merge_patch(Json::parse(request.body));
    return answer(200, live);
  }

  void have(const plan::Step& step, Json body) {
    body["id"] = path_of(step);
    body["name"] = step.target.name();
    body["type"] = "t";
    stored[path_of(step)] = std::move(body);
  }

  std::vector<execute::Outcome> run(const plan::Plan& plan, execute::Options options = {}) {
    execute::Executor executor(env, client, plan, options,
                               [this](const execute::Event& event) { events.push_back(event); });
    return settle<std::vector<execute::Outcome>>([&](auto done) { executor.run(done); });
  }

  /// "done failed skipped": verdicts in the order of the steps.
  static std::string verdicts(const std::vector<execute::Outcome>& outcomes) {
    constexpr const char* names[] = {"done", "failed", "skipped", "unknown"};
    std::string out;
    for (const auto& outcome : outcomes)
      out += (out.empty() ? "" : " ") + std::string(names[static_cast<int>(outcome.verdict)]);
    return out;
  }

  /// Only what changes something: "PUT c, DELETE c".
  std::string writes() const {
    std::string out;
    for (const auto& one : net.sent) {
      if (one.request.method == "GET" || one.request.method == "HEAD") continue;
      const std::string path = path_of(one.request);
      out +=
          (out.empty() ? "" : ", ") + one.request.method + " " + path.substr(path.rfind('/') + 1);
    }
    return out;
  }

  std::map<std::string, Json> stored;
  std::map<std::string, http::Reply> refusals;
  std::string ignored;  ///< dotted path that a PUT of something that exists does not change
  std::vector<execute::Event> events;
};

inline Json cluster(int nodes) {
  return {{"location", "eastus"},
          {"properties",
           {{"computeType", "AmlCompute"},
            {"properties",
             {{"vmSize", "STANDARD_D2_V2"}, {"scaleSettings", {{"maxNodeCount", nodes}}}}}}}};
}

inline Json described(const std::string& text) {
  return {{"properties", {{"description", text}}}};
}

}  // namespace armature::support
