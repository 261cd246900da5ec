#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "manifest/document.hpp"

namespace armature::source {

/// A YAML file of a folder, whatever it holds.
struct SurveyedFile {
  std::string path;  ///< relative to the folder
  std::vector<manifest::Document> manifests = {};
  std::size_t foreign = 0;  ///< documents that are no manifests, or cannot be read as YAML
};

struct Survey {
  std::vector<SurveyedFile> files;  ///< sorted
  std::vector<std::string> stacks;  ///< folders with a stack file of their own, left out
  bool has_stack_file = false;      ///< in the folder itself
  bool complete = true;             ///< false: part of it cannot be read; see the diagnostics
};

/// All YAML below a folder (absolute): what a first stack file could list.
Survey survey(const std::string& folder, Diagnostics& diagnostics);

}  // namespace armature::source
