#pragma once

#include <set>
#include <string>
#include <vector>

#include "source/beneath.hpp"
#include "source/find.hpp"
#include "source/source.hpp"

namespace armature::source {

/// Whether a document that nobody named claims to be a manifest of ours; a folder may hold conda
/// files, pipelines, charts and much else. Kinds of Kubernetes begin with a capital letter.
bool claims_to_be_manifest(const manifest::Document& document);

/// What one -f turned out to be.
struct Given {
  enum class What : std::uint8_t { input, file, folder, stack };
  What what = What::file;
  std::string path;  ///< canonical
  std::vector<manifest::Document> documents;
};

/// One run of load(): looks at what was given, chooses the root, then takes the manifests in.
class Loader {
 public:
  Loader(const Request& request, Diagnostics& diagnostics)
      : request_(request), diagnostics_(diagnostics) {}
  Loaded run();
  TargetList targets();

 private:
  void error(const std::string& file, std::string summary, std::string detail);
  void error(const SourcePos& pos, std::string summary, std::string detail);
  /// A path as the user would type it.
  std::string display(const std::string& absolute) const;
  static bool is_below(const std::string& path, const std::string& folder);

  static bool is_stack(const manifest::Document& document);
  void read_choices();
  void read_variable_files();
  void refuse_choices();
  void look_upward(std::vector<Given>& given);
  void look_at(const std::string& file, std::vector<Given>& given);
  void read_named(const std::string& absolute, std::vector<Given>& given);
  void choose_root(std::vector<Given>& given);
  void choose_stack_root(Given& given);

  void take(const Given& given);
  void take_stack(const Given& given);
  void take_entry(const std::string& folder, const std::string& entry, const SourcePos& pos);
  void take_folder(const std::string& folder, const SourcePos& pos);
  void take_named(const std::string& file, const SourcePos& pos);
  void take_found(const Found& found, const SourcePos& pos);
  void add(std::vector<manifest::Document> documents, const std::string& file);
  std::optional<std::string> text_of(const std::string& file, const SourcePos& pos);
  std::string shown(const std::string& file) const;

  const Request& request_;
  Diagnostics& diagnostics_;
  manifest::Choices choices_;
  Loaded loaded_;
  Opened folder_;
  std::set<std::string> taken_;  ///< files, so that two globs take one file once
  bool has_stack_ = false;
};

}  // namespace armature::source
