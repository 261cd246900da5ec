#include <set>

#include <nlohmann/json.hpp>

#include "plan/select.hpp"
#include "plan/work.hpp"

namespace armature::plan {
namespace {

class Missing {
 public:
  Missing(const std::vector<resolve::Resolved>& resources, const arm::Scope& scope,
          const arm::Observed& observed, const diff::Owner& owner, const Options& options)
      : resources_(resources),
        scope_(scope),
        observed_(observed),
        owner_(owner),
        options_(options),
        lists_(listed(observed, scope)) {
    for (const auto& resolved : resources) declared_.insert(resolved.desired.id.key());
  }

  std::vector<arm::Query> all() {
    for (const auto& resolved : resources_) declared(resolved);
    for (const auto& [key, listed] : lists_) found(key, listed);
    if (options_.destroy && owner_.marks()) versions();
    return {needs_.begin(), needs_.end()};
  }

 private:
  const Json* ask(const catalog::Kind& kind, const arm::ResourceId& id) {
    const Seen answer = seen(observed_, kind, id);
    if (!answer.known) needs_.insert(query_of(kind, id));
    return answer.body;
  }

  void ask_children(const catalog::Kind& kind, const arm::ResourceId& id) {
    if (!kind.removal_takes_children) return;
    for (const catalog::Kind* child : child_kinds(kind)) need(children_query(*child, id));
  }

  void need(arm::Query query) {
    if (!observed_.contains(query)) needs_.insert(std::move(query));
  }

  bool ours(const catalog::Kind& kind, const Json& body) const {
    return owner_.marks() &&
           diff::ownership(diff::live_tags(kind, body), owner_) == diff::Ownership::ours;
  }

  void declared(const resolve::Resolved& resolved) {
    const lower::Desired& desired = resolved.desired;
    const catalog::Kind& kind = *desired.kind;
    if (!kind.routes.empty()) {
      if (const catalog::Kind* endpoint = catalog::kind_named(kind.routes))
        ask(*endpoint, desired.id);
      return;
    }
    const Json* live = ask(kind, desired.id);
    if (live == nullptr) return;
    if (may_lose_children(resolved, *live)) ask_children(kind, desired.id);
    // Whether a deployment serves decides whether it may go.
    if (const catalog::Kind* parent = catalog::kind_named(kind.parent_kind))
      ask(*parent, desired.id.parent());
    if (options_.destroy && ours(kind, *live)) used_versions(kind, *live);
  }

  /// Lists of deployments find what is to be pruned, and what would go along with an endpoint.
  bool may_lose_children(const resolve::Resolved& resolved, const Json& live) const {
    if (!resolved.desired.kind->removal_takes_children) return false;
    if (owner_.marks()) return true;
    if (options_.destroy) return false;
    for (const diff::Change& change : diff::compare(resolved, live, owner_).changes)
      if (change.forces_replacement) return true;
    return false;
  }

  void found(const std::string& key, const Listed& one) {
    if (declared_.contains(key) || !ours(*one.kind, *one.body)) return;
    const Json* live = ask(*one.kind, one.id);
    if (live == nullptr || !ours(*one.kind, *live)) return;
    ask_children(*one.kind, one.id);
    if (const catalog::Kind* parent = catalog::kind_named(one.kind->parent_kind))
      ask(*parent, one.id.parent());
    if (options_.destroy) used_versions(*one.kind, *live);
  }

  /// Versions that owned deployments use may be ours without a manifest.
  void used_versions(const catalog::Kind& kind, const Json& live) {
    for (const auto& [path, id] : references(kind, live, scope_)) {
      const catalog::Kind* target = catalog::kind_of_type(id.type());
      if (target != nullptr && target->versioned && same_workspace(id.scope, scope_))
        ask(*target, id);
    }
  }

  /// Earlier versions of declared assets are found by listing; each that is ours is confirmed
  /// before it is archived.
  void versions() {
    for (const auto& resolved : resources_) {
      const lower::Desired& desired = resolved.desired;
      const catalog::Kind& kind = *desired.kind;
      const bool numbered =
          kind.versioned && !desired.anonymous && chosen(desired.address, options_);
      if (!numbered) continue;
      const arm::ResourceId container = desired.id.parent();
      const arm::Query query =
          arm::list_query(container.text(), "versions", std::string(kind.api_version),
                          std::string(kind.list_parameters));
      need(query);
      const auto list = observed_.find(query);
      if (list == observed_.end() || !list->second.body || !list->second.body->is_array()) continue;
      for (const Json& item : *list->second.body) confirm(kind, item);
    }
  }

  void confirm(const catalog::Kind& kind, const Json& item) {
    const Json* flag = find(item, "properties.isArchived");
    const bool done = flag != nullptr && *flag == true && !options_.purge;
    const auto id = arm::parse_resource_id(live_text(item, "id"));
    if (!done && id && same_workspace(id->scope, scope_) && ours(kind, item)) ask(kind, *id);
  }

  const std::vector<resolve::Resolved>& resources_;
  const arm::Scope& scope_;
  const arm::Observed& observed_;
  const diff::Owner& owner_;
  const Options& options_;
  std::map<std::string, Listed> lists_;
  std::set<std::string> declared_;
  std::set<arm::Query> needs_;
};

}  // namespace

std::vector<arm::Query> missing_reads(const std::vector<resolve::Resolved>& resources,
                                      const arm::Scope& scope, const arm::Observed& observed,
                                      const diff::Owner& owner, const Options& options) {
  return Missing(resources, scope, observed, owner, options).all();
}

}  // namespace armature::plan
