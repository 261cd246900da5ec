#include "plan/select.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace armature::plan {

bool matches(const Address& address, const std::vector<std::string>& globs) {
  if (globs.empty()) return false;
  const std::string whole = address.text();
  Address any_version = address;
  any_version.version.clear();
  const std::string bare = any_version.text();
  return std::ranges::any_of(globs, [&](const std::string& glob) {
    return glob_match(glob, whole) || glob_match(glob, bare);
  });
}

bool chosen(const Address& address, const Options& options) {
  return (options.only.empty() || matches(address, options.only)) &&
         !matches(address, options.exclude);
}

std::vector<bool> selection(const std::vector<resolve::Resolved>& resources,
                            const std::vector<std::vector<std::size_t>>& after,
                            const Options& options) {
  std::vector<bool> selected(resources.size(), false);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < resources.size(); ++i)
    if (chosen(resources[i].desired.address, options)) open.push_back(i);
  while (!open.empty()) {
    const std::size_t i = open.back();
    open.pop_back();
    if (selected[i]) continue;
    selected[i] = true;
    for (const std::size_t needed : after[i])
      if (!matches(resources[needed].desired.address, options.exclude)) open.push_back(needed);
  }
  return selected;
}

}  // namespace armature::plan
