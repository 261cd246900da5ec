#include "cli/first_stack.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/text.hpp"
#include "catalog/kind.hpp"
#include "schema/check.hpp"

namespace armature::cli {
namespace {

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == path.npos ? "" : path.substr(0, slash);
}

bool is_below(const std::string& path, const std::string& folder) {
  return folder.empty() || path.starts_with(folder + "/");
}

std::string extension(const std::string& path) {
  return path.ends_with(".yaml") ? ".yaml" : ".yml";
}

/// A path that is no glob, or as a glob that names it alone.
std::string literal(const std::string& path) {
  std::string out;
  const bool special = path.find_first_of("*?[\\") != path.npos;
  for (const char c : path) {
    if (special && std::string_view("*?[\\").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

class Globs {
 public:
  Globs(const std::vector<std::string>& listed, const std::vector<std::string>& others,
        const std::vector<std::string>& closed)
      : listed_(listed), others_(others), closed_(closed) {}

  std::vector<std::string> run() {
    cover("");
    return std::move(out_);
  }

 private:
  /// Names what is listed in a folder and below it.
  void cover(const std::string& folder) {
    std::set<std::string> inner;
    for (const std::string& ending : {std::string(".yml"), std::string(".yaml")}) {
      std::vector<std::string> here, below;
      for (const std::string& path : listed_) {
        if (!is_below(path, folder) || extension(path) != ending) continue;
        (folder_of(path) == folder ? here : below).push_back(path);
      }
      const std::string start = folder.empty() ? "" : literal(folder) + "/";
      std::set<std::string> folders;
      for (const auto* group : {&here, &below})
        for (const std::string& path : *group) folders.insert(folder_of(path));
      if (folders.size() > 1 && free_below(folder, ending)) {
        out_.push_back(start + "**/*" + ending);
        continue;
      }
      if (here.size() > 1 && free_in(folder, ending))
        out_.push_back(start + "*" + ending);
      else
        for (const std::string& path : here) out_.push_back(literal(path));
      for (const std::string& path : below) {
        const std::size_t at = folder.empty() ? 0 : folder.size() + 1;
        inner.insert(path.substr(0, path.find('/', at)));
        pending_.insert(path);
      }
    }
    for (const std::string& one : inner) cover_pending(one);
  }

  /// A folder of which one ending was named from further up names the other only.
  void cover_pending(const std::string& folder) {
    std::vector<std::string> kept;
    for (const std::string& path : listed_)
      if (!is_below(path, folder) || pending_.contains(path)) kept.push_back(path);
    Globs inner(kept, others_, closed_);
    inner.cover(folder);
    out_.insert(out_.end(), inner.out_.begin(), inner.out_.end());
  }

  bool free_in(const std::string& folder, const std::string& ending) const {
    return std::none_of(others_.begin(), others_.end(), [&](const std::string& path) {
      return folder_of(path) == folder && extension(path) == ending;
    });
  }

  bool free_below(const std::string& folder, const std::string& ending) const {
    return std::none_of(closed_.begin(), closed_.end(),
                        [&](const std::string& one) { return is_below(one, folder); }) &&
           std::none_of(others_.begin(), others_.end(), [&](const std::string& path) {
             return is_below(path, folder) && extension(path) == ending;
           });
  }

  const std::vector<std::string>& listed_;
  const std::vector<std::string>& others_;
  const std::vector<std::string>& closed_;
  std::set<std::string> pending_;
  std::vector<std::string> out_;
};

/// As YAML reads it back as text.
std::string quoted(const std::string& text) {
  return dump(Json(text));
}

/// What this version does not know of a file, empty if it knows all of it.
std::string unknown_in(const source::SurveyedFile& file) {
  for (const manifest::Document& document : file.manifests) {
    Diagnostics said;
    if (schema::kind_of(document, {}, said) == nullptr)
      return said.empty() ? "of no known kind" : said.front().summary;
  }
  return {};
}

std::string place_line(const char* name, const std::string& value, const char* example) {
  return value.empty() ? fmt::format("# {}: {}\n", name, example)
                       : fmt::format("{}: {}\n", name, quoted(value));
}

std::string place_text(const arm::Scope& scope) {
  const bool known = !scope.workspace.empty();
  std::string text =
      known ? "# Where. \"cloud: local\" tries it on the cloud inside Armature, without Azure.\n"
              "cloud: AzureCloud\n"
            : "# Where. \"local\" is the cloud inside Armature; for a workspace of Azure write "
              "AzureCloud\n# and the three lines below it.\ncloud: local\n";
  text += place_line("subscription", scope.subscription, "${env.AZURE_SUBSCRIPTION_ID}");
  text += place_line("resource_group", scope.resource_group, "rg-ml");
  text += place_line("workspace", scope.workspace, "ml-dev");
  return text;
}

constexpr std::string_view targets_text = R"(
# What differs from workspace to workspace: armature plan -t prod
# variables:
#   instances: {type: integer, default: 1}
# targets:
#   dev: {default: true}
#   prod:
#     workspace: ml-prod
#     variables: {instances: 8}
#     override:
#       "batch_deployment/*/*": {resources: {instance_count: "${var.instances}"}}
)";

}  // namespace

std::vector<std::string> globs_for(const std::vector<std::string>& listed,
                                   const std::vector<std::string>& others,
                                   const std::vector<std::string>& closed) {
  return Globs(listed, others, closed).run();
}

std::string stack_name_of(const std::string& folder_name) {
  constexpr std::size_t length_max = 63;
  std::string out;
  for (const char c : folder_name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool other = (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (out.empty() && !letter) continue;
    if (letter || other)
      out += c;
    else if (!out.ends_with('-'))
      out += '-';
  }
  out = out.substr(0, length_max);
  while (out.ends_with('-')) out.pop_back();
  return out.empty() ? "stack" : out;
}

FirstStack first_stack(const std::string& folder_name, const arm::Scope& scope,
                       const source::Survey& survey) {
  FirstStack out;
  std::vector<std::string> listed, others, left_out;
  for (const source::SurveyedFile& file : survey.files) {
    const std::string unknown = unknown_in(file);
    const bool known = !file.manifests.empty() && unknown.empty() && file.foreign == 0;
    (known ? listed : others).push_back(file.path);
    if (known)
      out.manifests += file.manifests.size();
    else if (!unknown.empty())
      left_out.push_back(fmt::format("#   {}: {}\n", printable(file.path), printable(unknown)));
    else if (!file.manifests.empty())
      left_out.push_back(fmt::format("#   {}: holds other documents, too\n", printable(file.path)));
  }
  out.text =
      "# A stack: manifests, and the workspace that they belong to. `armature plan` shows what it "
      "would\n# change there, `armature apply` makes it so.\n" +
      fmt::format("name: {}\n\n", stack_name_of(folder_name)) + place_text(scope) +
      "\n# What: paths and globs, relative to this file. ** stands for any folders.\nmanifests:\n";
  for (const std::string& one : globs_for(listed, others, survey.stacks))
    out.text += "  - " + quoted(one) + "\n";
  if (!left_out.empty()) out.text += "# Left out:\n" + join(left_out, "");
  out.text += targets_text;
  return out;
}

}  // namespace armature::cli
