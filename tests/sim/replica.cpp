#include "sim/replica.hpp"

#include <utility>

#include "base/text.hpp"
#include "sim/target.hpp"

namespace armature::sim {

void Replica::remember(const std::string& key, std::optional<Json> body, Nanos get, Nanos list) {
  versions_[key].push_back({std::move(body), get, list});
}

const Replica::Version* Replica::shown(const std::string& key, Nanos now, Nanos Version::* until) {
  const auto found = versions_.find(key);
  if (found == versions_.end()) return nullptr;
  auto& all = found->second;
  while (!all.empty() && all.front().get <= now && all.front().list <= now) all.pop_front();
  for (const Version& version : all)
    if (version.*until > now) return &version;
  return nullptr;
}

bool Replica::get(const std::string& key, Nanos now, http::Response& answer) {
  const Version* old = shown(key, now, &Version::get);
  if (old == nullptr) return false;
  if (old->body) {
    answer.status = 200;
    answer.body = dump(*old->body);
  } else {
    answer.status = 404;
    answer.body =
        R"({"error":{"code":"ResourceNotFound","message":"The resource was not found."}})";
  }
  http::set_header(answer.headers, "Content-Type", "application/json; charset=utf-8");
  return true;
}

bool Replica::list(const std::string& key, Nanos now, http::Response& answer) {
  const std::string prefix = key + "/";
  Json page = Json::parse(answer.body, nullptr, false);
  if (!page.is_object() || !page.contains("value")) return false;
  bool changed = false;
  std::map<std::string, bool> listed;
  Json items = Json::array();
  for (const Json& item : page["value"]) {
    const std::string item_key = key_of_id(item.value("id", ""));
    listed[item_key] = true;
    const Version* old = shown(item_key, now, &Version::list);
    changed = changed || old != nullptr;
    if (old == nullptr) items.push_back(item);
    if (old != nullptr && old->body) items.push_back(*old->body);
  }
  const bool last_page = !page.contains("nextLink") || page["nextLink"].is_null();
  for (auto at = versions_.lower_bound(prefix);
       last_page && at != versions_.end() && at->first.rfind(prefix, 0) == 0; ++at) {
    if (at->first.find('/', prefix.size()) != std::string::npos || listed.count(at->first) > 0)
      continue;
    const Version* old = shown(at->first, now, &Version::list);
    if (old == nullptr || !old->body) continue;
    items.push_back(*old->body);
    changed = true;
  }
  if (!changed) return false;
  page["value"] = std::move(items);
  answer.body = dump(page);
  return true;
}

}  // namespace armature::sim
