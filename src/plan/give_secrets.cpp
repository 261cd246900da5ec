#include <map>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "diff/leaf.hpp"
#include "plan/plan.hpp"

namespace armature::plan {
namespace {

Status give(Step& step, const lower::Desired* desired) {
  Json body = step.body ? *step.body : Json::object();
  for (const std::string& path : step.withheld) {
    const Json* const value =
        desired == nullptr || !desired->body ? nullptr : diff::value_at(*desired->body, path);
    if (value == nullptr)
      return fail(ErrorKind::refused,
                  fmt::format("the manifests do not give the secret {} of {}, which a saved plan "
                              "does not hold",
                              path, step.address.text()),
                  "make the plan again with plan --out");
    diff::set_at(body, path, *value);
  }
  step.body = share(std::move(body));
  if (desired != nullptr) step.secrets = desired->secrets;
  step.withheld.clear();
  return {};
}

}  // namespace

Status give_secrets(Plan& plan, const std::vector<lower::Desired>& desired) {
  std::map<Address, const lower::Desired*> by_address;
  for (const lower::Desired& one : desired) by_address.emplace(one.address, &one);
  for (Step& step : plan.steps) {
    if (step.withheld.empty()) continue;
    const auto found = by_address.find(step.address);
    if (Status given = give(step, found == by_address.end() ? nullptr : found->second); !given)
      return given;
  }
  return {};
}

}  // namespace armature::plan
