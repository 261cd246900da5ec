#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "diff/canonical.hpp"
#include "diff/leaf.hpp"
#include "plan/body.hpp"
#include "plan/plan.hpp"

namespace armature::plan {

Json compared_facts(const catalog::Kind& kind, const Json& live) {
  const catalog::Kind& whole = diff::body_kind(kind);
  const Json sent = writable(whole, live);
  Json out = Json::object();
  for (const std::string& path : leaves_of(whole, sent)) {
    const std::string_view key = diff::leaf_of(path).key;
    if (!key.empty() && catalog::server_key(whole, key)) continue;
    const Json* value = diff::value_at(sent, path);
    Json fact = value == nullptr ? Json() : diff::canonical(catalog::field_at(whole, path), *value);
    if (!fact.is_null()) diff::set_at(out, path, std::move(fact));
  }
  return out;
}

std::string moved(const Step& step, const Json* live) {
  if (!step.seen) {
    if (live == nullptr || unmet(step, *live).empty()) return {};
    return "it did not exist when the plan was made";
  }
  if (live == nullptr) return step.action == Action::remove ? "" : "it is gone";
  if (step.action != Action::remove && step.action != Action::replace && unmet(step, *live).empty())
    return {};
  const catalog::Kind& kind = *step.kind;
  for (const auto& [path, fact] : step.seen->items()) {
    const Json* value = diff::value_at(*live, path);
    if (diff::canonical(catalog::field_at(kind, path), value == nullptr ? Json() : *value) != fact)
      return fmt::format("{} is another than when the plan was made", path);
  }
  return {};
}

}  // namespace armature::plan
