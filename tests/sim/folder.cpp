#include <fstream>
#include <iterator>

#include "reconcile/reconcile.hpp"
#include "sim/campaign.hpp"
#include "sim/scope.hpp"
#include "sim/target.hpp"

namespace armature::sim {

namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

Scenario scenario_of_folder(const std::string& folder, std::string& errors) {
  Diagnostics diagnostics;
  source::Request request;
  request.files = {folder};
  request.working_directory = folder;
  Stage stage;
  stage.title = "apply";
  stage.declared = reconcile::declare(request, scope(), {}, diagnostics);
  if (has_errors(diagnostics))
    for (const Diagnostic& one : diagnostics) errors += to_text(one) + "\n";
  for (const lower::Desired& desired : stage.declared.desired) {
    const std::string key = key_of_id(desired.id.text());
    const std::size_t versions = key.find("/versions/");
    if (desired.content)
      for (const manifest::ContentFile& file : desired.content->files)
        stage.bytes[file.path] = bytes_of(stage.declared.loaded.root + "/" + file.path);
    if (versions != std::string::npos) {
      stage.containers.insert(key.substr(0, versions));
    } else if (desired.kind->routes.empty()) {
      stage.keys.insert(key);
      stage.expects.push_back({key, Expect::Is::there});
    }
  }
  Scenario out;
  out.stages = {stage, destroy_of(stage)};
  if (errors.empty() && stage.keys.empty()) errors = "no resource in " + folder;
  return out;
}

}  // namespace armature::sim
