#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "manifest/content.hpp"
#include "manifest/document.hpp"

/// The disk: finds the stack file, reads manifests, hashes local content. Paths never leave the
/// stack's root, symlinks included.
namespace armature::source {

struct Request {
  std::vector<std::string> files;  ///< -f: stack file, manifest, folder, "-" (standard input);
                                   ///< empty: look upward for armature.yaml
  std::string working_directory;   ///< absolute
  std::map<std::string, std::string> environment;
  std::string standard_input;                                       ///< its text where "-" is given
  std::string target = {};                                          ///< -t
  std::vector<std::pair<std::string, std::string>> variables = {};  ///< --var
  std::vector<std::string> variable_files = {};                     ///< --var-file
  std::string location = {};  ///< --location: what ${workspace.location} stands for
};

struct Loaded {
  std::string root;  ///< absolute folder that all paths are relative to and confined to
  std::optional<manifest::StackFile> stack;
  std::string stack_path;         ///< of the stack file relative to the repository's top (for
                                  ///< armature.source), else empty
  std::string stack_folder = {};  ///< of the stack file, relative to the root
  std::vector<manifest::Document>
      documents;  ///< manifests in order of file name; the stack document is not among them
  std::size_t foreign = 0;  ///< documents of a folder that are no AML manifests, left out
};

Loaded load(const Request& request, Diagnostics& diagnostics);

/// A target with the place that it works on; what needs a variable without a value is empty.
struct TargetPlace {
  std::string name;
  bool is_default = false;
  std::string cloud, subscription, resource_group, workspace;
};
struct TargetList {
  std::string stack;
  std::vector<TargetPlace> targets;  ///< in order of the file
};

/// The targets of the stack file; its manifests are not looked at.
TargetList load_targets(const Request& request, Diagnostics& diagnostics);

struct WantedFile {
  bool as_text = false;
  std::string path;  ///< relative to root, normalised
  SourcePos pos;
};

/// Hashes and reads what lowering wants. Missing files, paths that leave the root, devices and
/// unreadable files are diagnosed at `pos`.
manifest::LocalFiles read_local(const std::string& root, const std::vector<WantedFile>& wanted,
                                Diagnostics& diagnostics);

/// Remote URL of the repository that holds `root`, and HEAD's abbreviated commit; empty where there
/// is none. Reads .git itself.
struct Repository {
  std::string top, remote, commit;
};
Repository repository_of(const std::string& root);

}  // namespace armature::source
