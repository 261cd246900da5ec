#include <fmt/core.h>

#include "base/text.hpp"
#include "lower/lowering.hpp"

namespace armature::lower {
namespace {

/// The declared resources that a reference can name: anonymous assets cannot be referred to.
class Declared {
 public:
  explicit Declared(const std::vector<Desired>& all) {
    for (const Desired& one : all) {
      if (one.anonymous || !one.kind->routes.empty()) continue;
      by_name_[key(*one.kind, one.address.name)].push_back(&one);
    }
  }

  std::vector<const Desired*> named(const catalog::Kind& kind, const std::string& name) const {
    const auto found = by_name_.find(key(kind, name));
    return found == by_name_.end() ? std::vector<const Desired*>() : found->second;
  }

 private:
  static std::string key(const catalog::Kind& kind, const std::string& name) {
    return fmt::format("{}/{}", kind.name, kind.versioned ? name : to_lower(name));
  }

  std::map<std::string, std::vector<const Desired*>> by_name_;
};

Diagnostic without_version(const Hole& hole, const std::vector<const Desired*>& declared) {
  Diagnostic one{
      .pos = hole.pos,
      .summary = fmt::format("Reference without a version: \"azureml:{}\"", hole.target.name)};
  if (declared.empty()) {
    one.detail = fmt::format(
        "No manifest declares a {} of that name. Write azureml:{}:VERSION or azureml:{}@latest.",
        hole.target.kind, hole.target.name, hole.target.name);
    return one;
  }
  one.detail = "Several versions are declared; write which one:";
  for (const Desired* each : declared)
    one.detail += fmt::format("\nazureml:{}:{} ({})", each->address.name, each->address.version,
                              short_text(each->pos));
  return one;
}

void settle(Hole& hole, const Declared& declared, Diagnostics& diagnostics) {
  const catalog::Kind& kind = *catalog::kind_named(hole.target.kind);
  const std::vector<const Desired*> known = declared.named(kind, hole.target.name);
  const std::string& version = hole.target.version;
  if (!kind.versioned) {
    hole.in_stack = !known.empty();
    if (hole.in_stack) hole.target = known.front()->address;
  } else if (version.empty()) {
    hole.in_stack = known.size() == 1;
    if (hole.in_stack)
      hole.target = known.front()->address;
    else
      diagnostics.push_back(without_version(hole, known));
  } else if (version.front() == '@') {
    // The label stays: it is told when a newer version is live.
    hole.in_stack = version == "@latest" && known.size() == 1;
  } else {
    for (const Desired* one : known) hole.in_stack |= one->address.version == version;
  }
}

}  // namespace

void settle_references(std::vector<Desired>& all, Diagnostics& diagnostics) {
  const Declared declared(all);
  for (Desired& one : all)
    for (Hole& hole : one.holes)
      if (hole.kind == Hole::Kind::reference && !hole.in_stack) settle(hole, declared, diagnostics);
}

}  // namespace armature::lower
