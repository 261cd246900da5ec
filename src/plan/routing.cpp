#include <algorithm>
#include <iterator>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "diff/leaf.hpp"
#include "plan/select.hpp"
#include "plan/shares.hpp"
#include "plan/work.hpp"

namespace armature::plan {
namespace {

/// A deployment whose endpoint stays and which goes, for good or for a moment.
struct Going {
  std::string name;  ///< lower case
  std::size_t draft;
};

const Json* value_of(const Json& body, const catalog::Field& row) {
  return row.arm.empty() ? nullptr : diff::value_at(body, row.arm);
}

class Endpoint {
 public:
  Endpoint(Work& work, const catalog::Kind& kind, arm::ResourceId id)
      : work_(work), kind_(kind), id_(std::move(id)), key_(id_.key()) {
    fresh_ = work_.erased.contains(key_);
    const Json* live = work_.look(kind_, id_, {});
    live_ = live == nullptr || fresh_ ? &nothing() : live;
    was_ = live == nullptr ? &nothing() : live;
  }

  /// The declared routing that live differs from.
  void declared(std::size_t index) {
    const resolve::Resolved& resolved = work_.resources[index];
    const lower::Desired& desired = resolved.desired;
    work_.look(kind_, id_, {desired.declared.begin(), desired.declared.end()});
    auto difference = diff::compare(resolved, *live_, work_.owner);
    if (difference.changes.empty() && !overwritten_) {
      work_.plan.unchanged.push_back({desired.address, std::move(difference.suppressed)});
      return;
    }
    if (!may_route(desired.address)) return;
    Draft out = draft(*desired.kind, desired.address, *desired.body);
    out.step.because = overwritten_ ? from_drained(desired) : std::move(difference.changes);
    restored_.insert(desired.kind);
    if (overwritten_ || made_anew()) put_back(out, *desired.kind, {}, desired.declared);
    out.step.pos = desired.pos;
    out.step.summary = desired.summary;
    work_.draft_of[index] = work_.add(std::move(out));
    routes_.push_back(*work_.draft_of[index]);
  }

  void run(const std::vector<std::size_t>& declared_routing, const std::vector<Going>& going) {
    if (!going.empty() || fresh_) rely_on_routing();
    const Names serving = names(served(kind_, *live_));
    const Names later = after_plan(declared_routing, serving);
    Names replaced;
    Names removed;
    for (const Going& one : going) {
      if (!serving.contains(one.name)) continue;
      if (later.contains(one.name)) {
        const bool comes_back = work_.drafts[one.draft].step.action == Action::replace;
        if (comes_back ? may_replace(one) : may_remove(one, declared_routing, serving))
          (comes_back ? replaced : removed).insert(one.name);
      }
    }
    Names drained = replaced;
    drained.insert(removed.begin(), removed.end());
    const auto drains = drain(drained);
    overwritten_ = !replaced.empty();
    for (const std::size_t index : declared_routing) declared(index);
    if (overwritten_ || made_anew()) restore(removed);
    link(going, serving, later, drains);
  }

 private:
  /// Who serves decides what may go, whoever declares it.
  void rely_on_routing() {
    std::set<std::string> paths;
    for (const catalog::Kind* kind : routing_kinds(kind_))
      for (const catalog::Field& row : kind->fields)
        if (!row.arm.empty()) paths.emplace(row.arm);
    work_.look(kind_, id_, paths);
  }

  bool made_anew() const { return fresh_ && work_.is_replaced(key_); }

  static const Json& nothing() {
    static const Json empty = Json::object();
    return empty;
  }
  static Names names(const std::vector<std::string>& list) { return {list.begin(), list.end()}; }

  /// Who serves once the plan is done: declared members as the manifests say, the others as they
  /// are.
  Names after_plan(const std::vector<std::size_t>& routing, const Names& serving) const {
    if (routing.empty()) return serving;
    Json body = *live_;
    for (const std::size_t index : routing)
      for (const std::string& path : work_.resources[index].desired.declared) {
        const Json* value = diff::value_at(*work_.resources[index].desired.body, path);
        diff::set_at(body, path, value == nullptr ? Json() : *value);
      }
    return names(served(kind_, body));
  }

  bool may_replace(const Going& one) {
    const Address address = work_.drafts[one.draft].step.address;
    if (!may_route(address)) return false;  // its traffic is taken off first, and given back
    work_.guard(address, "it serves, and replacing it deletes it first");
    return work_.options.destroy || matches(address, work_.options.allow);
  }

  bool may_remove(const Going& one, const std::vector<std::size_t>& routing, const Names& serving) {
    const Address address = work_.drafts[one.draft].step.address;
    const bool endpoint_ours =
        diff::ownership(diff::live_tags(kind_, *live_), work_.owner) == diff::Ownership::ours;
    const bool named =
        work_.options.destroy ? endpoint_ours : matches(address, work_.options.allow);
    const bool last = serving.size() == 1;
    if (!routing.empty() && !work_.options.destroy) {
      work_.refuse(address, "it is to be deleted, and the declared routing still names it",
                   "take it out of the routing, or declare the deployment again");
    } else if (!last || !endpoint_ours) {
      work_.refuse(address, "it serves, and nothing declares who serves instead",
                   "declare the new routing of the endpoint");
    } else if (!named) {
      work_.refuse(address, "it serves, and nothing declares who serves instead",
                   "declare the new routing of the endpoint, or --allow " + address.text());
    } else {
      work_.guard(address, "it serves");
      return true;
    }
    return false;
  }

  /// A drain comes first: the declared routing is laid on what that leaves.
  std::vector<diff::Change> from_drained(const lower::Desired& desired) const {
    std::vector<diff::Change> out;
    for (const std::string& path : desired.declared) {
      const catalog::Field* row = catalog::field_at(*desired.kind, path);
      const auto left = drained_.find(path);
      const Json* wanted = diff::value_at(*desired.body, path);
      if (row == nullptr || wanted == nullptr || left == drained_.end()) continue;
      out.push_back({.path = path,
                     .yaml = std::string(row->yaml),
                     .from = share(left->second),
                     .to = share(*wanted)});
    }
    return out;
  }

  bool may_route(const Address& address) {
    const diff::TagMap tags = diff::live_tags(kind_, *live_);
    const diff::Ownership whose = diff::ownership(tags, work_.owner);
    const bool theirs =
        whose == diff::Ownership::other_stack || whose == diff::Ownership::other_source;
    if (!theirs || work_.options.adopt) return true;
    work_.refuse(address, "its endpoint belongs to stack " + diff::stack_of(tags),
                 "leave its routing to that stack, or take it over with --adopt");
    return false;
  }

  Draft draft(const catalog::Kind& kind, const Address& address, Json body) const {
    Draft out;
    out.step.action = Action::route;
    out.step.address = address;
    out.step.kind = &kind;
    out.step.target = id_;
    std::set<std::string> paths;
    for (const catalog::Field& row : kind.fields)
      if (!row.arm.empty()) paths.emplace(row.arm);
    if (live_ != &nothing()) {
      out.step.seen = share(facts_at(kind, *live_, paths));
      out.step.joins_operation = !arm::terminal(arm::provisioning_state(*live_));
    }
    out.step.body = share(std::move(body));
    return out;
  }

  /// Takes traffic off deployments before they go. One step a routing member kind.
  std::vector<std::size_t> drain(const Names& gone) {
    std::vector<std::size_t> out;
    if (gone.empty()) return out;
    for (const catalog::Kind* kind : routing_kinds(kind_)) {
      Json body = Json::object();
      std::vector<diff::Change> changes;
      for (const catalog::Field& row : kind->fields) {
        const Json* value = value_of(*live_, row);
        if (value == nullptr) continue;
        const auto routed = routed_names(*value);
        if (std::ranges::none_of(routed,
                                 [&](const std::string& name) { return gone.contains(name); }))
          continue;
        Json rest = without(*kind, row, *value, gone);
        changes.push_back({.path = std::string(row.arm),
                           .yaml = std::string(row.yaml),
                           .from = share(*value),
                           .to = share(rest)});
        drained_[std::string(row.arm)] = rest;
        put(body, row.arm, std::move(rest));
      }
      if (changes.empty()) continue;
      Draft step =
          draft(*kind, {.kind = std::string(kind->name), .name = id_.name()}, std::move(body));
      step.step.because = std::move(changes);
      step.step.drains = true;
      step.step.summary = "traffic taken off first";
      out.push_back(work_.add(std::move(step)));
    }
    return out;
  }

  /// Routing that nobody declares is put back as it was, around a replacement.
  void restore(const Names& gone) {
    for (const catalog::Kind* kind : routing_kinds(kind_)) {
      if (restored_.contains(kind)) continue;
      Draft step =
          draft(*kind, {.kind = std::string(kind->name), .name = id_.name()}, Json::object());
      put_back(step, *kind, gone, {});
      if (step.step.because.empty()) continue;
      step.step.summary = "as it was";
      routes_.push_back(work_.add(std::move(step)));
    }
  }

  /// The live members of a routing kind that `declared` does not name, laid on a step that gives
  /// traffic.
  void put_back(Draft& step, const catalog::Kind& kind, const Names& gone,
                const std::vector<std::string>& declared) {
    Json body = *step.step.body;
    for (const catalog::Field& row : kind.fields) {
      const Json* value = value_of(*was_, row);
      if (value == nullptr || routed_names(*value).empty()) continue;
      if (std::ranges::find(declared, row.arm) != declared.end()) continue;
      if (!fresh_ && !drained_.contains(std::string(row.arm))) continue;
      if (std::ranges::any_of(routed_names(*value), [&](const std::string& name) {
            return gone.contains(name) || lost(name);
          }))
        continue;
      step.step.because.push_back({.path = std::string(row.arm),
                                   .yaml = std::string(row.yaml),
                                   .from = left_by_drain(row),
                                   .to = share(*value)});
      wait_for(step, *value);
      put(body, row.arm, *value);
    }
    step.step.body = share(std::move(body));
  }

  SharedJson left_by_drain(const catalog::Field& row) const {
    const auto left = drained_.find(std::string(row.arm));
    return left == drained_.end() ? nullptr : share(left->second);
  }

  /// The declared deployment of that name, if there is one.
  std::optional<std::size_t> declared_child(const std::string& name) const {
    for (const catalog::Kind* child : child_kinds(kind_)) {
      arm::ResourceId id = id_;
      id.parts.emplace_back(std::string(split(child->arm_type, '/').back()), name);
      const auto found = work_.declared.find(id.key());
      if (found != work_.declared.end()) return found->second;
    }
    return {};
  }

  /// A deployment that the replaced endpoint takes along and that no manifest brings back.
  bool lost(const std::string& name) const { return fresh_ && !declared_child(name); }

  /// What is routed to must be there first, and so must the endpoint.
  void wait_for(Draft& route, const Json& value) const {
    for (const std::string& name : routed_names(value))
      if (const auto child = declared_child(name); child && work_.draft_of[*child])
        route.after.insert(*work_.draft_of[*child]);
    if (fresh_) route.after.insert(work_.erased.at(key_));
  }

  void link(const std::vector<Going>& going, const Names& serving, const Names& later,
            const std::vector<std::size_t>& drains) {
    for (const Going& one : going) {
      if (!serving.contains(one.name)) continue;
      auto& before = work_.drafts[one.draft].after;
      if (later.contains(one.name)) {
        before.insert(drains.begin(), drains.end());
        for (const std::size_t route : routes_) work_.drafts[route].after.insert(one.draft);
      } else {
        before.insert(routes_.begin(), routes_.end());
      }
    }
    for (const std::size_t route : routes_)
      work_.drafts[route].after.insert(drains.begin(), drains.end());
  }

  Work& work_;
  const catalog::Kind& kind_;
  arm::ResourceId id_;
  std::string key_;
  bool fresh_ = false;
  const Json* live_ = nullptr;  ///< empty object: absent, or about to be made anew
  const Json* was_ = nullptr;
  std::map<std::string, Json> drained_ = {};  ///< what a drain leaves, by arm path
  bool overwritten_ =
      false;  ///< a drain changes what live routes to: declared routing is written again
  std::vector<std::size_t> routes_ = {};
  std::set<const catalog::Kind*> restored_ = {};  ///< routing kinds that a declared step writes
};

}  // namespace

void decide_routing(Work& work) {
  std::map<std::string, std::pair<const catalog::Kind*, arm::ResourceId>> endpoints;
  std::map<std::string, std::vector<Going>> going;
  for (const auto& [key, indices] : work.routing)
    for (const std::size_t index : indices) {
      const lower::Desired& desired = work.resources[index].desired;
      if (!work.options.destroy && work.selected[index])
        endpoints.emplace(key,
                          std::make_pair(catalog::kind_named(desired.kind->routes), desired.id));
    }
  for (const auto& [key, draft] : work.erased) {
    const Step& step = work.drafts[draft].step;
    const catalog::Kind* parent = catalog::kind_named(step.kind->parent_kind);
    const bool itself = step.target.key() == key;  // else it goes along with its endpoint
    if (itself && work.is_replaced(key) && step.kind->removal_takes_children)
      endpoints.emplace(key, std::make_pair(step.kind, step.target));
    if (parent == nullptr || !itself) continue;
    const arm::ResourceId endpoint = step.target.parent();
    endpoints.emplace(endpoint.key(), std::make_pair(parent, endpoint));
    going[endpoint.key()].push_back({to_lower(step.target.name()), draft});
  }
  for (const auto& [key, endpoint] : endpoints) {
    if (endpoint.first == nullptr) continue;
    const auto routing = work.routing.find(key);
    const bool removed = work.removed.contains(key);
    if (removed) continue;
    // Routing that the subset leaves out stays as it is, whatever the manifests say of it.
    std::vector<std::size_t> declared;
    if (routing != work.routing.end())
      std::ranges::copy_if(routing->second, std::back_inserter(declared),
                           [&](std::size_t index) { return work.selected[index]; });
    Endpoint(work, *endpoint.first, endpoint.second).run(declared, going[key]);
  }
}

}  // namespace armature::plan
