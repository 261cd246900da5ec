#include "lower/conda.hpp"

#include <fmt/core.h>

#include "lower/yaml_block.hpp"
#include "manifest/document.hpp"

namespace armature::lower {

std::string conda_text(const manifest::Node& mapping) {
  return to_yaml_block(mapping);
}

std::string conda_text(const std::string& text, const std::string& path, const SourcePos& pos,
                       Diagnostics& diagnostics) {
  Diagnostics problems;
  const std::vector<manifest::Document> documents = manifest::read_yaml(text, path, path, problems);
  // Its warnings are about other readers of YAML; conda's own is not among them.
  for (const Diagnostic& problem : problems)
    if (problem.severity == Severity::error) diagnostics.push_back(problem);
  if (has_errors(problems)) return {};
  if (documents.size() == 1) return to_yaml_block(documents.front().root);
  diagnostics.push_back(
      {.pos = pos,
       .summary = fmt::format("\"{}\" is no conda file", path),
       .detail = fmt::format("Expected one YAML document, got {}.", documents.size())});
  return {};
}

}  // namespace armature::lower
