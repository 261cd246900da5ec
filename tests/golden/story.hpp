#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "plan/plan.hpp"
#include "report/plan_text.hpp"

/// One case file: manifests that are applied, what happens to the live state, the manifests now,
/// and the plan that follows.
///
///   --- before FILE        a file of the stack that is applied first
///   --- live ID            a JSON merge patch of what is live then
///   --- after FILE         a file of the stack as it is planned; empty takes it away; others stay
///   as before
///   --- options            allow=GLOB, adopt, destroy, no-delete, unmarked, verbose, next=COMMAND:
///   one a line
///   --- plan               the exact text
namespace armature::golden {

struct Story {
  std::string name;
  std::map<std::string, std::string> before;
  std::map<std::string, std::string> after;  ///< everything, not only what changed
  std::vector<std::pair<std::string, std::string>> live;
  plan::Options options;
  bool marked = true;
  report::Style style;
  std::string next;
  std::string expected;
};

Story read_story(const std::string& path);
/// Tells the story to a fresh service: the plan at its end.
plan::Plan plan_of(const Story& story);
/// Puts another text where the expected one stands in the file.
void rewrite(const std::string& path, const std::string& text);

}  // namespace armature::golden
