#include "sim/expect.hpp"

#include <fmt/core.h>

#include "base/text.hpp"
#include "sim/knowledge.hpp"
#include "sim/scope.hpp"
#include "sim/target.hpp"

namespace armature::sim {

namespace {

bool same(const Json& a, const Json& b) {
  if (a.is_string() && b.is_string())
    return equal_ignoring_case(a.get<std::string>(), b.get<std::string>());
  return a == b;
}

bool archived(const Json& body) {
  const Json* flag = find(body, "properties.isArchived");
  return flag != nullptr && flag->is_boolean() && flag->get<bool>();
}

/// Bodies of the versions in a container ("models/net-a").
std::vector<Json> versions_of(const Json& snapshot, const std::string& container) {
  std::vector<Json> out;
  for (const auto& [id, record] : snapshot.items())
    if (key_of_id(id).rfind(container + "/versions/", 0) == 0) out.push_back(record["body"]);
  return out;
}

std::string check(const Expect& one, const Truth& truth, const Json& snapshot) {
  if (one.is == Expect::Is::holds) {
    for (const Json& body : versions_of(snapshot, one.key))
      if (!archived(body) && dump(body).find(one.value.get<std::string>()) != std::string::npos)
        return "";
    return fmt::format("no live version of {} holds {}", one.key, dump(one.value));
  }
  if (one.is == Expect::Is::archived_or_gone) {
    for (const Json& body : versions_of(snapshot, one.key))
      if (tagged_ours(body) && !archived(body))
        return fmt::format("{} is still there", key_of_id(body.value("id", "")));
    return "";
  }
  const std::optional<Json> body = truth(one.key);
  if (one.is == Expect::Is::gone) return body ? one.key + " is still there" : "";
  if (!body) return one.key + " does not exist";
  if (one.is == Expect::Is::there)
    return state_of(*body) == State::succeeded ? "" : one.key + " is not Succeeded";
  const Json* member = find(*body, one.path);
  const Json value = member == nullptr ? Json() : *member;
  const std::string target = value.is_string() ? key_of_id(value.get<std::string>()) : "";
  bool holds = false;
  if (one.is == Expect::Is::equal) holds = same(value, one.value);
  if (one.is == Expect::Is::id_of) holds = target == one.value.get<std::string>();
  if (one.is == Expect::Is::content_of && !target.empty()) {
    const std::optional<Json> asset = truth(target);
    holds = asset && !archived(*asset) &&
            dump(*asset).find(one.value.get<std::string>()) != std::string::npos;
  }
  if (holds) return "";
  return fmt::format("{} {} is {}, not {}", one.key, one.path, dump(value), dump(one.value));
}

}  // namespace

Json tags_of(const Json& body) {
  for (const char* path : {"tags", "properties.tags"})
    if (const Json* tags = find(body, path); tags != nullptr && tags->is_object() && !tags->empty())
      return *tags;
  return Json::object();
}

bool tagged_ours(const Json& body) {
  const Json tags = tags_of(body);
  return tags.value("armature.stack", "") == stack_name &&
         tags.value("armature.source", "") == stack_source;
}

std::string unmet(const std::vector<Expect>& all, const Truth& truth, const Json& snapshot) {
  std::string out;
  for (const Expect& one : all) {
    const std::string wrong = check(one, truth, snapshot);
    if (!wrong.empty()) out += (out.empty() ? "" : "; ") + wrong;
  }
  return out;
}

}  // namespace armature::sim
