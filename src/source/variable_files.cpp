#include <filesystem>

#include <fmt/core.h>

#include "base/text.hpp"
#include "source/disk_store.hpp"
#include "source/loader.hpp"

namespace armature::source {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t bytes_max = 1U << 20U;

/// What the YAML reader says may quote the text, and the text may be a secret.
void keep_places(const Diagnostics& found, Diagnostics& diagnostics) {
  for (const Diagnostic& one : found)
    if (one.severity == Severity::error)
      diagnostics.push_back(
          {Severity::error, one.pos, one.summary.substr(0, one.summary.find(" \"")),
           "A file of variables holds \"name: value\" in YAML or JSON, or what `terraform output "
           "-json` prints."});
}

}  // namespace

void Loader::read_variable_files() {
  for (const std::string& file : request_.variable_files) {
    const std::string absolute = (fs::path(request_.working_directory) / file).lexically_normal();
    const auto text = read_file(absolute, bytes_max);
    if (!text) {
      std::error_code ignored;
      const Opened parent = open_folder(fs::path(absolute).parent_path());
      const std::string near =
          fs::exists(absolute, ignored)
              ? std::string()
              : nearest(fs::path(absolute).filename().string(), names_in(parent));
      error(file, "Cannot read the file of variables",
            near.empty() ? text.error().message + "."
                         : fmt::format("Did you mean \"{}\"?",
                                       (fs::path(file).parent_path() / near).string()));
      continue;
    }
    Diagnostics found;
    auto documents = manifest::read_yaml(*text, file, file, found);
    keep_places(found, diagnostics_);
    if (has_errors(found) || documents.empty()) continue;
    if (documents.size() > 1) {
      error(documents[1].root.pos, "Second document in a file of variables",
            "It holds one mapping. Split it into two files.");
      continue;
    }
    choices_.variable_files.push_back({file, std::move(documents.front().root)});
  }
}

/// What only a stack file can make use of must not look as if it had an effect.
void Loader::refuse_choices() {
  const auto refuse = [&](bool given, const char* flag) {
    if (given)
      error(std::string(flag), "No stack file",
            "Targets and variables are declared in a stack file (armature.yaml). Name one with -f, "
            "or leave the flag out.");
  };
  refuse(!request_.target.empty(), "-t");
  refuse(!request_.variables.empty(), "--var");
  refuse(!request_.variable_files.empty(), "--var-file");
}

}  // namespace armature::source
