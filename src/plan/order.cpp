#include <algorithm>
#include <queue>
#include <tuple>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "plan/work.hpp"

namespace armature::plan {
namespace {

/// Creations in the order in which people think of the kinds, then removals the other way round.
using Rank = std::tuple<bool, std::ptrdiff_t, Address, std::size_t>;

/// Where people look for a kind; those that documents make come where the kind they are made of is.
std::ptrdiff_t position(const catalog::Kind& kind) {
  const auto all = catalog::kinds();
  return std::ranges::find(all, kind.name, &catalog::Kind::name) - all.begin();
}

Rank rank_of(const Draft& draft, std::size_t index) {
  const bool removal = draft.step.action == Action::remove;
  const std::ptrdiff_t kind = position(*draft.step.kind);
  return {removal, removal ? -kind : kind, draft.step.address, index};
}

void link_declared(Work& work) {
  for (std::size_t i = 0; i < work.resources.size(); ++i) {
    if (!work.draft_of[i]) continue;
    for (const std::size_t needed : work.after[i])
      if (work.draft_of[needed])
        work.drafts[*work.draft_of[i]].after.insert(*work.draft_of[needed]);
  }
}

/// What goes waits for everything that used it, be that removed, changed to use something else, or
/// taken along with its endpoint.
void link_users(Work& work) {
  const auto wait = [&](const catalog::Kind& kind, const Json& live, std::size_t user) {
    for (const auto& [path, id] : references(kind, live, work.scope)) {
      const auto gone = work.removed.find(id.key());
      if (gone != work.removed.end() && gone->second != user)
        work.drafts[gone->second].after.insert(user);
    }
  };
  if (work.removed.empty()) return;
  for (std::size_t i = 0; i < work.drafts.size(); ++i)
    if (work.drafts[i].live != nullptr) wait(*work.drafts[i].step.kind, *work.drafts[i].live, i);
  for (const auto& [key, listed] : work.lists)
    if (const auto along = work.erased.find(key); along != work.erased.end())
      wait(*listed.kind, *listed.body, along->second);
}

void refuse_still_wanted(Work& work) {
  if (work.options.destroy || work.removed.empty()) return;
  for (std::size_t i = 0; i < work.resources.size(); ++i) {
    const lower::Desired& desired = work.resources[i].desired;
    for (const auto& [path, id] : references(*desired.kind, *desired.body, work.scope)) {
      const auto gone = work.removed.find(id.key());
      if (gone == work.removed.end()) continue;
      work.refuse(
          work.drafts[gone->second].step.address,
          fmt::format("it has no manifest any more, but {} refers to it", desired.address.text()),
          "declare it again, or let that refer to another");
    }
  }
}

std::string serving_words(const Work& work, const lower::Desired& user) {
  const catalog::Kind* endpoint = catalog::kind_named(user.kind->parent_kind);
  if (endpoint == nullptr) return {};
  const Json* live = seen(work.observed, *endpoint, user.id.parent()).body;
  if (live == nullptr) return {};
  const std::string name = to_lower(user.id.name());
  for (const catalog::Kind* kind : routing_kinds(*endpoint))
    for (const catalog::Field& row : kind->fields) {
      const Json* value = row.arm.empty() ? nullptr : find(*live, row.arm);
      if (value == nullptr || std::ranges::count(routed_names(*value), name) == 0) continue;
      return value->is_string() ? " (the default)" : " (serving)";
    }
  return {};
}

/// While something is replaced, the live deployments that use it do not work.
void tell_meanwhile(Work& work) {
  if (work.erased.empty()) return;
  std::map<std::size_t, std::vector<std::string>> users;
  for (std::size_t i = 0; i < work.resources.size(); ++i) {
    const lower::Desired& user = work.resources[i].desired;
    const Json* live = seen(work.observed, *user.kind, user.id).body;
    if (live == nullptr || user.kind->parent_kind.empty() || !user.kind->routes.empty()) continue;
    for (const auto& [path, id] : references(*user.kind, *live, work.scope)) {
      const auto gone = work.erased.find(id.key());
      if (gone != work.erased.end() && work.drafts[gone->second].step.action == Action::replace)
        users[gone->second].push_back(user.address.name + serving_words(work, user));
    }
  }
  for (const auto& [draft, names] : users)
    work.drafts[draft].step.remarks.push_back({"meanwhile", join(names, ", ") + " cannot score"});
}

class Numbering {
 public:
  explicit Numbering(Work& work)
      : work_(work), waits_(work.drafts.size()), users_(work.drafts.size()) {}

  void run() {
    for (std::size_t i = 0; i < work_.drafts.size(); ++i) {
      waits_[i] = work_.drafts[i].after.size();
      for (const std::size_t needed : work_.drafts[i].after) users_[needed].push_back(i);
      if (waits_[i] == 0) ready_.push(rank_of(work_.drafts[i], i));
    }
    std::vector<StepId> id_of(work_.drafts.size());
    while (!ready_.empty()) {
      const std::size_t i = std::get<3>(ready_.top());
      ready_.pop();
      id_of[i] = work_.plan.steps.size();
      Step step = std::move(work_.drafts[i].step);
      step.id = id_of[i];
      for (const std::size_t needed : work_.drafts[i].after) step.after.push_back(id_of[needed]);
      std::ranges::sort(step.after);
      work_.plan.steps.push_back(std::move(step));
      for (const std::size_t user : users_[i])
        if (--waits_[user] == 0) ready_.push(rank_of(work_.drafts[user], user));
    }
    for (std::size_t i = 0; i < waits_.size(); ++i)
      if (waits_[i] != 0)
        work_.refuse(work_.drafts[i].step.address, "its step waits for itself",
                     "this is a defect of Armature: report it with the manifests");
  }

 private:
  Work& work_;
  std::vector<std::size_t> waits_;
  std::vector<std::vector<std::size_t>> users_;
  std::priority_queue<Rank, std::vector<Rank>, std::greater<>> ready_;
};

}  // namespace

void order(Work& work) {
  link_declared(work);
  link_users(work);
  refuse_still_wanted(work);
  tell_meanwhile(work);
  Numbering(work).run();
}

}  // namespace armature::plan
