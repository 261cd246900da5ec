#pragma once

#include <string>
#include <vector>

#include "arm/resource_id.hpp"
#include "source/survey.hpp"

/// The stack file that `armature init` writes.
namespace armature::cli {

struct FirstStack {
  std::string text;
  std::size_t manifests = 0;  ///< documents that it lists
};

/// `folder_name` becomes the stack's name, as far as it can. Members of `scope` that are not known
/// are empty.
FirstStack first_stack(const std::string& folder_name, const arm::Scope& scope,
                       const source::Survey& survey);

/// A name of a stack made of a folder's.
std::string stack_name_of(const std::string& folder_name);

/// Paths and globs that name the files of `listed` and none of `others` nor any in `closed`
/// folders. All are sorted.
std::vector<std::string> globs_for(const std::vector<std::string>& listed,
                                   const std::vector<std::string>& others,
                                   const std::vector<std::string>& closed);

}  // namespace armature::cli
