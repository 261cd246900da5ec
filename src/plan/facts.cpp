#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "diff/canonical.hpp"
#include "diff/leaf.hpp"
#include "plan/plan.hpp"

namespace armature::plan {

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
