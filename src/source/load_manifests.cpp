#include <algorithm>
#include <filesystem>

#include <fmt/core.h>

#include "base/text.hpp"
#include "source/disk_store.hpp"
#include "source/loader.hpp"
#include "source/pattern.hpp"

namespace armature::source {
namespace {

namespace fs = std::filesystem;

bool is_snake_case(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9');
  });
}

/// The same of a file that cannot be read as YAML.
bool mentions_schema(std::string_view text) {
  return text.find("$schema:") != std::string_view::npos;
}

}  // namespace

bool claims_to_be_manifest(const manifest::Document& document) {
  const manifest::Node* schema = document.root.get("$schema");
  if (schema != nullptr && schema->is(manifest::Node::Type::text)) {
    return schema->scalar.find("json-schema.org") == std::string::npos;
  }
  if (is_snake_case(document.kind_name)) return document.root.get("apiVersion") == nullptr;
  const manifest::Node* type = document.root.get("type");
  return type != nullptr && equal_ignoring_case(type->scalar, "amlcompute");
}

std::string Loader::shown(const std::string& file) const {
  return display((fs::path(loaded_.root) / file).string());
}

void Loader::take(const Given& given) {
  const SourcePos pos{std::make_shared<const std::string>(display(given.path)), 0, 0};
  if (given.what == Given::What::input) {
    return add(manifest::read_yaml(request_.standard_input, "-", "<stdin>", diagnostics_), "-");
  }
  if (given.what == Given::What::stack && has_stack_) {
    return error(pos, "Second stack file", "A run has one stack. Run once for each of them.");
  }
  if (!is_below(given.path, loaded_.root)) {
    return error(
        pos, "File lies outside the root",
        fmt::format(
            "Files of one run lie below {}. Run from a folder that holds all of them, or widen the "
            "stack's folder with \"root: ..\".",
            loaded_.root));
  }
  const std::string relative = fs::path(given.path).lexically_relative(loaded_.root).string();
  const std::string path = relative == "." ? "" : relative;
  if (given.what == Given::What::folder) return take_folder(path, pos);
  if (given.what == Given::What::stack) {
    has_stack_ = true;
    taken_.insert(path);
  } else if (!taken_.insert(path).second) {
    return;
  }
  add(given.documents, path);
  if (given.what == Given::What::stack) take_stack(given);
}

void Loader::add(std::vector<manifest::Document> documents, const std::string& file) {
  for (manifest::Document& document : documents) {
    if (document.schema_name == "stack" || document.kind_name == "stack") continue;
    document.file = file;
    const std::size_t slash = file.rfind('/');
    document.folder = slash == std::string::npos ? "" : file.substr(0, slash);
    loaded_.documents.push_back(std::move(document));
  }
}

void Loader::take_stack(const Given& given) {
  if (!loaded_.stack) return;
  const std::string relative =
      fs::path(given.path).parent_path().lexically_relative(loaded_.root).string();
  const std::string folder = relative == "." ? "" : relative;
  loaded_.stack_folder = folder;
  if (!loaded_.stack->has_manifests) return take_folder(folder, loaded_.stack->pos);
  const auto& entries = loaded_.stack->manifests;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    take_entry(folder, entries[i], loaded_.stack->manifest_positions[i]);
  }
}

void Loader::take_entry(const std::string& folder, const std::string& entry, const SourcePos& pos) {
  const auto path = entry.starts_with('/')
                        ? std::nullopt
                        : normalised(folder.empty() ? entry : folder + "/" + entry);
  if (!path) {
    return error(
        pos, "Path leaves the stack's folder",
        fmt::format(
            "\"{}\" leads out of {}. Move the files below it, or widen it with \"root: ..\".",
            entry, loaded_.root));
  }
  if (is_glob(entry)) {
    const Found found = find_matching(folder_.fd.get(), *path);
    if (found.files.empty() && found.outside.empty() && found.unreadable.empty()) {
      error(pos, fmt::format("\"{}\" matches no file", entry),
            "A glob stands for files below the stack's folder; \"**\" stands for any folders. "
            "Correct or remove it.");
    }
    return take_found(found, pos);
  }
  const Opened opened = open_beneath(folder_.fd.get(), *path);
  std::error_code ignored;
  if (opened.fd && fs::is_directory(fs::path(loaded_.root) / *path, ignored))
    return take_folder(*path, pos);
  take_named(*path, pos);
}

void Loader::take_found(const Found& found, const SourcePos& pos) {
  for (const std::string& link : found.outside) {
    error(shown(link), "Symlink leaves the stack's folder",
          fmt::format("It leads out of {}; absolute links count as such. Replace it by the file, "
                      "or widen the folder "
                      "with \"root: ..\".",
                      loaded_.root));
  }
  // A manifest that is not seen would count as one that was taken away.
  for (const std::string& folder : found.unreadable) {
    error(pos, fmt::format("Folder \"{}\" cannot be read", shown(folder)),
          "Its manifests would count as taken away. Make it readable, or name the manifests more "
          "closely.");
  }
  if (found.too_many) {
    error(pos, "Too many files",
          "More than 200000 files would have to be looked at. Name the manifests more closely.");
  }
  for (const std::string& file : found.files) take_named(file, pos);
}

std::optional<std::string> Loader::text_of(const std::string& file, const SourcePos& pos) {
  const auto store = disk_store(loaded_.root);
  const std::size_t bytes_max = manifest::ReadLimits{}.bytes_max;
  // One byte more shows a file that is too large.
  auto text = store->read(file, 0, bytes_max + 1);
  if (text) return std::move(*text);
  const Opened opened = open_beneath(folder_.fd.get(), file);
  if (opened.error == EXDEV) {
    error(pos, "Path leaves the stack's folder",
          fmt::format(
              "\"{}\" leads out of {}, symlinks included. Move the file below it, or widen it with "
              "\"root: ..\" in the stack file.",
              file, loaded_.root));
  } else if (opened.error == ENOENT) {
    const std::size_t slash = file.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : file.substr(0, slash);
    const Opened parent = open_beneath(folder_.fd.get(), folder);
    const std::string near = nearest(file.substr(slash + 1), names_in(parent));
    error(pos, fmt::format("No such file: \"{}\"", file),
          near.empty()
              ? fmt::format("It is looked for in {}. Create it, or correct the path.", loaded_.root)
              : fmt::format("Did you mean \"{}\"?", folder.empty() ? near : folder + "/" + near));
  } else {
    error(pos, "Cannot read the file", text.error().message + ".");
  }
  return std::nullopt;
}

void Loader::take_named(const std::string& file, const SourcePos& pos) {
  if (!taken_.insert(file).second) return;
  if (const auto text = text_of(file, pos)) {
    add(manifest::read_yaml(*text, file, shown(file), diagnostics_), file);
  }
}

void Loader::take_folder(const std::string& folder, const SourcePos& pos) {
  Found found = find_yaml(folder_.fd.get(), folder);
  std::vector<std::string> files;
  std::swap(files, found.files);
  take_found(found, pos);
  for (const std::string& other : found.foreign_stacks) {
    diagnostics_.push_back({Severity::note,
                            {std::make_shared<const std::string>(shown(other)), 0, 0},
                            "Folder left out",
                            "It has a stack file of its own, which its manifests belong to."});
  }
  bool any = false;
  for (const std::string& file : files) {
    if (!taken_.insert(file).second) continue;
    const auto text = text_of(file, pos);
    if (!text) continue;
    Diagnostics said;
    std::vector<manifest::Document> documents = manifest::read_yaml(*text, file, shown(file), said);
    const std::size_t all = documents.size();
    std::erase_if(documents,
                  [](const manifest::Document& one) { return !claims_to_be_manifest(one); });
    loaded_.foreign += all - documents.size();
    if (documents.empty() && !mentions_schema(*text)) {
      if (has_errors(said) && all == 0) ++loaded_.foreign;
      continue;
    }
    any = true;
    diagnostics_.insert(diagnostics_.end(), said.begin(), said.end());
    add(std::move(documents), file);
  }
  if (!any) {
    error(pos, "No manifest in this folder",
          "None of its *.yml and *.yaml files has a $schema of az ml or a kind. Name a file with "
          "-f, or add one.");
  }
}

}  // namespace armature::source
