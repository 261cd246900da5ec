#include "sim/knowledge.hpp"

#include "base/text.hpp"

namespace armature::sim {

namespace {

std::optional<Json> json_of(const http::Response& response) {
  std::string_view text = response.body;
  if (text.rfind("\xEF\xBB\xBF", 0) == 0) text.remove_prefix(3);
  Json value = Json::parse(text, nullptr, false);
  if (!value.is_object()) return std::nullopt;
  return value;
}

bool terminal(State state) {
  return state == State::succeeded || state == State::failed || state == State::absent;
}

}  // namespace

State state_of_word(std::string_view word) {
  if (equal_ignoring_case(word, "succeeded")) return State::succeeded;
  if (equal_ignoring_case(word, "failed") || equal_ignoring_case(word, "canceled"))
    return State::failed;
  return State::running;
}

State state_of(const Json& resource) {
  const auto properties = resource.find("properties");
  if (properties == resource.end() || !properties->is_object()) return State::succeeded;
  const auto state = properties->find("provisioningState");
  if (state == properties->end() || !state->is_string()) return State::succeeded;
  return state_of_word(state->get<std::string>());
}

bool usable(const Known& known) {
  return known.well_once && known.state != State::running;
}

void Knowledge::sent(const http::Request& request, const Target& target) {
  if (!is_write(request.method) || target.where != Target::Where::resource) return;
  open_[target.scope] = {target.key, request.method};
  if (request.method == "DELETE") known_[target.key].well_once = false;
}

std::string Knowledge::open_under(const std::string& scope) const {
  const auto found = open_.find(scope);
  return found == open_.end() ? "" : found->second.method + " " + found->second.key;
}

void Knowledge::close(const std::string& key) {
  const auto found = open_.find(scope_of(key));
  if (found != open_.end() && found->second.key == key) open_.erase(found);
}

void Knowledge::set(const std::string& key, State state) {
  known_[key].state = state;
  known_[key].well_once = known_[key].well_once || state == State::succeeded;
  const auto found = open_.find(scope_of(key));
  if (found == open_.end() || found->second.key != key || !terminal(state)) return;
  // A delete is over when the resource is gone, not when a read still finds it well.
  if (found->second.method == "DELETE" && state == State::succeeded) return;
  open_.erase(found);
}

void Knowledge::learn(const Json& resource, bool by_get) {
  const std::string key = key_of_id(resource.value("id", ""));
  if (key.empty()) return;
  Known& known = known_[key];
  known.body = resource;
  if (by_get) {
    known.seen_by_get = true;
    known.ambiguous = false;
  }
  set(key, state_of(resource));
}

void Knowledge::told_write(const http::Request& request, const Target& target,
                           const http::Reply& reply) {
  Known& known = known_[target.key];
  const auto* response = std::get_if<http::Response>(&reply);
  const auto* error = std::get_if<http::NetError>(&reply);
  if (response == nullptr || response->status >= 500) {
    known.ambiguous = error == nullptr || *error != http::NetError::connect;
    return close(target.key);
  }
  if (response->status >= 300) return close(target.key);
  const bool asynchronous = response->status == 202 ||
                            http::header(response->headers, "Azure-AsyncOperation") != nullptr ||
                            http::header(response->headers, "Location") != nullptr;
  const std::optional<Json> body = json_of(*response);
  if (!body && !response->body.empty()) known.ambiguous = true;
  if (asynchronous) {
    known.state = State::running;
    return;
  }
  if (request.method == "DELETE") return set(target.key, State::absent);
  if (body) learn(*body, false);
  if (!body) close(target.key);
}

void Knowledge::told_operation(const Operation& operation, const http::Response& response) {
  const std::optional<Json> body = json_of(response);
  // Behind Location stands the answer that the write itself would have had.
  if (response.status == 400 || response.status == 409) return set(operation.key, State::failed);
  if (response.status == 202 || response.status >= 300) return;
  if (body && body->contains("status") && (*body)["status"].is_string()) {
    const State state = state_of_word((*body)["status"].get<std::string>());
    if (state == State::succeeded && operation.method == "DELETE")
      return set(operation.key, State::absent);
    return set(operation.key, state);
  }
  if (operation.method == "DELETE") return set(operation.key, State::absent);
  if (body) learn(*body, false);
}

void Knowledge::told(const http::Request& request, const Target& target, const http::Reply& reply,
                     const Operations& operations) {
  if (is_write(request.method) && target.where == Target::Where::resource)
    return told_write(request, target, reply);
  const auto* response = std::get_if<http::Response>(&reply);
  if (response == nullptr || request.method != "GET") return;
  if (target.where == Target::Where::operation) {
    const auto found = operations.find(target.key);
    if (found != operations.end()) told_operation(found->second, *response);
    return;
  }
  if (target.where == Target::Where::resource && response->status == 404) {
    Known& known = known_[target.key];
    known.absent_by_get = true;
    known.ambiguous = false;
    known.body.reset();
    return set(target.key, State::absent);
  }
  const std::optional<Json> body = json_of(*response);
  if (response->status != 200 || !body) return;
  if (target.where == Target::Where::resource) return learn(*body, true);
  if (target.where != Target::Where::list || !body->contains("value")) return;
  // What a list says is only a hint where a read of the resource itself has said something.
  for (const Json& item : (*body)["value"])
    if (known_[key_of_id(item.value("id", ""))].state == State::unasked) learn(item, false);
}

}  // namespace armature::sim
