#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "diff/canonical.hpp"
#include "diff/leaf.hpp"
#include "diff/marks.hpp"
#include "plan/plan.hpp"

namespace armature::plan {
namespace {

/// What the plan saw of a tag; null pointer where it did not look.
const Json* seen_tag(const Step& step, const std::string& path) {
  if (!step.seen) return nullptr;
  const auto found = step.seen->find(path);
  return found == step.seen->end() ? nullptr : &*found;
}

bool erases(const Step& step) {
  return step.action == Action::remove || step.action == Action::replace;
}

/// The tag as the step leaves it, or as the plan saw it.
bool expected(const Step& step, std::string_view tag, const std::string& path, const Json* live) {
  const auto mark = step.marks.find(std::string(tag));
  const Json now = live == nullptr ? Json() : *live;
  if (mark != step.marks.end() && now == mark->second) return true;
  if (const Json* then = seen_tag(step, path)) return now == *then;
  return step.seen != nullptr || step.marks.empty();  // where it could be another's from the start
}

}  // namespace

std::string claimed(const Step& step, const Json& live) {
  const catalog::Kind& kind = diff::body_kind(*step.kind);
  const std::string_view place = diff::tags_path(kind);
  if (kind.versioned || place.empty()) return {};
  const diff::TagMap tags = diff::live_tags(kind, live);
  for (const std::string_view tag : {diff::stack_tag, diff::source_tag}) {
    const std::string path = fmt::format("{}/{}", place, tag);
    const Json* now = diff::value_at(live, path);
    if (expected(step, tag, path, now)) continue;
    // Tags that somebody took off an own resource come back with the write.
    if (now == nullptr && step.seen && !erases(step)) continue;
    const std::string stack = diff::stack_of(tags);
    return stack.empty() ? "it carries no tag of this stack"
                         : "it belongs to stack " + stack + " now";
  }
  const std::string path = fmt::format("{}/{}", place, diff::protect_tag);
  const Json* then = seen_tag(step, path);
  const bool held = diff::protected_by_tag(tags) && (then == nullptr || then->is_null());
  return held && erases(step) ? "it is protected from deletion now" : "";
}

std::string moved(const Step& step, const Json* live) {
  if (!step.seen) {
    if (live == nullptr || unmet(step, *live).empty()) return {};
    return "it did not exist when the plan was made";
  }
  if (live == nullptr) return step.action == Action::remove ? "" : "it is gone";
  if (step.action != Action::remove && step.action != Action::replace && unmet(step, *live).empty())
    return {};
  const catalog::Kind& kind = *step.kind;
  for (const auto& [path, fact] : step.seen->items()) {
    const Json* value = diff::value_at(*live, path);
    if (diff::canonical(catalog::field_at(kind, path), value == nullptr ? Json() : *value) != fact)
      return fmt::format("{} is another than when the plan was made", path);
  }
  return {};
}

}  // namespace armature::plan
