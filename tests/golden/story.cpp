#include "golden/story.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "base/text.hpp"
#include "golden/service.hpp"
#include "reconcile/reconcile.hpp"

namespace armature::golden {
namespace {

namespace fs = std::filesystem;

std::string read_all(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void set_option(Story& story, const std::string& line) {
  const auto equals = line.find('=');
  const std::string name = line.substr(0, equals);
  const std::string value = equals == std::string::npos ? "" : line.substr(equals + 1);
  if (name == "allow") return story.options.allow.push_back(value);
  if (name == "only") return story.options.only.push_back(value);
  if (name == "exclude") return story.options.exclude.push_back(value);
  if (name == "next") story.next = value;
  if (name == "adopt") story.options.adopt = true;
  if (name == "destroy") story.options.destroy = true;
  if (name == "no-delete") story.options.prune = false;
  if (name == "unmarked") story.marked = false;
  if (name == "verbose") story.style.verbose = true;
}

void take(Story& story, const std::string& what, const std::string& name, const std::string& text) {
  if (what == "before") story.before[name] = story.after[name] = text;
  if (what == "live") story.live.emplace_back(name, text);
  if (what == "plan") story.expected = text;
  if (what == "after") {
    if (text.empty()) {
      story.after.erase(name);
    } else {
      story.after[name] = text;
    }
  }
  if (what == "options")
    for (const std::string_view line : split(text, '\n'))
      if (!line.empty()) set_option(story, std::string(line));
}

class Folder {
 public:
  explicit Folder(const std::map<std::string, std::string>& files) {
    std::string name = (fs::temp_directory_path() / "armature-golden-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
    for (const auto& [file, text] : files) {
      fs::create_directories((path_ / file).parent_path());
      std::ofstream(path_ / file, std::ios::binary) << text;
    }
    std::ofstream(path_ / "armature.yaml") << "name: mnist-scoring\nmanifests: [\"*.yml\"]\n";
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

std::string told(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& one : diagnostics) out += to_text(one) + "\n";
  return out;
}

plan::Header header() {
  return {.stack = "mnist-scoring",
          .target = "prod",
          .cloud = "AzureCloud",
          .subscription = scope().subscription,
          .resource_group = scope().resource_group,
          .workspace = scope().workspace,
          .location = "westeurope",
          .commit = "4e1c9aa",
          .identity = "sp-mnist-plan (GitHub OIDC)"};
}

plan::Plan plan_files(const std::map<std::string, std::string>& files, const Service& service,
                      const Story& story, const plan::Options& options) {
  const Folder folder(files);
  Diagnostics diagnostics;
  const reconcile::Declared declared = reconcile::declare(
      source::Request{
          .files = {}, .working_directory = folder.path(), .environment = {}, .standard_input = {}},
      scope(), {}, diagnostics);
  if (has_errors(diagnostics)) throw std::runtime_error(told(diagnostics));
  const diff::Owner owner = story.marked
                                ? diff::Owner{.stack = "mnist-scoring/prod", .source = "5a17c0de"}
                                : diff::Owner{};
  const auto purpose = options.destroy ? resolve::Purpose::removal : resolve::Purpose::apply;
  arm::Observed observed;
  auto needs = resolve::first_reads(declared.desired, scope(), owner.marks(), purpose);
  for (int round = 0; round < 8; ++round) {
    for (const arm::Query& query : needs) observed[query] = service.answer(query);
    const auto resolution =
        resolve::resolve(declared.desired, scope(), observed, diagnostics, purpose);
    needs = resolution.needs;
    if (needs.empty())
      needs = plan::missing_reads(resolution.resources, scope(), observed, owner, options);
    if (!needs.empty()) continue;
    if (has_errors(diagnostics)) throw std::runtime_error(told(diagnostics));
    return plan::make(header(), resolution.resources, declared.after, scope(), observed,
                      resolution.datastore, owner, options);
  }
  throw std::runtime_error("the reads never end");
}

}  // namespace

Story read_story(const std::string& path) {
  Story story;
  story.name = fs::path(path).stem().string();
  std::string what;
  std::string name;
  std::string text;
  std::istringstream lines(read_all(path));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("--- ")) {
      text += line + "\n";
      continue;
    }
    if (!what.empty()) take(story, what, name, text);
    const auto blank = line.find(' ', 4);
    what = line.substr(4, blank == std::string::npos ? blank : blank - 4);
    name = blank == std::string::npos ? "" : line.substr(blank + 1);
    text.clear();
  }
  take(story, what, name, text);
  return story;
}

plan::Plan plan_of(const Story& story) {
  Service service;
  if (!story.before.empty()) {
    service.apply(plan_files(story.before, service, story, {}));
    const plan::Plan again = plan_files(story.before, service, story, {});
    if (!again.empty())
      throw std::runtime_error("not empty after apply:\n" + report::plan_text(again, {}, ""));
  }
  for (const auto& [id, patch] : story.live) service.change(id, *parse_json(patch));
  plan::Plan plan = plan_files(story.after, service, story, story.options);
  if (!plan.refusals.empty()) return plan;
  service.apply(plan);
  const plan::Plan rest = plan_files(story.after, service, story, story.options);
  if (!rest.empty())
    throw std::runtime_error("not empty after the plan was applied:\n" +
                             report::plan_text(rest, {}, ""));
  return plan;
}

void rewrite(const std::string& path, const std::string& text) {
  const std::string all = read_all(path);
  std::ofstream(path, std::ios::binary) << all.substr(0, all.find("--- plan\n")) << "--- plan\n"
                                        << text;
}

}  // namespace armature::golden
