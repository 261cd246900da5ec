#include <algorithm>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "diff/leaf.hpp"
#include "lower/secrets.hpp"
#include "lower/summary.hpp"
#include "plan/body.hpp"
#include "plan/select.hpp"
#include "plan/work.hpp"

namespace armature::plan {
namespace {

constexpr std::string_view archived_path = "properties.isArchived";

bool uploads(const lower::Desired& desired) {
  return desired.content && std::ranges::any_of(desired.holes, [](const lower::Hole& hole) {
           return hole.kind == lower::Hole::Kind::upload_uri;
         });
}

std::string upload_summary(const manifest::Content& content) {
  const std::size_t count = content.files.size();
  return fmt::format("new, {} file{}, {} to upload", count, count == 1 ? "" : "s",
                     human_bytes(content.bytes()));
}

class Deciding {
 public:
  Deciding(Work& work, std::size_t index)
      : work_(work),
        index_(index),
        resolved_(work.resources[index]),
        desired_(resolved_.desired),
        kind_(*desired_.kind) {}

  void run() {
    const Json* const there = seen(work_.observed, kind_, desired_.id).body;
    secrets_ = there == nullptr ? desired_.secrets : diff::all_secrets(desired_, *there);
    live_ = work_.look(kind_, desired_.id, relied_paths(kind_, open(desired_.declared), {}));
    const bool parent_goes =
        !kind_.parent_kind.empty() && work_.is_replaced(desired_.id.parent().key());
    if (parent_goes) live_ = nullptr;
    for (const std::string& note : resolved_.notes) work_.plan.notes.push_back(note);
    if (live_ == nullptr) return create();
    ownership_ = diff::ownership(diff::live_tags(kind_, *live_), work_.owner);
    difference_ = diff::compare(resolved_, *live_, work_.owner);
    running_ = !arm::terminal(arm::provisioning_state(*live_));
    if (needs_nothing()) return unchanged();
    if (!may_write()) return;
    if (forced()) return replace();
    if (difference_.changes.empty() && !running_) return adopt();
    update();
  }

 private:
  bool others() const {
    return ownership_ == diff::Ownership::other_stack ||
           ownership_ == diff::Ownership::other_source;
  }
  bool markable() const { return work_.owner.marks() && !diff::tags_path(kind_).empty(); }
  bool forced() const {
    return std::ranges::any_of(difference_.changes, &diff::Change::forces_replacement);
  }

  /// A takeover is a visible step even where every field is equal. Versions are shared history:
  /// whoever made one, it is used as it is.
  bool needs_nothing() const {
    if (!difference_.changes.empty() || running_) return false;
    return kind_.versioned || !markable() || ownership_ == diff::Ownership::ours;
  }

  /// What a plan may remember of the live body, and be it a digest.
  std::vector<std::string> open(std::vector<std::string> paths) const {
    std::erase_if(paths,
                  [this](const std::string& path) { return lower::has_secret(secrets_, path); });
    return paths;
  }

  void unchanged() {
    work_.plan.unchanged.push_back({desired_.address, std::move(difference_.suppressed)});
  }

  /// Another stack's resources are left alone; --adopt takes them over.
  bool may_write() {
    if (kind_.versioned && forced()) {
      const auto change =
          std::ranges::find_if(difference_.changes, &diff::Change::forces_replacement);
      work_.refuse(
          desired_.address,
          fmt::format("it exists with another {}, and the content of a version never changes",
                      change->yaml),
          "give it a version that is free, or leave the version out");
      return false;
    }
    if (!others() || kind_.versioned || work_.options.adopt) return true;
    const std::string whose = diff::stack_of(diff::live_tags(kind_, *live_));
    work_.refuse(
        desired_.address,
        ownership_ == diff::Ownership::other_source
            ? fmt::format("it belongs to a stack of the same name, {}, from another source", whose)
            : fmt::format("it belongs to stack {}", whose),
        "refer to it without a manifest of it, or take it over with --adopt");
    return false;
  }

  Draft draft(Action action) const {
    Draft out;
    Step& step = out.step;
    step.action = action;
    step.address = desired_.address;
    step.kind = desired_.kind;
    step.target = desired_.id;
    step.body = desired_.body;
    step.secrets = secrets_;
    for (const std::string& path : leaves_of(kind_, *desired_.body))
      if (!std::ranges::binary_search(desired_.declared, path)) step.defaults.push_back(path);
    step.summary = lower::summary_of(desired_);
    step.pos = desired_.pos;
    const bool keep_theirs = kind_.versioned && others();
    if (!keep_theirs) step.marks = diff::marks(desired_, *desired_.body, work_.owner);
    out.live = live_;
    return out;
  }

  void put_down(Draft draft) {
    for (const std::size_t needed : work_.after[index_]) check_excluded(needed);
    if (live_ != nullptr)
      draft.step.seen = share(facts_at(
          kind_, *live_, relied_paths(kind_, open(desired_.declared), open(draft.step.reset))));
    draft.step.because = std::move(difference_.changes);
    work_.draft_of[index_] = work_.add(std::move(draft));
  }

  void check_excluded(std::size_t needed) {
    const lower::Desired& other = work_.resources[needed].desired;
    if (work_.selected[needed] || !other.kind->routes.empty()) return;
    const Seen there = seen(work_.observed, *other.kind, other.id);
    if (there.body != nullptr) return;
    work_.refuse(desired_.address,
                 fmt::format("it needs {}, which --exclude leaves out and which does not exist",
                             other.address.text()),
                 "leave " + other.address.text() + " in");
  }

  void create() {
    Draft out = draft(uploads(desired_) ? Action::upload : Action::create);
    if (out.step.action == Action::upload) {
      for (const lower::Hole& hole : desired_.holes)
        if (hole.kind == lower::Hole::Kind::upload_uri) out.step.holes.push_back(hole);
      out.step.content = desired_.content;
      out.step.datastore = resolved_.datastore;
      out.step.summary = upload_summary(*desired_.content);
    }
    out.step.number_pinned = resolved_.number_pinned_now;
    put_down(std::move(out));
  }

  /// The desired body with what live holds where the two are proven to be the same: a reference
  /// stays as it is written there.
  SharedJson body_over_live() const {
    Json body = *desired_.body;
    const auto keep = [&](const std::string& path) {
      if (const Json* value = diff::value_at(*live_, path)) diff::set_at(body, path, *value);
    };
    for (const lower::Hole& hole : desired_.holes)
      if (hole.kind == lower::Hole::Kind::upload_uri) keep(hole.path);
    for (const auto& [path, value] : resolved_.same_content) keep(path);
    for (const diff::Change& change : difference_.changes)
      if (change.reason == diff::Reason::unarchived) put(body, archived_path, false);
    return share(std::move(body));
  }

  void update() {
    Draft out = draft(Action::update);
    Step& step = out.step;
    step.body = body_over_live();
    for (const diff::Change& change : difference_.changes)
      if (change.reason == diff::Reason::removed) step.reset.push_back(change.path);
    step.joins_operation = running_;
    step.summary =
        running_ ? "operation in progress: " + live_text(*live_, "properties.provisioningState")
                 : "in place";
    tell_adoption(step);
    put_down(std::move(out));
  }

  void adopt() {
    Draft out = draft(Action::adopt);
    out.step.body = nullptr;
    out.step.defaults.clear();
    out.step.summary =
        others() ? "taken over from stack " + diff::stack_of(diff::live_tags(kind_, *live_))
                 : "untagged and equal: tags only";
    put_down(std::move(out));
  }

  void tell_adoption(Step& step) const {
    if (!markable() || step.marks.empty() || ownership_ == diff::Ownership::ours || kind_.versioned)
      return;
    step.remarks.push_back(
        {"adopts", others()
                       ? "taken over from stack " + diff::stack_of(diff::live_tags(kind_, *live_))
                       : "it carries no stack's tags; from now on this one's"});
  }

  void replace() {
    Draft out = draft(Action::replace);
    out.step.joins_operation = running_;
    out.step.summary = "delete, then create";
    guard_replacement();
    if (uploads(desired_)) out.step.body = body_over_live();
    put_down(std::move(out));
    work_.erased[desired_.id.key()] = *work_.draft_of[index_];
  }

  void guard_replacement() {
    const Address& address = desired_.address;
    if (diff::protected_by_tag(diff::live_tags(kind_, *live_)))
      work_.refuse(address, "it is protected, and replacing it deletes it first",
                   "take the tag armature.protect off the live resource");
    // Where there is no place for tags, declaring a resource is owning it.
    const bool untaggable = diff::tags_path(kind_).empty();
    const bool consent = untaggable || ownership_ == diff::Ownership::ours || work_.options.adopt;
    if (!consent)
      work_.refuse(address, "replacing it deletes it first, and it carries no tag of this stack",
                   work_.owner.marks() ? "take it over with --adopt"
                                       : "name the stack with --stack NAME, and --adopt");
    if (kind_.guarded_removal) work_.guard(address, "replacing it deletes it first");
    refuse_foreign_children();
  }

  void refuse_foreign_children() {
    const auto found = work_.listed_children.find(desired_.id.key());
    if (!kind_.removal_takes_children || found == work_.listed_children.end()) return;
    for (const Listed* child : found->second) {
      const auto tags = diff::live_tags(*child->kind, *child->body);
      const Address address = address_of(*child->kind, child->id);
      if (diff::protected_by_tag(tags))
        work_.refuse(
            desired_.address,
            fmt::format("replacing it would take {} along, which is protected from deletion",
                        address.text()),
            "take the tag armature.protect off the live resource");
      if (!chosen(address, work_.options))
        work_.refuse(
            desired_.address,
            fmt::format("replacing it would take {} along, which --only or --exclude leaves out",
                        address.text()),
            fmt::format("choose {} too", address.text()));
      const auto whose = diff::ownership(tags, work_.owner);
      const bool adopted = work_.options.adopt && work_.declared.contains(child->id.key());
      if (whose == diff::Ownership::ours || adopted) continue;
      work_.refuse(desired_.address,
                   fmt::format("deleting it would take {} along, which this stack does not own",
                               address_of(*child->kind, child->id).text()),
                   "move or delete that one first");
    }
  }

  Work& work_;
  std::size_t index_;
  const resolve::Resolved& resolved_;
  const lower::Desired& desired_;
  const catalog::Kind& kind_;
  const Json* live_ = nullptr;
  std::vector<std::string> secrets_ = {};
  diff::Ownership ownership_ = diff::Ownership::nobodys;
  diff::Difference difference_ = {};
  bool running_ = false;
};

}  // namespace

void decide_resources(Work& work) {
  // Whether an endpoint is replaced decides what its deployments need.
  for (const bool children : {false, true})
    for (std::size_t i = 0; i < work.resources.size(); ++i) {
      const catalog::Kind& kind = *work.resources[i].desired.kind;
      const bool now = !kind.parent_kind.empty() == children;
      if (work.selected[i] && kind.routes.empty() && now) Deciding(work, i).run();
    }
}

}  // namespace armature::plan
