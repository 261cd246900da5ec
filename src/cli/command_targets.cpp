#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/commands.hpp"

namespace armature::cli {
namespace {

/// Members that nothing says are left out.
Json as_json(const source::TargetList& list) {
  Json all = Json::array();
  for (const source::TargetPlace& one : list.targets) {
    Json target = {{"name", one.name}, {"default", one.is_default}};
    const std::pair<const char*, const std::string&> fields[] = {
        {"cloud", one.cloud},
        {"subscription", one.subscription},
        {"resourceGroup", one.resource_group},
        {"workspace", one.workspace}};
    for (const auto& [name, value] : fields)
      if (!value.empty()) target[name] = value;
    all.push_back(std::move(target));
  }
  return {{"stack", list.stack}, {"targets", std::move(all)}};
}

std::string as_text(const source::TargetList& list) {
  if (list.targets.empty()) return printable(list.stack) + " has no targets\n";
  std::size_t width = 0;
  for (const source::TargetPlace& one : list.targets) width = std::max(width, one.name.size());
  std::string text;
  for (const source::TargetPlace& one : list.targets) {
    std::vector<std::string> place;
    for (const std::string& word : {one.workspace, one.resource_group, one.subscription, one.cloud})
      if (!word.empty()) place.push_back(printable(word));
    std::string line = fmt::format("{} {:<{}}  {}", one.is_default ? "*" : " ", printable(one.name),
                                   width, join(place, " · "));
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

}  // namespace

int run_targets(const Context& context) {
  Diagnostics diagnostics;
  const source::TargetList list = source::load_targets(request_of(context), diagnostics);
  context.console.err(diagnostics);
  if (has_errors(diagnostics)) return exit_error;
  const std::string text = context.arguments.json ? dump(as_json(list)) + "\n" : as_text(list);
  return context.console.out(text) ? 0 : exit_error;
}

}  // namespace armature::cli
