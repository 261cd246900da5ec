// What the judge sees inside the server: effects, whoever caused them.
#include <fmt/core.h>

#include "sim/judge.hpp"

namespace armature::sim {

namespace {

/// What makes a version of an asset this version, empty for other kinds.
std::string content_of(const std::string& key, const Json& body) {
  if (key.find("/versions/") == std::string::npos) return "";
  std::string out;
  for (const char* path :
       {"properties.codeUri", "properties.modelUri", "properties.modelType", "properties.image",
        "properties.condaFile", "properties.build.contextUri"})
    if (const Json* member = find(body, path); member != nullptr && member->is_string())
      out += member->get<std::string>() + "\n";
  return out;
}

std::string container_of(const std::string& key) {
  return key.substr(0, key.find("/versions/"));
}

}  // namespace

void Judge::on_arrival(const http::Request& request, Origin origin) {
  const Target target = target_of(request.url);
  if (!is_write(request.method) || target.where != Target::Where::resource) return;
  if (origin != Origin::process) {
    disturbed_ = true;
    facts_.erase(target.key);  // what the network repeats may undo what strangers did since
  }
  if (origin == Origin::process) check_owner(request, target);
  existed_ = service_.truth(target.key).has_value();
}

void Judge::check_owner(const http::Request& request, const Target& target) {
  if (foreign_.count(target.key) > 0)
    world_.violate("I17", "touches what a stranger owns: " + short_text(request));
  const std::optional<Json> live = service_.truth(target.key);
  const bool asset = target.key.find("/versions/") != std::string::npos;
  if (live && request.method == "DELETE" && !tagged_ours(*live))
    world_.violate("I17", "deletes what does not carry our mark: " + short_text(request));
  const bool declared = stage_->keys.count(target.key) > 0 ||
                        (asset && stage_->containers.count(container_of(target.key)) > 0);
  if (live && !declared && !tagged_ours(*live))
    world_.violate("I17", "writes what is neither declared nor ours: " + short_text(request));
  if (stage_->destroy && live) check_users(request, target);
  if (asset || request.method != "PUT") return;
  const Json body = Json::parse(request.body, nullptr, false);
  for (const std::string& key : references(target, body)) {
    const std::optional<Json> needed = service_.truth(key);
    const bool lagged = faults_.of(Fault::stale_get) > 0 || faults_.of(Fault::stale_list) > 0;
    const bool made = needed && state_of(*needed) != State::running;
    const bool others = world_.now() < service_.strangers_until();
    if (!disturbed_ && !lagged && !others && (!made || !usable(knowledge_.of(key))))
      world_.violate("I4",
                     fmt::format("{} arrives while {} is not Succeeded", short_text(request), key));
  }
}

/// Nothing is taken away while a deployment of ours still uses it.
void Judge::check_users(const http::Request& request, const Target& target) {
  if (target.key.find("endpoints/") != std::string::npos) return;
  for (const std::string& key : stage_->keys) {
    const std::optional<Json> user =
        key.find("/deployments/") == std::string::npos ? std::nullopt : service_.truth(key);
    if (user && references(target_of(Service::url_of(key)), *user).count(target.key) > 0 &&
        !disturbed_)
      world_.violate("I4", fmt::format("{} while {} still uses it", short_text(request), key));
  }
}

void Judge::on_effect(const http::Request& request, const http::Response& response, Origin origin) {
  const Target target = target_of(request.url);
  if (response.status >= 300) return;
  if (target.where == Target::Where::blob && request.method == "PUT") {
    const std::string* status = http::header(request.headers, "x-ms-meta-upload_status");
    const std::size_t mark = target.key.find("LocalUpload/");
    if (status != nullptr && *status == "completed" && mark != std::string::npos)
      completed_.emplace(target.key.substr(0, target.key.find('/', mark + 12)), world_.now());
    return;
  }
  if (!is_write(request.method) || target.where != Target::Where::resource) return;
  for (const char* name : {"Azure-AsyncOperation", "Location"})
    if (const std::string* url = http::header(response.headers, name))
      operations_[target_of(*url).key] = {target.key, request.method};
  if (origin != Origin::orphan) wrote_[target.key].accepted = true;
  if (request.method == "PUT") lose_facts(target, Json::parse(request.body, nullptr, false));
  count(request, target, origin);
}

/// What the write does not carry is gone: on_send has judged whether it should have known.
void Judge::lose_facts(const Target& target, const Json& body) {
  const auto found = facts_.find(target.key);
  if (found == facts_.end()) return;
  std::erase_if(found->second, [&](const Fact& fact) {
    const Json* member = find(body, fact.path);
    return member == nullptr || *member != fact.value;
  });
}

void Judge::count(const http::Request& request, const Target& target, Origin origin) {
  if (request.method == "DELETE" && existed_) {
    ++deletes_[target.key];
    facts_.erase(target.key);
    contents_[container_of(target.key)].clear();
    // An endpoint takes its deployments along.
    for (const auto& [key, n] : creates_)
      if (key.rfind(target.key + "/deployments/", 0) == 0) {
        ++deletes_[key];
        facts_.erase(key);
      }
  }
  if (request.method != "PUT" || existed_) return;
  if (++creates_[target.key] > 1 + deletes_[target.key])
    world_.violate("I3", target.key + " is created twice");
  const std::string content = content_of(target.key, Json::parse(request.body, nullptr, false));
  if (origin != Origin::process || content.empty()) return;
  const auto [first, fresh] = contents_[container_of(target.key)].emplace(content, target.key);
  if (!fresh)
    world_.violate("I3", fmt::format("{} holds the same content as {}", target.key, first->second));
}

void Judge::foreign(const std::string& key) {
  if (const std::optional<Json> body = service_.truth(key)) foreign_[key] = *body;
}

void Judge::foreign_fact(const std::string& key, const std::string& path, const Json& value) {
  auto& facts = facts_[key];
  for (Fact& fact : facts)
    if (fact.path == path) {
      fact = {path, value, world_.now()};
      return;
    }
  facts.push_back({path, value, world_.now()});
}

void Judge::foreign_untouched() {
  for (const auto& [key, body] : foreign_) {
    const std::optional<Json> live = service_.truth(key);
    if (!live || dump(*live) != dump(body))
      world_.violate("I17", "a stranger's resource is not as it was: " + key);
  }
  for (const auto& [key, facts] : facts_) {
    const std::optional<Json> live = service_.truth(key);
    for (const Fact& fact : facts) {
      const Json* member = live ? find(*live, fact.path) : nullptr;
      if (live && (member == nullptr || *member != fact.value))
        world_.violate("I17", fmt::format("lost on {}: {}, set by a stranger", key, fact.path));
    }
  }
}

}  // namespace armature::sim
