#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace armature {

/// A place in a file the user wrote. Lines and columns count from 1; 0 means "the file as a whole".
struct SourcePos {
  std::shared_ptr<const std::string> file = {};  ///< as the user named it, relative where possible
  int line = 0;
  int column = 0;
};

enum class Severity : std::uint8_t { error, warning, note };

/// One thing about the user's files: `file:line:column: error: summary`, then indented detail
/// lines.
struct Diagnostic {
  Severity severity = Severity::error;
  SourcePos pos = {};
  std::string summary;      ///< short and fixed in form: "Unknown field \"mini_batchsize\""
  std::string detail = {};  ///< what is wrong and what to write instead; may have several lines
};

/// All problems of all files; never only the first.
using Diagnostics = std::vector<Diagnostic>;

bool has_errors(const Diagnostics& all);

/// By file, line, column, then summary, so that output does not depend on the order of discovery.
void sort(Diagnostics& all);

/// `file:line:column: error: summary` and the detail indented by two, every byte made printable.
std::string to_text(const Diagnostic& one);

/// "compute.yml:5", "compute.yml" without a line, "" without a file.
std::string short_text(const SourcePos& pos);

}  // namespace armature
