#include <fstream>
#include <set>
#include <sstream>

#include "lower/anonymous.hpp"
#include "unit/lower/lowered.hpp"

using namespace armature;

namespace {

/// Digests and names recorded from the official SDK; they lie beside the repository, not in it.
Json vectors() {
  const std::string path = std::string(ARMATURE_SOURCE_DIR) + "/../shared/golden/hash-vectors.json";
  std::ifstream file(path);
  if (!file) {
    WARN("NOT CHECKED: " << path
                         << " is absent, so that names are not held against the official SDK's");
    return Json::object();
  }
  std::stringstream text;
  text << file.rdbuf();
  return parse_json(text.str()).value();
}

/// The inline environment of a deployment; its version is the name the SDK gives it.
lower::Desired environment_of(const std::string& yaml, const manifest::LocalFiles& files) {
  return lowered({.documents = {{"batch_deployment",
                                 "name: torch\nendpoint_name: mnist\nenvironment: " + yaml + "\n"}},
                  .files = files})
      .all.front();
}

std::string conda_of(const lower::Desired& one) {
  const Json* text = find(*one.body, "properties.condaFile");
  return text == nullptr ? "" : text->get<std::string>();
}

std::string text_or_empty(const Json& value) {
  return value.is_null() ? "" : value.get<std::string>();
}

}  // namespace

TEST_CASE("anonymous environments are named as the official SDK names them") {
  const Json all = vectors();
  for (const Json& vector : all.value("anonymousEnvironments", Json::array())) {
    INFO(vector.dump(1));
    const lower::Desired one = environment_of(vector.at("spec").dump(), {});
    CHECK(one.address.name == vector.at("name"));
    CHECK(one.address.version == vector.at("version"));
    CHECK(conda_of(one) == text_or_empty(vector.at("condaFileSent")));
  }
  for (const Json& vector : all.value("anonymousEnvironmentsFromCondaText", Json::array())) {
    INFO(vector.dump(1));
    manifest::LocalFiles files;
    files.texts["conda.yml"] = vector.at("condaText").get<std::string>();
    const Json spec{{"image", vector.at("image")}, {"conda_file", "conda.yml"}};
    const lower::Desired one = environment_of(spec.dump(), files);
    CHECK(one.address.version == vector.at("version"));
    CHECK(conda_of(one) == vector.at("condaFileSent"));
  }
  for (const Json& vector : all.value("anonymousEnvironmentsFromBuildContext", Json::array())) {
    INFO(vector.dump(1));
    manifest::LocalFiles files;
    files.contents["docker"] = content_at("docker", vector.at("contextMd5"));
    Json spec{{"build", {{"path", "docker"}}}};
    if (!vector.at("dockerfilePath").is_null())
      spec["build"]["dockerfile_path"] = vector.at("dockerfilePath");
    CHECK(environment_of(spec.dump(), files).address.version == vector.at("version"));
  }
}

TEST_CASE("anonymous models are named as the official SDK names them") {
  for (const Json& vector : vectors().value("folders", Json::array()))
    CHECK(lower::anonymous_model_name(vector.at("md5").get<std::string>()) ==
          vector.at("anonymousModelName"));
}

TEST_CASE("equal anonymous environments get equal names, different ones different names") {
  const std::string routes =
      "{image: u, inference_config: {liveness_route: {path: /, port: 1}, readiness_route: "
      "{path: /, port: 1}, scoring_route: {path: /, port: ";
  const std::vector<std::string> different = {"{image: u}",
                                              "{image: v}",
                                              "{image: u, conda_file: {name: n}}",
                                              "{image: u, conda_file: {name: m}}",
                                              routes + "1}}}",
                                              routes + "2}}}",
                                              "{build: {path: 'https://x.invalid/a.git'}}"};
  std::set<std::string> versions;
  for (const std::string& yaml : different)
    versions.insert(environment_of(yaml, {}).address.version);
  CHECK(versions.size() == different.size());
  CHECK(environment_of(different[3], {}).address ==
        environment_of("{conda_file: {name: m}, image: u}", {}).address);
}
