#include "emulator/core.hpp"

#include <algorithm>
#include <array>
#include <exception>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "emulator/actions.hpp"
#include "emulator/auth.hpp"
#include "emulator/blob.hpp"
#include "emulator/lists.hpp"
#include "emulator/operations.hpp"
#include "emulator/workspace.hpp"
#include "emulator/write.hpp"

namespace armature::emulator {
namespace {

constexpr std::array<std::string_view, 32> kVersions = {
    "2022-01-01-preview", "2022-02-01-preview", "2022-05-01",         "2022-06-01-preview",
    "2022-10-01",         "2022-10-01-preview", "2022-12-01-preview", "2023-02-01-preview",
    "2023-04-01",         "2023-04-01-preview", "2023-06-01-preview", "2023-08-01-preview",
    "2023-10-01",         "2024-01-01-preview", "2024-04-01",         "2024-04-01-preview",
    "2024-07-01-preview", "2024-10-01",         "2024-10-01-preview", "2025-01-01-preview",
    "2025-03-01-preview", "2025-04-01",         "2025-04-01-preview", "2025-06-01",
    "2025-07-01-preview", "2025-09-01",         "2025-10-01-preview", "2025-12-01",
    "2026-01-15-preview", "2026-03-01",         "2026-05-01"};

http::Response get_resource(const Context& context, const Call& call, const Target& target) {
  if (target.type->family == Family::datastore)
    if (auto body = default_datastore(context, target)) {
      Record record;
      record.body = std::move(*body);
      return json_answer(200, render(record, call, context.now));
    }
  const auto record = load(context, target.key());
  if (record == nullptr || !record->shown(context.now)) {
    const bool orphan = target.type->family == Family::deployment &&
                        load(context, target.parent().key()) == nullptr;
    return refuse(404, orphan ? "ParentResourceNotFound" : "ResourceNotFound",
                  "The resource '" + target.id() + "' was not found.");
  }
  return json_answer(200, render(*record, call, context.now));
}

http::Response method_not_allowed() {
  return refuse(405, "MethodNotAllowed", "The resource does not take this method.");
}

std::optional<http::Response> refuse_version(const Call& call) {
  const std::string* version = call.parameter("api-version");
  if (version == nullptr || version->empty())
    return refuse(400, "MissingApiVersionParameter",
                  "The api-version query parameter (?api-version=) is required for all requests.");
  if (known_version(*version)) return std::nullopt;
  std::string all;
  for (const std::string_view one : kVersions)
    if (!one.empty()) all += fmt::format("{}{}", all.empty() ? "" : ", ", one);
  return refuse(400, "NoRegisteredProviderFound",
                fmt::format("No registered resource provider found for API version '{}'. The "
                            "supported api-versions are '{}'.",
                            *version, all));
}

http::Response handle_arm(Context& context, const Call& call) {
  if (auto refusal = refuse_arm_access(context, call)) return *refusal;
  if (auto refusal = refuse_version(call)) return *refusal;
  const std::string& method = call.request.method;
  if (is_operation_url(call)) return method == "GET" ? poll(context, call) : method_not_allowed();
  const auto target = route(call.segments, method);
  if (!target)
    return refuse(404, "InvalidResourceType", "The URL names no resource type of this emulator.");
  if (target->type == nullptr && target->action.empty()) {
    if (method == "PUT") return put_workspace(context, call, *target);
    if (auto missing = missing_workspace(context, *target)) return *missing;
    return method == "GET" ? get_workspace(context, call, *target) : method_not_allowed();
  }
  if (auto missing = missing_workspace(context, *target)) return *missing;
  if (method == "POST") return act(context, call, *target);
  if (target->collection)
    return method == "GET" ? list_resources(context, call, *target) : method_not_allowed();
  if (method == "GET") return get_resource(context, call, *target);
  if (method == "PUT") return put_resource(context, call, *target);
  if (method == "PATCH") return patch_resource(context, call, *target);
  if (method == "DELETE") return delete_resource(context, call, *target);
  return method_not_allowed();
}

}  // namespace

bool known_version(std::string_view api_version) {
  return std::any_of(kVersions.begin(), kVersions.end(), [&](std::string_view one) {
    return !one.empty() && equal_ignoring_case(one, api_version);
  });
}

bool strict_version(std::string_view api_version) {
  return api_version >= "2025-12-01" && api_version.find('-', 8) == api_version.npos;
}

struct Core::State {
  Config config;
  StateStore& store;
  std::uint64_t requests = 0;
};

Core::Core(Config config, StateStore& store) : state_(new State{std::move(config), store}) {}
Core::~Core() = default;

namespace {

/// Ids of a request are a function of how many there were before.
void add_ids(const Config& config, const http::Request& request, std::uint64_t number, Nanos now,
             http::Response& answer) {
  const auto mixed = (number + 1) * 0x9E3779B97F4A7C15ULL;
  const std::string id =
      fmt::format("{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}", mixed >> 32U, (mixed >> 16U) & 0xFFFFU,
                  mixed & 0xFFFU, number & 0xFFFU, (mixed ^ number) & 0xFFFFFFFFFFFFULL);
  const std::string* correlation = http::header(request.headers, "x-ms-correlation-request-id");
  answer.headers.emplace_back("x-ms-request-id", id);
  answer.headers.emplace_back("x-ms-correlation-request-id",
                              correlation == nullptr ? id : *correlation);
  std::string region = config.location;
  std::transform(region.begin(), region.end(), region.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  answer.headers.emplace_back("x-ms-routing-request-id",
                              fmt::format("{}:{}:{}", region, short_time(now), id));
  const std::string* client = http::header(request.headers, "x-ms-client-request-id");
  const std::string* wanted = http::header(request.headers, "x-ms-return-client-request-id");
  if (client != nullptr && wanted != nullptr && equal_ignoring_case(*wanted, "true"))
    answer.headers.emplace_back("x-ms-client-request-id", *client);
}

/// A state that another process holds is worth another try, a broken one is not.
http::Response state_failure(const Error& error) {
  const std::string text = error.message + ". " + error.remedy;
  if (error.kind == ErrorKind::unreachable) return refuse(503, "ServiceUnavailable", text);
  return refuse(422, "StateUnusable", text);
}

/// One request in one transaction.
http::Response transact(const Config& config, StateStore& store, const http::Request& request,
                        Nanos now) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (const Status begun = reads ? store.begin_reading() : store.begin(); !begun)
    return state_failure(begun.error());
  Call call{.request = request,
            .scheme = {},
            .host = {},
            .path = {},
            .segments = {},
            .query = {},
            .query_text = {}};
  Context context{config, store, now};
  http::Response answer;
  if (!take_apart(request, call))
    answer = refuse(400, "InvalidUri", "The request URI or Host header is malformed.");
  else if (!call.segments.empty() && equal_ignoring_case(call.segments[0], "subscriptions"))
    answer = handle_arm(context, call);
  else
    answer = handle_blob(context, call);
  if (const Status committed = store.commit(); !committed) return state_failure(committed.error());
  return answer;
}

}  // namespace

http::Response Core::handle(const http::Request& request, Nanos now) {
  http::Response answer;
  try {
    answer = transact(state_->config, state_->store, request, now);
  } catch (const std::exception& problem) {
    answer = refuse(500, "InternalServerError", problem.what());
    // What could not be made sense of may be what the store has already found to be damaged.
    const Status held = state_->store.give_up();
    if (!held) answer = state_failure(held.error());
  }
  add_ids(state_->config, request, state_->requests++, now, answer);
  return answer;
}

Json Core::snapshot(Nanos now) {
  Json all = Json::object();
  if (!state_->store.begin_reading()) return all;
  const http::Request nobody{.method = "GET", .url = "http://armature.localhost/"};
  const Context context{state_->config, state_->store, now};
  Call call{.request = nobody,
            .scheme = "http",
            .host = "armature.localhost",
            .path = {},
            .segments = {},
            .query = {},
            .query_text = {}};
  for (const auto& [key, text] : state_->store.scan("r\x1f")) {
    const Record record = decode(text);
    if (record.gone(now)) continue;
    Json body = rendered_json(record, call, now);
    const Json* tags = find(body, "tags");
    if (tags == nullptr) tags = find(body, "properties.tags");
    Json owner = tags == nullptr ? Json("") : tags->value("armature.stack", Json(""));
    const std::string id = body.value("id", "");
    all[id] = {{"body", std::move(body)},
               {"creates", creations(context, key)},
               {"owner", std::move(owner)}};
  }
  if (!state_->store.commit()) return Json::object();
  return all;
}

}  // namespace armature::emulator
