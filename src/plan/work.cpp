#include "plan/work.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "diff/canonical.hpp"
#include "diff/leaf.hpp"
#include "plan/select.hpp"

namespace armature::plan {

std::size_t Work::add(Draft draft) {
  drafts.push_back(std::move(draft));
  return drafts.size() - 1;
}

void Work::refuse(const Address& address, std::string message, std::string remedy) {
  plan.refusals.push_back({address, std::move(message), std::move(remedy)});
}

void Work::guard(const Address& address, std::string message) {
  if (options.destroy) return;
  if (!matches(address, options.allow))
    return refuse(address, std::move(message), "--allow " + address.text());
  if (allowed.insert(address.text()).second) plan.allowed.push_back(address);
}

bool Work::is_replaced(const std::string& id_key) const {
  const auto found = erased.find(id_key);
  return found != erased.end() && drafts[found->second].step.action == Action::replace;
}

const Json* Work::look(const catalog::Kind& kind, const arm::ResourceId& id,
                       const std::set<std::string>& paths) {
  relied[query_of(kind, id)].insert(paths.begin(), paths.end());
  return seen(observed, kind, id).body;
}

std::set<std::string> relied_paths(const catalog::Kind& kind,
                                   const std::vector<std::string>& declared,
                                   const std::vector<std::string>& reset) {
  std::set<std::string> out(declared.begin(), declared.end());
  out.insert(reset.begin(), reset.end());
  const std::string_view tags = diff::tags_path(kind);
  if (!tags.empty())
    for (const std::string_view mark : {diff::stack_tag, diff::source_tag, diff::protect_tag})
      out.insert(fmt::format("{}/{}", tags, mark));
  return out;
}

Json facts_at(const catalog::Kind& kind, const Json& live, const std::set<std::string>& paths) {
  Json out = Json::object();
  for (const std::string& path : paths) {
    const Json* value = diff::value_at(live, path);
    out[path] = value == nullptr ? Json() : diff::canonical(catalog::field_at(kind, path), *value);
  }
  return out;
}

Draft removal_draft(const Work& work, const Address& address, const catalog::Kind& kind,
                    const arm::ResourceId& id, const Json& live) {
  Draft out;
  Step& step = out.step;
  step.action = Action::remove;
  step.address = address;
  step.kind = &kind;
  step.target = id;
  step.purge = kind.removal == catalog::Removal::archive && work.options.purge;
  if (kind.removal == catalog::Removal::archive && !step.purge)
    step.body = share({{"properties", {{"isArchived", true}}}});
  step.joins_operation = !arm::terminal(arm::provisioning_state(live));
  step.seen = share(facts_at(kind, live, relied_paths(kind, {}, {})));
  out.live = &live;
  return out;
}

}  // namespace armature::plan
