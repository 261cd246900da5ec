#include "lower/table.hpp"

#include <nlohmann/json.hpp>

#include "manifest/document.hpp"

namespace armature::lower {

Json table_paths(const std::string& text, const std::string& path, Diagnostics& diagnostics) {
  Diagnostics problems;
  const std::vector<manifest::Document> documents = manifest::read_yaml(text, path, path, problems);
  for (const Diagnostic& problem : problems)
    if (problem.severity == Severity::error) diagnostics.push_back(problem);
  Json out = Json::array();
  if (documents.size() != 1) return out;
  const manifest::Node* const paths = documents.front().root.get("paths");
  if (paths == nullptr) return out;
  for (const manifest::Node& item : paths->items)
    for (const std::string_view spelling : {"file", "folder", "pattern"})
      if (const manifest::Node* const value = item.get(spelling);
          value != nullptr && value->is(manifest::Node::Type::text))
        out.push_back(value->scalar);
  return out;
}

}  // namespace armature::lower
