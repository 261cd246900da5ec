#include "sim/judge.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.hpp"

namespace armature::sim {

using runtime::second;

namespace {

/// The classes that the service throttles apart.
std::string class_of(const http::Request& request, const Target& target) {
  if (target.where == Target::Where::blob) return "blob";
  if (request.method == "GET") return "reads";
  return request.method == "DELETE" ? "deletes" : "writes";
}

}  // namespace

Judge::Judge(World& world, Service& service, const Faults& faults, Counters& counters)
    : world_(world), service_(service), faults_(faults), counters_(counters) {}

void Judge::begin(const Stage& stage) {
  stage_ = &stage;
  knowledge_.clear();
  planning_ = true;
  disturbed_ = false;
  began_ = world_.now();
  step_keys_.clear();
  step_actions_.clear();
  wrote_.clear();
  class_blocked_.clear();
  url_blocked_.clear();
}

void Judge::on_send(const http::Request& request) {
  const Target target = target_of(request.url);
  check_place(request, target);
  check_waits(request, target);
  if (planning_ && (request.method != "GET" || target.where == Target::Where::blob))
    world_.violate("I2", "plan sends " + short_text(request));
  if (is_write(request.method) && target.where == Target::Where::resource)
    check_write(request, target);
  if (request.method == "PUT" && target.where == Target::Where::blob) check_blob(request, target);
  knowledge_.sent(request, target);
}

void Judge::check_place(const http::Request& request, const Target& target) {
  const bool arm = request.url.rfind(arm_origin, 0) == 0 && target.where != Target::Where::blob;
  for (const auto& [name, value] : request.headers)
    if (!arm && value.find(token_prefix) != std::string::npos)
      world_.violate("I22", fmt::format("the token goes to {} in {}", request.url, name));
  if (arm && request.url.find("api-version=") == std::string::npos)
    world_.violate("I4", "no api-version: " + short_text(request));
  const bool in_scope = target.where != Target::Where::elsewhere;
  if (arm && !in_scope) world_.violate("I17", "outside the workspace: " + request.url);
}

void Judge::check_waits(const http::Request& request, const Target& target) {
  const auto of_class = class_blocked_.find(class_of(request, target));
  if (of_class != class_blocked_.end() && of_class->second > world_.now())
    world_.violate("I19", fmt::format("{} comes {} ms before Retry-After allows its class",
                                      short_text(request),
                                      (of_class->second - world_.now()) / runtime::millisecond));
  const auto of_url = url_blocked_.find(request.url);
  if (of_url != url_blocked_.end() && of_url->second > world_.now())
    world_.violate("I19", fmt::format("{} comes before the operation's Retry-After allows it",
                                      short_text(request)));
}

void Judge::check_write(const http::Request& request, const Target& target) {
  const Known& known = knowledge_.of(target.key);
  if (known.ambiguous)
    world_.violate(
        "I6", short_text(request) + " follows a write of unknown outcome without a read between");
  const std::string open = knowledge_.open_under(target.scope);
  if (!open.empty())
    world_.violate("I5", fmt::format("{} while {} is not over", short_text(request), open));
  else if (known.state == State::running)
    world_.violate("I12", short_text(request) + " while the resource is known to be in operation");
  wrote_[target.key].sent = true;
  if (request.method != "PUT") return;
  const Json body = Json::parse(request.body, nullptr, false);
  if (!body.is_object())
    return world_.violate("I1", "a PUT without a JSON object: " + short_text(request));
  check_order(target, body);
  check_routing(target, body);
  check_facts(target, body);
}

std::set<std::string> Judge::references(const Target& target, const Json& body) const {
  std::set<std::string> out;
  if (target.parent().empty()) return out;
  out.insert(target.parent());
  for (const char* path : {"properties.model", "properties.model.assetId", "properties.compute",
                           "properties.codeConfiguration.codeId", "properties.environmentId"}) {
    const Json* member = find(body, path);
    if (member == nullptr || !member->is_string()) continue;
    const std::string key = key_of_id(member->get<std::string>());
    if (!key.empty()) out.insert(key);
  }
  return out;
}

/// Whether it is strangers who keep in operation what has been well before.
bool Judge::theirs(const std::string& key) {
  const Known& known = knowledge_.of(key);
  return known.well_once && known.state == State::running &&
         world_.now() < service_.strangers_until();
}

void Judge::check_order(const Target& target, const Json& body) {
  for (const std::string& key : references(target, body))
    if (!usable(knowledge_.of(key)) && !theirs(key))
      world_.violate(
          "I4", fmt::format("PUT {} although {} has not been seen Succeeded", target.key, key));
}

namespace {

std::set<std::string> served(const Json& endpoint) {
  std::set<std::string> out;
  if (const Json* name = find(endpoint, "properties.defaults.deploymentName");
      name != nullptr && name->is_string() && !name->get<std::string>().empty())
    out.insert(name->get<std::string>());
  for (const char* path : {"properties.traffic", "properties.mirrorTraffic"})
    if (const Json* map = find(endpoint, path); map != nullptr && map->is_object())
      for (const auto& [name, percent] : map->items())
        if (percent.is_number() && percent.get<double>() > 0) out.insert(name);
  return out;
}

}  // namespace

void Judge::check_routing(const Target& target, const Json& body) {
  if (target.key.find("endpoints/") == std::string::npos || !target.parent().empty()) return;
  const std::set<std::string> now = served(body);
  const Known& known = knowledge_.of(target.key);
  const std::set<std::string> before = known.body ? served(*known.body) : std::set<std::string>{};
  for (const std::string& name : now) {
    const std::string key = target.key + "/deployments/" + to_lower(name);
    if (before.count(name) == 0 && !usable(knowledge_.of(key)) && !theirs(key))
      world_.violate("I4",
                     fmt::format("traffic of {} goes to {}, which has not been seen Succeeded",
                                 target.key, name));
  }
  if (now.empty() && !before.empty() && stage_->clears_routing.count(target.key) == 0)
    world_.violate("I17", "PUT " + target.key + " drops the routing");
}

void Judge::check_facts(const Target& target, const Json& body) {
  const auto found = facts_.find(target.key);
  if (found == facts_.end()) return;
  // A body may be half a minute old when it is written, its read have lagged, its answer been slow.
  const bool lags = faults_.of(Fault::stale_get) > 0 || faults_.of(Fault::stale_list) > 0;
  const Nanos old_enough =
      std::max(began_, world_.now() - 120 * second) - (lags ? 130 * second : 0);
  for (const Fact& fact : found->second) {
    const Json* member = find(body, fact.path);
    if (member != nullptr && *member == fact.value) continue;
    if (fact.since <= old_enough)
      world_.violate("I17",
                     fmt::format("PUT {} loses what a stranger set: {}", target.key, fact.path));
    counters_.hit("lost in the gap between read and write");
  }
}

void Judge::check_blob(const http::Request& request, const Target& target) {
  const std::size_t mark = target.key.find("LocalUpload/");
  if (mark == std::string::npos) return;
  const std::string folder = target.key.substr(0, target.key.find('/', mark + 12));
  const auto done = completed_.find(folder);
  if (done != completed_.end() && done->second < began_ && disturbed_ == false)
    world_.violate("I13",
                   "sent again although an earlier process completed it: " + short_text(request));
}

void Judge::on_answer(const http::Request& request, const http::Reply& reply, const Answer& about) {
  const Target target = target_of(request.url);
  const State before = knowledge_.of(target.key).state;
  knowledge_.told(request, target, reply, operations_);
  const auto* response = std::get_if<http::Response>(&reply);
  // After a refusal for being busy (or already gone), what an earlier process had begun may turn
  // out to be what was wanted.
  const bool busy = response != nullptr && (response->status == 409 || response->status == 404);
  const bool write = is_write(request.method) && target.where == Target::Where::resource;
  if (write && (busy || knowledge_.of(target.key).ambiguous)) wrote_[target.key].unclear = true;
  if (response == nullptr) return;
  if (write && response->status < 300) wrote_[target.key].told = true;
  if (before == State::succeeded && about.stale && response->status == 404)
    counters_.hit("404 after it was seen");
  const Nanos until = std::max(world_.now() + about.retry_after, about.retry_at);
  if (response->status == 429) {
    Nanos& blocked = class_blocked_[class_of(request, target)];
    blocked = std::max(blocked, until);
  }
  if (response->status >= 300 || about.retry_after == 0 || about.mangled) return;
  if (target.where == Target::Where::operation &&
      knowledge_.of(operations_[target.key].key).state == State::running)
    url_blocked_[request.url] = until;
}

std::string Judge::describe(const http::Request& request, const http::Reply& reply) const {
  if (const auto* error = std::get_if<http::NetError>(&reply)) {
    switch (*error) {
      case http::NetError::connect:
        return "no connection";
      case http::NetError::timeout_sent:
        return "timeout";
      case http::NetError::reset_sent:
        return "reset";
      default:
        return "no answer";
    }
  }
  const auto& response = std::get<http::Response>(reply);
  std::string out = std::to_string(response.status);
  const Json body = Json::parse(response.body, nullptr, false);
  if (!body.is_object()) return out;
  for (const char* path : {"properties.provisioningState", "status", "error.code", "error.message"})
    if (const Json* word = find(body, path); word != nullptr && word->is_string())
      out += " " + word->get<std::string>().substr(0, 60);
  if (const Json* value = find(body, "value"); value != nullptr && value->is_array())
    out += fmt::format(" {} items", value->size());
  if (is_write(request.method)) out += " (" + request.method + ")";
  return out;
}

}  // namespace armature::sim
