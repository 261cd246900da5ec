#include "resolve/content.hpp"
#include "resolve/live_reference.hpp"
#include "resolve/work.hpp"

namespace armature::resolve {
namespace {

/// Nothing of that name is live: the official SDK names anonymous code at random, so that equal
/// content can only be found through what uses it.
bool unnamed_here(const Work& work, std::size_t i) {
  return work.all[i].anonymous && work.live[i].known && work.live[i].body == nullptr;
}

void take_over(Work& work, std::size_t i, const LiveReference& found, const Json& body) {
  Resolved& out = work.out.resources[i];
  out.desired.id = found.id;
  out.desired.address.name = found.id.parts.front().second;
  out.desired.address.version = found.id.parts.back().second;
  out.content_is_there = true;
  out.number_pinned_now = false;
  work.live[i] = {.known = true, .body = &body};
}

void look_through(Work& work, std::size_t from) {
  for (const lower::Hole& hole : work.all[from].holes) {
    if (hole.kind != lower::Hole::Kind::reference || !hole.in_stack) continue;
    const auto target = work.targets.find(hole.target);
    if (!target || !unnamed_here(work, *target)) continue;
    const lower::Desired& asset = work.all[*target];
    const auto found = live_reference(work, from, hole, *asset.kind);
    if (!found) continue;
    const Reads::Seen seen = work.reads.get(get_of(*asset.kind, found->id));
    if (seen.body != nullptr && same_content(asset, *seen.body) == Evidence::same)
      take_over(work, *target, *found, *seen.body);
  }
}

}  // namespace

void take_over_anonymous(Work& work) {
  for (std::size_t from = 0; from < work.all.size(); ++from) look_through(work, from);
}

}  // namespace armature::resolve
