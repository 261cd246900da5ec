#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/core.h>

#include "base/text.hpp"
#include "source/beneath.hpp"
#include "source/disk_store.hpp"
#include "source/find.hpp"
#include "source/loader.hpp"
#include "source/pattern.hpp"
#include "source/source.hpp"

namespace armature::source {
namespace {

namespace fs = std::filesystem;

}  // namespace

Loaded load(const Request& request, Diagnostics& diagnostics) {
  return Loader(request, diagnostics).run();
}

bool Loader::is_stack(const manifest::Document& document) {
  return document.schema_name == "stack" || document.kind_name == "stack";
}

void Loader::read_choices() {
  choices_ = {.environment = request_.environment,
              .target = request_.target,
              .variables = request_.variables,
              .variable_files = {},
              .location = request_.location};
  read_variable_files();
}

Loaded Loader::run() {
  read_choices();
  std::vector<Given> given;
  if (request_.files.empty()) {
    look_upward(given);
  } else {
    for (const std::string& file : request_.files) look_at(file, given);
  }
  choose_root(given);
  folder_ = open_folder(loaded_.root);
  if (!folder_.fd) {
    error(loaded_.root, "Cannot open the folder", reason_of(folder_.error) + ".");
    return std::move(loaded_);
  }
  for (const Given& one : given) take(one);
  const auto by_file = [](const manifest::Document& a, const manifest::Document& b) {
    return a.file < b.file;
  };
  std::stable_sort(loaded_.documents.begin(), loaded_.documents.end(), by_file);
  for (manifest::Document& document : loaded_.documents) {
    manifest::interpolate(document, loaded_.stack ? &*loaded_.stack : nullptr, choices_,
                          diagnostics_);
  }
  if (!has_stack_) refuse_choices();
  return std::move(loaded_);
}

void Loader::error(const std::string& file, std::string summary, std::string detail) {
  error(SourcePos{std::make_shared<const std::string>(file), 0, 0}, std::move(summary),
        std::move(detail));
}

void Loader::error(const SourcePos& pos, std::string summary, std::string detail) {
  diagnostics_.push_back({Severity::error, pos, std::move(summary), std::move(detail)});
}

std::string Loader::display(const std::string& absolute) const {
  const std::string relative =
      fs::path(absolute).lexically_relative(request_.working_directory).string();
  if (relative.empty()) return absolute;
  return relative.size() <= absolute.size() ? relative : absolute;
}

void Loader::look_upward(std::vector<Given>& given) {
  for (fs::path folder = request_.working_directory;; folder = folder.parent_path()) {
    for (const char* name : {"armature.yaml", "armature.yml"}) {
      std::error_code ignored;
      if (!fs::exists(folder / name, ignored)) continue;
      read_named((folder / name).string(), given);
      return;
    }
    if (folder == folder.parent_path()) break;
  }
  error(SourcePos{}, "No stack file",
        fmt::format("Neither {} nor a folder above it holds an armature.yaml. Write one, or name a "
                    "manifest, folder or "
                    "stack file with -f.",
                    request_.working_directory));
}

void Loader::look_at(const std::string& file, std::vector<Given>& given) {
  if (file == "-") {
    given.push_back({.what = Given::What::input, .path = {}, .documents = {}});
    return;
  }
  const std::string absolute =
      (fs::path(request_.working_directory) / file).lexically_normal().string();
  std::error_code fault;
  const fs::file_status status = fs::status(absolute, fault);
  if (!fs::exists(status)) {
    const Opened parent = open_folder(fs::path(absolute).parent_path().string());
    const std::string near = nearest(fs::path(absolute).filename().string(), names_in(parent));
    error(file, "No such file or folder",
          near.empty() ? "-f takes a stack file, a manifest, a folder, or \"-\" for standard input."
                       : fmt::format("Did you mean \"{}\"?",
                                     (fs::path(file).parent_path() / near).string()));
    return;
  }
  if (!fs::is_directory(status)) return read_named(absolute, given);
  for (const char* name : {"armature.yaml", "armature.yml"}) {
    const fs::path stack = fs::path(absolute) / name;
    if (fs::exists(stack, fault)) return read_named(stack.string(), given);
  }
  given.push_back({.what = Given::What::folder,
                   .path = fs::canonical(absolute, fault).string(),
                   .documents = {}});
}

void Loader::read_named(const std::string& absolute, std::vector<Given>& given) {
  const std::string shown = display(absolute);
  constexpr std::size_t bytes_max = manifest::ReadLimits{}.bytes_max;
  std::error_code unknown;
  if (const auto size = fs::file_size(absolute, unknown); !unknown && size > bytes_max) {
    error(shown, "File too large",
          fmt::format("Manifests of up to {} are read. Split it into several files.",
                      human_bytes(bytes_max)));
    return;
  }
  auto text = read_file(absolute, bytes_max);
  if (!text) {
    error(shown, "Cannot read the file", text.error().message + ".");
    return;
  }
  std::error_code ignored;
  Given one{.what = Given::What::file,
            .path = fs::canonical(absolute, ignored).string(),
            .documents = {}};
  one.documents =
      manifest::read_yaml(*text, fs::path(absolute).filename().string(), shown, diagnostics_);
  for (manifest::Document& document : one.documents) {
    if (is_stack_name(document.file) && document.schema_name.empty() &&
        document.kind_name.empty()) {
      document.schema_name = "stack";  // it names itself by its file
    }
  }
  if (std::any_of(one.documents.begin(), one.documents.end(), is_stack))
    one.what = Given::What::stack;
  // A broken stack file still decides where the root is.
  if (one.documents.empty() && is_stack_name(fs::path(absolute).filename().string()))
    one.what = Given::What::stack;
  given.push_back(std::move(one));
}

void Loader::choose_root(std::vector<Given>& given) {
  std::error_code ignored;
  loaded_.root = fs::canonical(request_.working_directory, ignored).string();
  const auto first_stack = std::find_if(
      given.begin(), given.end(), [](const Given& one) { return one.what == Given::What::stack; });
  if (first_stack != given.end()) return choose_stack_root(*first_stack);
  for (const Given& one : given) {
    if (one.what == Given::What::input || is_below(one.path, loaded_.root)) continue;
    loaded_.root =
        one.what == Given::What::folder ? one.path : fs::path(one.path).parent_path().string();
    return;
  }
}

void Loader::choose_stack_root(Given& given) {
  const fs::path folder = fs::path(given.path).parent_path();
  loaded_.root = folder.string();
  const auto document = std::find_if(given.documents.begin(), given.documents.end(), is_stack);
  if (document == given.documents.end()) return;
  loaded_.stack = manifest::read_stack(*document, choices_, diagnostics_);
  const Repository repository = repository_of(folder.string());
  if (!repository.top.empty()) {
    loaded_.stack_path = fs::path(given.path).lexically_relative(repository.top).string();
  }
  if (!loaded_.stack || loaded_.stack->root.empty()) return;
  const manifest::Node* field = document->root.get("root");
  std::error_code fault;
  const fs::path wide = fs::canonical(folder / loaded_.stack->root, fault);
  if (fault || !fs::is_directory(wide, fault)) {
    error(
        field->pos, fmt::format("No such folder: \"{}\"", loaded_.stack->root),
        "The root is a folder around the stack file, written relative to it, as in \"root: ..\".");
  } else if (!is_below(given.path, wide.string())) {
    error(field->pos, fmt::format("Root \"{}\" does not hold the stack file", loaded_.stack->root),
          "It may only widen the stack's folder, as \"root: ..\" does.");
  } else {
    loaded_.root = wide.string();
  }
}

bool Loader::is_below(const std::string& path, const std::string& folder) {
  if (folder == "/" || path == folder) return true;
  return path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/';
}

}  // namespace armature::source
