#include <map>
#include <optional>
#include <set>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "lower/lower.hpp"
#include "lower/naming.hpp"
#include "lower/secrets.hpp"

namespace armature::lower {
namespace {

/// Stands in a path for a version that only the workspace can tell.
constexpr std::string_view next_version = "{next}";

Json unknown(std::string reason) {
  return Json{{"unknown", std::move(reason)}};
}

std::string id_text(const Desired& one) {
  arm::ResourceId id = one.id;
  if (one.versioning == Versioning::next_free) id.parts.back().second = next_version;
  return id.text();
}

std::string name_of(Address address) {
  address.version.clear();
  return address.text();
}

class Renderer {
 public:
  Renderer(const std::vector<Desired>& all, const std::vector<std::vector<std::size_t>>& after,
           const std::string& location)
      : all_(all), after_(after), location_(location) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      by_address_.emplace(all[i].address.text(), i);
      if (!all[i].anonymous) by_name_.emplace(name_of(all[i].address), i);
      if (all[i].kind->routes.empty()) by_id_.emplace(all[i].id.key(), i);
    }
  }

  Json run() {
    Json requests = Json::array();
    for (const std::size_t i : order()) requests.push_back(request(i));
    return Json{{"requests", std::move(requests)}};
  }

 private:
  /// Predecessors first, otherwise as the resources stand. Without recursion: chains may be long.
  std::vector<std::size_t> order() const {
    std::vector<std::size_t> waits_for(all_.size(), 0);
    std::vector<std::vector<std::size_t>> next(all_.size());
    for (std::size_t i = 0; i < after_.size(); ++i) {
      waits_for[i] = after_[i].size();
      for (const std::size_t before : after_[i]) next[before].push_back(i);
    }
    std::set<std::size_t> ready;
    for (std::size_t i = 0; i < all_.size(); ++i)
      if (waits_for[i] == 0) ready.insert(i);
    std::vector<std::size_t> out;
    while (!ready.empty()) {
      const std::size_t i = *ready.begin();
      ready.erase(ready.begin());
      out.push_back(i);
      for (const std::size_t each : next[i])
        if (--waits_for[each] == 0) ready.insert(each);
    }
    return out;
  }

  Json request(std::size_t i) const {
    const Desired& one = all_[i];
    Json after = Json::array();
    if (i < after_.size())
      for (const std::size_t before : after_[i]) after.push_back(all_[before].address.text());
    arm::ResourceId id = one.id;
    const bool open = one.versioning == Versioning::next_free;
    if (open) id.parts.pop_back();
    std::string path = arm::url_path(id);
    if (open) path += fmt::format("/{}/{}", one.id.parts.back().first, next_version);
    return Json{{"address", one.address.text()},
                {"method", "PUT"},
                {"path", std::move(path)},
                {"apiVersion", one.kind->api_version},
                {"body", body(i)},
                {"source",
                 {{"file", one.pos.file ? *one.pos.file : std::string()}, {"line", one.pos.line}}},
                {"after", std::move(after)}};
  }

  /// Routing is part of its endpoint, and PUT replaces: the whole endpoint is sent again with it.
  Json body(std::size_t i) const {
    const Desired& one = all_[i];
    Json own = filled(one);
    if (one.kind->routes.empty()) return own;
    const auto endpoint = by_id_.find(one.id.key());
    if (endpoint == by_id_.end()) return own;
    Json whole = filled(all_[endpoint->second]);
    for (const std::string& path : one.declared)
      if (const Json* const value = find(own, path)) put(whole, path, *value);
    return whole;
  }

  Json filled(const Desired& one) const {
    Json out = one.body ? *one.body : Json::object();
    for (const Hole& hole : one.holes) put(out, hole.path, value_of(hole, one));
    return masked(std::move(out), one.secrets);
  }

  Json value_of(const Hole& hole, const Desired& one) const {
    switch (hole.kind) {
      case Hole::Kind::version:
        return unknown("version that is free when it is planned");
      case Hole::Kind::location:
        return location_.empty() ? unknown("location of the workspace") : Json(location_);
      case Hole::Kind::upload_uri:
        return unknown(
            fmt::format("place of the upload of {}", one.content ? one.content->path : hole.path));
      case Hole::Kind::reference:
        break;
    }
    const auto target = target_of(hole, one.id.scope);
    if (!target)
      return unknown(fmt::format("id of {}{}", name_of(hole.target), hole.target.version));
    std::string text = hole.form;
    if (const std::size_t at = text.find("{}"); at != std::string::npos)
      text.replace(at, 2, *target);
    return text;
  }

  std::optional<std::string> target_of(const Hole& hole, const arm::Scope& scope) const {
    const bool label = hole.target.version.starts_with('@');
    if (hole.in_stack) {
      const auto exact = by_address_.find(hole.target.text());
      if (exact != by_address_.end()) return id_text(all_[exact->second]);
      const auto named = by_name_.find(name_of(hole.target));
      if (named != by_name_.end()) return id_text(all_[named->second]);
    }
    if (label) return std::nullopt;
    return id_of(*catalog::kind_named(hole.target.kind), hole.target, scope).text();
  }

  const std::vector<Desired>& all_;
  const std::vector<std::vector<std::size_t>>& after_;
  const std::string& location_;
  std::map<std::string, std::size_t> by_address_;
  std::map<std::string, std::size_t> by_name_;
  std::map<std::string, std::size_t> by_id_;
};

}  // namespace

Json render(const std::vector<Desired>& all, const std::vector<std::vector<std::size_t>>& after,
            const std::string& location) {
  return Renderer(all, after, location).run();
}

}  // namespace armature::lower
