#pragma once

#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "catalog/kind.hpp"
#include "plan/plan.hpp"
#include "unit/azure/fakes.hpp"

/// Plans made by hand.
namespace armature::support {

struct Draft {
  std::string name;
  std::string kind;
  std::string parent = {};
  std::vector<plan::StepId> after = {};
  plan::Action action = plan::Action::create;
  Json body = nullptr;
};

inline plan::Step step_of(const Draft& draft, plan::StepId id) {
  plan::Step step;
  step.id = id;
  step.action = draft.action;
  step.kind = catalog::kind_named(draft.kind);
  REQUIRE(step.kind != nullptr);
  step.address = {.kind = draft.kind, .parent = draft.parent, .name = draft.name};
  step.target.scope = Bench::scope();
  const std::string type(step.kind->arm_type);
  const auto slash = type.find('/');
  const std::string first = slash == type.npos     ? draft.name
                            : step.kind->versioned ? draft.name
                                                   : draft.parent;
  step.target.parts.emplace_back(type.substr(0, slash), first);
  if (slash != type.npos)
    step.target.parts.emplace_back(type.substr(slash + 1), step.kind->versioned ? "1" : draft.name);
  step.after = draft.after;
  if (!draft.body.is_null()) step.body = share(draft.body);
  return step;
}

inline plan::Plan plan_of(const std::vector<Draft>& drafts) {
  plan::Plan plan;
  plan.datastore = {.name = "workspaceblobstore",
                    .account = "contosoml",
                    .container = "azureml",
                    .endpoint = "core.windows.net",
                    .protocol = "https"};
  for (const Draft& draft : drafts) plan.steps.push_back(step_of(draft, plan.steps.size()));
  return plan;
}

}  // namespace armature::support
