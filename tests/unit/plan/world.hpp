#pragma once

#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "plan/live_view.hpp"
#include "plan/plan.hpp"

/// A stack by hand and what is live: enough to ask what is planned.
namespace armature::plan {

inline const arm::Scope scope{"s", "g", "w"};
inline const diff::Owner us{.stack = "stack/prod", .source = "5a17c0de"};

inline arm::ResourceId id_of(const Address& address) {
  const catalog::Kind& kind = *catalog::kind_named(address.kind);
  arm::ResourceId id{.scope = scope, .parts = {}};
  const std::string type(kind.arm_type);
  const auto slash = type.find('/');
  if (slash == std::string::npos) {
    id.parts = {{type, address.name}};
  } else {
    const bool version = kind.versioned;
    id.parts = {{type.substr(0, slash), version ? address.name : address.parent},
                {type.substr(slash + 1), version ? address.version : address.name}};
  }
  return id;
}

inline resolve::Resolved want(const std::string& address_text, Json body,
                              std::vector<std::string> declared = {}) {
  resolve::Resolved out;
  out.desired.address = parse_address(address_text).value();
  out.desired.kind = catalog::kind_named(out.desired.address.kind);
  REQUIRE(out.desired.kind != nullptr);
  out.desired.id = id_of(out.desired.address);
  out.desired.body = share(std::move(body));
  out.desired.declared = std::move(declared);
  return out;
}

inline resolve::Resolved endpoint() {
  return want("online_endpoint/e1",
              {{"location", "westeurope"}, {"properties", {{"authMode", "Key"}}}},
              {"properties.authMode"});
}
inline resolve::Resolved deployment(const std::string& name,
                                    const std::string& size = "Standard_DS3_v2") {
  return want("online_deployment/e1/" + name,
              {{"location", "westeurope"},
               {"properties", {{"endpointComputeType", "Managed"}, {"instanceType", size}}}},
              {"properties.instanceType"});
}
inline resolve::Resolved traffic(Json shares) {
  return want("traffic/e1", {{"properties", {{"traffic", std::move(shares)}}}},
              {"properties.traffic"});
}

/// Live state and the questions a plan asks of it.
struct World {
  std::vector<Json> live = {};
  std::vector<resolve::Resolved> resources = {};
  std::vector<std::vector<std::size_t>> after = {};
  Options options = {};
  diff::Owner owner = us;

  /// Our own resource as an apply leaves it, with more laid on top.
  void ours(const resolve::Resolved& resolved, const Json& patch = Json::object()) {
    Step step;
    step.kind = resolved.desired.kind;
    step.body = resolved.desired.body;
    step.marks = diff::marks(resolved.desired, *resolved.desired.body, us);
    theirs(resolved.desired.address.text(), put_body(step, nullptr), patch);
  }
  void theirs(const std::string& address, Json body, const Json& patch = Json::object()) {
    const arm::ResourceId id = id_of(parse_address(address).value());
    body["id"] = id.text();
    body["name"] = id.name();
    body.merge_patch(patch);
    live.push_back(std::move(body));
  }
  void add(resolve::Resolved resolved, std::vector<std::size_t> needs = {}) {
    resources.push_back(std::move(resolved));
    after.push_back(std::move(needs));
  }

  arm::Answer answer(const arm::Query& query) const {
    const bool list = query.kind == arm::Query::Kind::list;
    Json items = Json::array();
    for (const Json& body : live) {
      const auto& id = body["id"].get_ref<const std::string&>();
      if (list ? id.substr(0, id.rfind('/')) == query.path : id == query.path)
        items.push_back(body);
    }
    if (list) return {share(std::move(items))};
    return {items.empty() ? nullptr : share(items[0])};
  }

  arm::Observed observed() const {
    arm::Observed out;
    std::vector<arm::Query> asks = {
        arm::list_query(scope.workspace_path(), "computes", "2026-05-01"),
        arm::list_query(scope.workspace_path(), "onlineEndpoints", "2026-05-01"),
        arm::list_query(scope.workspace_path(), "batchEndpoints", "2026-05-01")};
    while (!asks.empty()) {
      for (const arm::Query& query : asks) out[query] = answer(query);
      asks = missing_reads(resources, scope, out, owner, options);
    }
    return out;
  }
  Plan plan() const { return make({}, resources, after, scope, observed(), {}, owner, options); }
};

/// "action address <- what it comes after", one a line, then refusals.
inline std::string told(const Plan& plan) {
  constexpr std::string_view words[] = {"create", "update", "replace", "remove",
                                        "adopt",  "upload", "route"};
  std::string out;
  for (const Step& step : plan.steps) {
    out += std::string(words[static_cast<std::size_t>(step.action)]) +
           (step.drains ? " (drain) " : " ") + step.address.text();
    for (const StepId id : step.after) out += " <- " + plan.steps[id].address.text();
    out += "\n";
  }
  for (const Refusal& refusal : plan.refusals)
    out += "refused " + refusal.address.text() + ": " + refusal.message + "\n";
  return out;
}

}  // namespace armature::plan
