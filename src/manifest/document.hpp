#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "manifest/node.hpp"
#include "manifest/variables.hpp"

namespace armature::manifest {

/// One YAML document that is (or claims to be) a manifest.
struct Document {
  std::string file;  ///< relative to the stack's folder, '/'-separated
  std::string
      folder;  ///< folder of `file`, "" at the top: local paths in the document are relative to it
  Node root;
  /// Last segment of `$schema` without ".schema.json" ("modelBatchDeployment"), else empty.
  std::string schema_name;
  /// Value of `kind:`, else empty. Which catalogue kind the document is, `schema` decides.
  std::string kind_name;
  bool unresolved = false;  ///< some expression has no value, which was told
};

struct ReadLimits {
  std::size_t bytes_max = 16U << 20U;
  std::size_t depth_max = 64;
  std::size_t nodes_max = 1'000'000;      ///< after expansion of aliases, per file
  std::size_t alias_nodes_max = 100'000;  ///< of these, what aliases and merge keys repeat
  std::size_t problems_max = 200;         ///< per file; reading ends when there are more
  std::size_t scalar_max =
      1U << 20U;  ///< bytes of one scalar; ARM takes no larger body than a few MiB
};

/// All documents of one file. `display` is how diagnostics name the file. Empty documents are left
/// out. Whatever is wrong is appended to `diagnostics`; a document with errors may still be
/// returned for further checks.
std::vector<Document> read_yaml(std::string_view text, const std::string& file,
                                const std::string& display, Diagnostics& diagnostics,
                                ReadLimits limits = {});

/// What the command line and the environment choose for a stack. All of it comes as values, so that
/// reading stays pure.
struct Choices {
  /// ARMATURE_TARGET and ARMATURE_VAR_* included.
  std::map<std::string, std::string> environment = {};
  std::string target = {};                         ///< -t
  std::vector<std::pair<std::string, std::string>> variables = {};  ///< --var
  std::vector<VariableFile> variable_files = {};                    ///< --var-file, in order
  std::string location = {};                                        ///< --location
};

/// A named overlay.
struct Target {
  std::string name;
  bool is_default = false;
  SourcePos pos;
};

/// A partial manifest of the chosen target, laid over those that the pattern names.
struct Override {
  std::string pattern;  ///< address or glob
  SourcePos pos;
  Node fields;  ///< a mapping
};

/// The stack file (design section 2), as the chosen target has it.
struct StackFile {
  std::string name;
  std::string cloud;  ///< "local", "AzureCloud", ...; empty if absent
  std::string subscription;
  std::string resource_group;
  std::string workspace;
  std::string id;              ///< explicit identity instead of the repository's; empty if absent
  std::string root;            ///< `root:`, relative to the stack file's folder; empty if absent
  bool has_manifests = false;  ///< without `manifests:` all YAML below the folder is looked at
  std::vector<std::string> manifests;          ///< paths and globs
  std::vector<SourcePos> manifest_positions;   ///< one for each of `manifests`
  std::string target;                          ///< the chosen one; empty: there are none
  std::vector<Target> targets;                 ///< in order of the file
  std::vector<Override> overrides;             ///< of the chosen target, in order of the file
  std::shared_ptr<const Variables> variables;  ///< with their values; never a null pointer
  SourcePos pos;

  std::string owner() const { return target.empty() ? name : name + "/" + target; }
};

/// Nothing if it cannot be told which target or which manifests are meant; with other errors the
/// rest of the stack is still returned, so that all of them are found.
std::optional<StackFile> read_stack(const Document& document, const Choices& choices,
                                    Diagnostics& diagnostics);

/// Resolves the expressions of a manifest. `stack` null pointer: there is no stack file.
void interpolate(Document& document, const StackFile* stack, const Choices& choices,
                 Diagnostics& diagnostics);

}  // namespace armature::manifest
