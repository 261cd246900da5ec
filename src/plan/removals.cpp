#include <algorithm>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "plan/select.hpp"
#include "plan/work.hpp"

namespace armature::plan {
namespace {

/// Something live that this stack owns and no manifest wants.
struct Candidate {
  Address address;
  const catalog::Kind* kind;
  arm::ResourceId id;
  const Json* live;
  SourcePos pos;
};

bool archived(const Json& live) {
  const Json* flag = find(live, "properties.isArchived");
  return flag != nullptr && *flag == true;
}

bool ours(const Work& work, const catalog::Kind& kind, const Json& live) {
  return diff::ownership(diff::live_tags(kind, live), work.owner) == diff::Ownership::ours;
}

/// Kinds without a place for marks are owned by being declared.
bool owned_by_declaration(const catalog::Kind& kind) {
  return kind.tags == catalog::Tags::none && kind.removal != catalog::Removal::nothing;
}

void add_declared(Work& work, std::vector<Candidate>& out) {
  for (std::size_t i = 0; i < work.resources.size(); ++i) {
    const lower::Desired& desired = work.resources[i].desired;
    const catalog::Kind& kind = *desired.kind;
    if (!work.selected[i] || !kind.routes.empty()) continue;
    const Json* live = seen(work.observed, kind, desired.id).body;
    if (live == nullptr) continue;
    if (ours(work, kind, *live) || owned_by_declaration(kind)) {
      out.push_back({desired.address, &kind, desired.id, live, desired.pos});
    } else if (!kind.versioned) {
      work.plan.notes.push_back(desired.address.text() + " is not owned by this stack and stays");
    }
  }
}

/// What lists say is only a hint: the confirming GET decides.
void add_listed(Work& work, std::vector<Candidate>& out) {
  for (const auto& [key, listed] : work.lists) {
    const Address address = address_of(*listed.kind, listed.id);
    if (work.declared.contains(key) || !chosen(address, work.options)) continue;
    const Json* live = seen(work.observed, *listed.kind, listed.id).body;
    if (live == nullptr || !ours(work, *listed.kind, *live)) continue;
    if (!work.options.destroy && !work.options.prune) {
      work.plan.notes.push_back(address.text() + " has no manifest left; --no-delete leaves it");
      continue;
    }
    out.push_back({address, listed.kind, listed.id, live, {}});
  }
}

/// Versions that were confirmed by a GET and are ours, declared or not.
void add_versions(Work& work, std::vector<Candidate>& out) {
  for (const auto& [query, answer] : work.observed) {
    if (query.kind != arm::Query::Kind::get || !answer.body) continue;
    auto id = arm::parse_resource_id(live_text(*answer.body, "id"));
    const catalog::Kind* kind = id ? catalog::kind_of_type(id->type()) : nullptr;
    if (kind == nullptr || !kind->versioned || !ours(work, *kind, *answer.body)) continue;
    if (!same_workspace(id->scope, work.scope)) continue;
    const Address address = address_of(*kind, *id);
    const bool done = archived(*answer.body) && !work.options.purge;
    if (done || work.declared.contains(id->key()) || !chosen(address, work.options)) continue;
    out.push_back({address, kind, std::move(*id), answer.body.get(), {}});
  }
}

std::vector<Candidate> candidates(Work& work) {
  std::vector<Candidate> out;
  if (work.options.destroy) add_declared(work, out);
  if (work.owner.marks()) add_listed(work, out);
  if (work.options.destroy && work.owner.marks()) add_versions(work, out);
  std::erase_if(out, [&](const Candidate& one) {
    return one.kind->versioned && archived(*one.live) && !work.options.purge;
  });
  // An endpoint before its deployments, which go with it.
  std::ranges::sort(out, {}, [](const Candidate& one) {
    return std::make_pair(!one.kind->parent_kind.empty(), one.address);
  });
  return out;
}

class Removing {
 public:
  Removing(Work& work, const Candidate& one) : work_(work), one_(one), kind_(*one.kind) {}

  void run() {
    work_.look(kind_, one_.id, relied_paths(kind_, {}, {}));
    const std::string key = one_.id.key();
    const auto parent =
        kind_.parent_kind.empty() ? work_.erased.end() : work_.erased.find(one_.id.parent().key());
    if (parent != work_.erased.end()) {
      work_.erased[key] = parent->second;
      return;
    }
    if (diff::protected_by_tag(diff::live_tags(kind_, *one_.live)))
      work_.refuse(one_.address, "it is protected from deletion",
                   "take the tag armature.protect off the live resource");
    Draft draft = removal_draft(work_, one_.address, kind_, one_.id, *one_.live);
    draft.step.pos = one_.pos;
    draft.step.summary = summary(draft.step);
    if (kind_.guarded_removal)
      work_.guard(one_.address,
                  "no manifest of it is left, and deleting it is not undone by a re-run");
    if (kind_.removal_takes_children) take_children(draft);
    tell_what_stays(draft.step);
    work_.erased[key] = work_.removed[key] = work_.add(std::move(draft));
  }

 private:
  std::string summary(const Step& step) const {
    if (kind_.removal == catalog::Removal::archive)
      return step.purge ? "deleted for good" : "archived, can be taken back";
    return (work_.options.destroy ? "owned here" : "owned here, no manifest left") + serving();
  }

  /// "; not the default": nobody misses it.
  std::string serving() const {
    const catalog::Kind* endpoint = catalog::kind_named(kind_.parent_kind);
    const Json* live =
        endpoint == nullptr ? nullptr : seen(work_.observed, *endpoint, one_.id.parent()).body;
    if (live == nullptr) return {};
    const auto names = served(*endpoint, *live);
    if (std::ranges::find(names, to_lower(one_.id.name())) != names.end()) return {};
    for (const catalog::Kind* routing : routing_kinds(*endpoint))
      for (const catalog::Field& row : routing->fields)
        if (row.rule == catalog::Rule::child_name) return "; not the default";
    return "; takes no traffic";
  }

  void take_children(Draft& draft) {
    const auto found = work_.listed_children.find(one_.id.key());
    if (found == work_.listed_children.end()) return;
    std::vector<std::string> names;
    for (const Listed* child : found->second) {
      names.push_back(child->id.name());
      if (kept(*child)) continue;
      if (ours(work_, *child->kind, *child->body)) continue;
      work_.refuse(one_.address,
                   fmt::format("deleting it would take {} along, which this stack does not own",
                               address_of(*child->kind, child->id).text()),
                   "move or delete that one first");
    }
    if (!names.empty()) draft.step.remarks.push_back({"takes along", join(names, ", ")});
  }

  /// A child that must stay keeps what it stands in.
  bool kept(const Listed& child) {
    const Address address = address_of(*child.kind, child.id);
    const bool guarded = diff::protected_by_tag(diff::live_tags(*child.kind, *child.body));
    if (!guarded && chosen(address, work_.options)) return false;
    work_.refuse(
        one_.address,
        fmt::format("deleting it would take {} along, which {}", address.text(),
                    guarded ? "is protected from deletion" : "--only or --exclude leaves out"),
        guarded ? "take the tag armature.protect off the live resource"
                : fmt::format("leave {} out too", one_.address.text()));
    return true;
  }

  /// Versions outlive what used them. Those that a hash names say nothing to people.
  void tell_what_stays(Step& step) const {
    if (work_.options.destroy || kind_.parent_kind.empty()) return;
    constexpr std::size_t name_max = 31;
    std::vector<std::string> stays;
    for (const auto& [path, id] : references(kind_, *one_.live, work_.scope)) {
      const catalog::Kind* kind = catalog::kind_of_type(id.type());
      if (kind == nullptr || !kind->versioned) continue;
      const Address address = address_of(*kind, id);
      if (address.name.size() <= name_max && address.version.size() <= name_max)
        stays.push_back(address.text());
    }
    if (!stays.empty()) step.remarks.push_back({"stays", join(stays, ", ")});
  }

  Work& work_;
  const Candidate& one_;
  const catalog::Kind& kind_;
};

}  // namespace

void decide_removals(Work& work) {
  for (const Candidate& one : candidates(work)) Removing(work, one).run();
}

}  // namespace armature::plan
