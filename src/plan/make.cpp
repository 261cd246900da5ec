#include <nlohmann/json.hpp>

#include "plan/select.hpp"
#include "plan/work.hpp"

namespace armature::plan {
namespace {

void index(Work& work) {
  work.selected = selection(work.resources, work.after, work.options);
  work.draft_of.resize(work.resources.size());
  work.lists = listed(work.observed, work.scope);
  for (const auto& [key, one] : work.lists)
    if (!one.kind->parent_kind.empty()) work.listed_children[one.id.parent().key()].push_back(&one);
  for (std::size_t i = 0; i < work.resources.size(); ++i) {
    const lower::Desired& desired = work.resources[i].desired;
    if (desired.kind->routes.empty()) {
      work.declared.emplace(desired.id.key(), i);
    } else {
      work.routing[desired.id.key()].push_back(i);
    }
  }
}

}  // namespace

Plan make(const Header& header, const std::vector<resolve::Resolved>& resources,
          const std::vector<std::vector<std::size_t>>& after, const arm::Scope& scope,
          const arm::Observed& observed, const resolve::DefaultDatastore& datastore,
          const diff::Owner& owner, const Options& options) {
  Plan plan;
  plan.header = header;
  plan.datastore = datastore;
  plan.options = options;
  Work work{.resources = resources,
            .after = after,
            .scope = scope,
            .observed = observed,
            .owner = owner,
            .options = options,
            .plan = plan};
  index(work);
  if (!options.destroy) decide_resources(work);
  decide_removals(work);
  decide_routing(work);
  order(work);
  // Nothing is applied from an empty plan, so that it relies on nothing.
  if (!plan.steps.empty()) collect_read_set(work);
  return plan;
}

Counts count(const Plan& plan) {
  Counts out;
  for (const Step& step : plan.steps) {
    switch (step.action) {
      case Action::create:
      case Action::upload:
        ++out.add;
        break;
      case Action::update:
      case Action::adopt:
        ++out.change;
        break;
      case Action::replace:
        ++out.replace;
        break;
      case Action::remove:
        ++out.remove;
        break;
      case Action::route:
        ++out.route;
        break;
    }
    for (const diff::Change& change : step.because)
      if (change.reason == diff::Reason::drifted && step.action == Action::update) {
        ++out.drifted;
        break;
      }
  }
  out.unchanged = plan.unchanged.size();
  return out;
}

}  // namespace armature::plan
