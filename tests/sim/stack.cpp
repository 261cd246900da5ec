#include "sim/stack.hpp"

#include <fmt/core.h>

namespace armature::sim {

namespace {

using Deployment = Stack::Deployment;
using Endpoint = Stack::Endpoint;

constexpr const char* sizes[] = {"STANDARD_D2_V2", "STANDARD_DS3_V2", "STANDARD_NC6"};

std::optional<int> maybe(Rng& rng, int low, int high) {
  if (rng.chance(500)) return std::nullopt;
  return static_cast<int>(rng.between(low, high));
}

std::map<std::string, std::string> draw_tags(Rng& rng) {
  std::map<std::string, std::string> out;
  if (rng.chance(400)) out["team"] = rng.chance(500) ? "vision" : "speech";
  if (rng.chance(200)) out["cost-centre"] = fmt::format("{}", rng.below(90) + 10);
  return out;
}

Stack::Asset draw_asset(Rng& rng, std::string name, bool versions) {
  Stack::Asset out{.name = std::move(name), .content = static_cast<int>(rng.below(1000))};
  if (versions && rng.chance(300)) out.version = static_cast<int>(rng.below(5)) + 1;
  if (rng.chance(300)) out.description = "about " + out.name;
  return out;
}

Deployment draw_deployment(Rng& rng, const Stack& stack, bool online, std::string name) {
  Deployment out{.name = std::move(name)};
  out.model = rng.below(stack.models.size());
  out.environment = rng.below(stack.environments.size());
  if (!stack.codes.empty() && rng.chance(600)) out.code = rng.below(stack.codes.size());
  out.own_code = static_cast<int>(rng.below(1000));
  out.instances = static_cast<int>(rng.below(3)) + 1;
  if (online) {
    out.request_timeout_ms = maybe(rng, 1, 50);
    if (out.request_timeout_ms) *out.request_timeout_ms *= 1000;
  } else {
    out.compute = rng.below(stack.computes.size());
    out.mini_batch = maybe(rng, 1, 50);
    out.concurrency = maybe(rng, 1, 8);
    out.error_threshold = maybe(rng, 0, 20);
  }
  if (rng.chance(300)) out.variables["LEVEL"] = std::to_string(rng.below(9));
  out.tags = draw_tags(rng);
  return out;
}

void draw_routing(Rng& rng, Endpoint& endpoint) {
  endpoint.standard.reset();
  endpoint.traffic.reset();
  if (endpoint.deployments.empty() || rng.chance(250)) return;
  const Deployment& first = rng.pick(endpoint.deployments);
  if (!endpoint.online) {
    endpoint.standard = first.name;
    endpoint.standard_inside = rng.chance(300);
    return;
  }
  endpoint.traffic.emplace();
  if (endpoint.deployments.size() == 1) {
    (*endpoint.traffic)[first.name] = 100;
    return;
  }
  const int share = static_cast<int>(rng.below(11)) * 10;
  (*endpoint.traffic)[endpoint.deployments[0].name] = share;
  (*endpoint.traffic)[endpoint.deployments[1].name] = 100 - share;
}

Endpoint draw_endpoint(Rng& rng, const Stack& stack, bool online, std::string name) {
  static const char* const batch_names[] = {"torch", "keras", "onnx"};
  static const char* const online_names[] = {"blue", "green", "red"};
  Endpoint out{.name = std::move(name), .online = online};
  if (rng.chance(500)) out.description = "scores";
  out.tags = draw_tags(rng);
  const auto count = rng.below(3) + (rng.chance(150) ? 0 : 1);
  for (std::uint64_t at = 0; at < count && at < 3; ++at)
    out.deployments.push_back(
        draw_deployment(rng, stack, online, online ? online_names[at] : batch_names[at]));
  draw_routing(rng, out);
  return out;
}

}  // namespace

std::string content_bytes(const std::string& what, int content) {
  return fmt::format("# {} number {}\n", what, content);
}

Stack Stack::draw(Rng& rng) {
  Stack out;
  const bool batch = rng.chance(750);
  const bool online = rng.chance(batch ? 300 : 900);
  for (const char* name : {"cpu-a", "cpu-b"}) {
    if (!out.computes.empty() && !rng.chance(250)) break;
    out.computes.push_back({.name = name,
                            .size = sizes[rng.below(2)],
                            .max = static_cast<int>(rng.below(5)) + 1,
                            .min = maybe(rng, 0, 1),
                            .idle_seconds = maybe(rng, 60, 3600)});
  }
  if (rng.chance(600)) out.codes.push_back(draw_asset(rng, "score-a", false));
  out.models.push_back(draw_asset(rng, "net-a", true));
  if (rng.chance(250)) out.models.push_back(draw_asset(rng, "net-b", true));
  out.environments.push_back(draw_asset(rng, "env-a", true));
  if (rng.chance(200)) out.environments.push_back(draw_asset(rng, "env-b", true));
  if (batch) out.endpoints.push_back(draw_endpoint(rng, out, false, "sim-batch"));
  if (online) out.endpoints.push_back(draw_endpoint(rng, out, true, "sim-online"));
  return out;
}

std::size_t Stack::resources() const {
  std::size_t out = computes.size() + codes.size() + models.size() + environments.size();
  for (const Endpoint& endpoint : endpoints) out += 1 + endpoint.deployments.size();
  return out;
}

namespace {

/// A deployment leaves, and the traffic with it.
std::string remove_deployment(Rng& rng, Endpoint& endpoint) {
  const std::size_t at = rng.below(endpoint.deployments.size());
  const std::string name = endpoint.deployments[at].name;
  endpoint.deployments.erase(endpoint.deployments.begin() + static_cast<std::ptrdiff_t>(at));
  const std::string next = endpoint.deployments.empty() ? "" : endpoint.deployments.front().name;
  if (endpoint.online && next.empty()) endpoint.traffic.emplace();
  if (endpoint.online && !next.empty()) endpoint.traffic = {{{next, 100}}};
  if (!endpoint.online) {
    endpoint.standard.reset();
    if (!next.empty()) endpoint.standard = next;
  }
  return "remove deployment " + name;
}

std::string change_deployment(Rng& rng, const Endpoint& endpoint, Deployment& deployment) {
  switch (rng.below(5)) {
    case 0:
      deployment.own_code += 1;
      return "new code in " + deployment.name;
    case 1:
      deployment.variables["LEVEL"] = fmt::format("{}", rng.below(90) + 10);
      return "variables of " + deployment.name;
    case 2:
      deployment.tags["team"] = "robotics";
      return "tag of " + deployment.name;
    default:
      break;
  }
  std::optional<int>& field =
      endpoint.online ? deployment.request_timeout_ms : deployment.mini_batch;
  if (field && rng.chance(400)) {
    field.reset();
    return "a field of " + deployment.name + " removed";
  }
  field = field ? *field + 1000 : 2000;
  return "a field of " + deployment.name;
}

/// By a PUT of the endpoint, which has to carry the routing along.
std::string change_endpoint(Endpoint& endpoint) {
  endpoint.closed = !endpoint.closed;
  if (!endpoint.online) endpoint.description = endpoint.closed ? "changed" : "changed again";
  return "field of " + endpoint.name;
}

std::string change_asset(Rng& rng, Stack& stack) {
  auto& assets = rng.chance(500) ? stack.models : stack.environments;
  Stack::Asset& asset = assets[rng.below(assets.size())];
  asset.content += 1000;
  if (asset.version) ++*asset.version;
  return "new content of " + asset.name;
}

}  // namespace

std::string Stack::change(Rng& rng, std::set<std::string>& replaced) {
  Endpoint* endpoint = endpoints.empty() ? nullptr : &endpoints[rng.below(endpoints.size())];
  const bool deployed = endpoint != nullptr && !endpoint->deployments.empty();
  switch (rng.below(11)) {
    case 0:
    case 1:
      // A batch endpoint whose last deployment goes would keep a default that nobody can clear.
      if (deployed && (endpoint->online || endpoint->deployments.size() > 1))
        return remove_deployment(rng, *endpoint);
      break;
    case 2:
    case 3:
      if (deployed) {
        const auto before = *endpoint;
        draw_routing(rng, *endpoint);
        if (!endpoint->standard && !endpoint->traffic) *endpoint = before;
        return "routing of " + endpoint->name;
      }
      break;
    case 4:
    case 5:
    case 6:
      if (deployed)
        return change_deployment(rng, *endpoint,
                                 endpoint->deployments[rng.below(endpoint->deployments.size())]);
      break;
    case 7:
      if (!codes.empty()) {
        codes[0].content += 1000;
        return "new content of " + codes[0].name;
      }
      break;
    case 8:
      if (endpoint != nullptr) return change_endpoint(*endpoint);
      break;
    case 9:
      if (!computes.empty() && rng.chance(400)) {
        computes[0].size = sizes[2];
        replaced.insert("computes/" + computes[0].name);
        return "size of " + computes[0].name;
      }
      computes[0].max += 1;
      return "nodes of " + computes[0].name;
    default:
      break;
  }
  return change_asset(rng, *this);
}

}  // namespace armature::sim
