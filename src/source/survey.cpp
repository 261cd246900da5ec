#include "source/survey.hpp"

#include "source/beneath.hpp"
#include "source/disk_store.hpp"
#include "source/find.hpp"
#include "source/loader.hpp"

namespace armature::source {

Survey survey(const std::string& folder, Diagnostics& diagnostics) {
  Survey out;
  const auto error = [&](const std::string& file, std::string summary, std::string detail) {
    out.complete = false;
    diagnostics.push_back({Severity::error,
                           {std::make_shared<const std::string>(file), 0, 0},
                           std::move(summary),
                           std::move(detail)});
  };
  const Opened opened = open_folder(folder);
  if (!opened.fd) {
    error(folder, "Cannot open the folder", reason_of(opened.error) + ".");
    return out;
  }
  for (const std::string& name : names_in(open_folder(folder)))
    out.has_stack_file = out.has_stack_file || is_stack_name(name);
  const Found found = find_yaml(opened.fd.get(), "");
  for (const std::string& one : found.unreadable)
    error(one, "Folder cannot be read", "Make it readable, or move it away.");
  if (found.too_many)
    error(folder, "Too many files", "Choose a folder with fewer files, such as that of one model.");
  out.stacks = found.foreign_stacks;
  const auto store = disk_store(folder);
  for (const std::string& path : found.files) {
    SurveyedFile& file = out.files.emplace_back(SurveyedFile{.path = path});
    const auto text = store->read(path, 0, manifest::ReadLimits{}.bytes_max);
    if (!text) {
      ++file.foreign;
      continue;
    }
    Diagnostics faults;
    for (manifest::Document& document : manifest::read_yaml(*text, path, path, faults)) {
      if (claims_to_be_manifest(document))
        file.manifests.push_back(std::move(document));
      else
        ++file.foreign;
    }
    if (file.manifests.empty() && file.foreign == 0) ++file.foreign;
  }
  return out;
}

}  // namespace armature::source
