#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace armature::source {

/// YAML files beneath a folder.
struct Found {
  std::vector<std::string> files;  ///< relative to the root, sorted
  std::vector<std::string>
      foreign_stacks;  ///< folders that have a stack file of their own and were left out
  std::vector<std::string> outside;  ///< links to YAML files or folders that lead out of the root
  std::vector<std::string> unreadable;  ///< folders that could not be listed
  bool too_many = false;
};

/// All `*.yml` and `*.yaml` below `folder` (relative to the root), but for what lies in folders
/// whose name begins with a dot and in other stacks' folders.
Found find_yaml(int root, const std::string& folder);

/// Files beneath the root that a glob (relative to the root) matches. Names with a leading dot must
/// be spelled out.
Found find_matching(int root, const std::string& glob);

/// `a/./b/../c` without dots; nothing if it leads above its start, or is absolute.
std::optional<std::string> normalised(const std::string& path);

bool is_yaml_name(const std::string& name);
bool is_stack_name(const std::string& name);

}  // namespace armature::source
