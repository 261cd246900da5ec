#include <algorithm>

#include "manifest/targets.hpp"
#include "source/loader.hpp"

namespace armature::source {

TargetList load_targets(const Request& request, Diagnostics& diagnostics) {
  return Loader(request, diagnostics).targets();
}

/// The faults of one target's values are those of a run with that target: here they only leave out
/// what they are about.
TargetList Loader::targets() {
  std::vector<Given> given;
  read_choices();
  if (request_.files.empty()) {
    look_upward(given);
  } else {
    for (const std::string& file : request_.files) look_at(file, given);
  }
  TargetList out;
  if (has_errors(diagnostics_)) return out;
  const manifest::Document* stack = nullptr;
  for (const Given& one : given)
    for (const manifest::Document& document : one.documents)
      if (stack == nullptr && is_stack(document)) stack = &document;
  if (stack == nullptr) {
    error(request_.files.front(), "No stack file",
          "Targets are declared in a stack file (armature.yaml). Name one with -f.");
    return out;
  }
  const auto targets = manifest::read_targets(stack->root, diagnostics_);
  for (const manifest::Target& target : targets) {
    manifest::Choices choices = choices_;
    choices.target = target.name;
    Diagnostics left_out;
    const auto read = manifest::read_stack(*stack, choices, left_out);
    TargetPlace& place = out.targets.emplace_back();
    place.name = target.name;
    place.is_default = target.is_default;
    if (!read) continue;
    out.stack = read->name;
    place.cloud = read->cloud;
    place.subscription = read->subscription;
    place.resource_group = read->resource_group;
    place.workspace = read->workspace;
  }
  if (targets.empty()) {
    manifest::Choices choices = choices_;
    choices.environment.erase("ARMATURE_TARGET");
    Diagnostics left_out;
    if (const auto read = manifest::read_stack(*stack, choices, left_out)) out.stack = read->name;
  }
  return out;
}

}  // namespace armature::source
