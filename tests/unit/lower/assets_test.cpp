#include "unit/lower/lowered.hpp"

using namespace armature;
using lower::Versioning;

namespace {

const std::string batch = "name: torch\nendpoint_name: mnist\n";

manifest::LocalFiles files() {
  manifest::LocalFiles out;
  out.contents = {{"e/src", content_at("e/src", "11111111111111111111111111111111")},
                  {"m/model.pkl", content_at("m/model.pkl", "22222222222222222222222222222222")},
                  {"e/docker", content_at("e/docker", "33333333333333333333333333333333")}};
  out.texts = {{"e/conda.yml", "name: n # comment\nchannels: [b, a]\n"}};
  return out;
}

Lowered in_folder(const std::string& kind, const std::string& yaml) {
  return lowered({.documents = {{kind, yaml}}, .files = files(), .folder = "e"});
}

}  // namespace

TEST_CASE("how an asset gets its version") {
  struct Row {
    std::string_view name;
    std::string kind, yaml, address;
    Versioning versioning;
  };
  const std::vector<Row> rows = {
      {"written", "model", "name: m\nversion: 3\npath: ../m/model.pkl\n", "model/m:3",
       Versioning::fixed},
      {"a number that loses its zero", "model", "name: m\nversion: 2.10\npath: ../m/model.pkl\n",
       "model/m:2.1", Versioning::fixed},
      {"the next free number", "model", "name: m\npath: ../m/model.pkl\n", "model/m",
       Versioning::next_free},
      {"code by its content", "code", "name: c\npath: src\n", "code/c:aabbccdd",
       Versioning::content},
      {"code with a version", "code", "name: c\nversion: 1\npath: src\n", "code/c:1",
       Versioning::fixed},
  };
  for (const Row& row : rows) DYNAMIC_SECTION(row.name) {
      const Lowered out = in_folder(row.kind, row.yaml);
      CHECK(text_of(out.diagnostics) == "");
      CHECK(out.all.front().address.text() == row.address);
      CHECK(out.all.front().versioning == row.versioning);
      CHECK_FALSE(out.all.front().anonymous);
    }
}

TEST_CASE("assets written inline become resources of their own, before what uses them") {
  const Lowered out =
      in_folder("batch_deployment", batch +
                                        "model: {path: ../m/model.pkl}\n"
                                        "code_configuration: {code: ./src, scoring_script: s.py}\n"
                                        "environment: {image: u, conda_file: conda.yml}\n");
  CHECK(text_of(out.diagnostics) == "");
  // MD5 of the text "2222...", sha256 of the content; the environment as the SDK would name it.
  const std::string environment = out.addresses().at(2);
  CHECK(out.addresses() == std::vector<std::string>{"model/a05b57b11c4b61f664dae278f7cf2b52:1",
                                                    "code/aabbccddeeff00112233:1", environment,
                                                    "batch_deployment/mnist/torch"});
  CHECK(environment.starts_with("environment/CliV2AnonymousEnvironment:"));
  for (const lower::Desired& one : out.all) {
    if (one.kind->name == "batch_deployment") continue;
    INFO(one.address.text());
    CHECK(one.anonymous);
    CHECK(*find(*one.body, "properties.isAnonymous") == true);
  }
  for (const lower::Hole& hole : out.all.back().holes)
    if (hole.kind == lower::Hole::Kind::reference) CHECK(hole.in_stack);
}

TEST_CASE("fields of an inline asset are told by their place in the deployment") {
  const Lowered out = in_folder("batch_deployment",
                                batch +
                                    "environment:\n  image: u\n"
                                    "code_configuration:\n  scoring_script: s.py\n  code: ./src\n");
  const lower::Desired& code = out.at("code/aabbccddeeff00112233:1");
  CHECK(code.sources.at("properties.codeUri").yaml == "code_configuration.code");
  CHECK(short_text(code.pos) == "m1.yml:7");
  CHECK(out.all.at(1).sources.at("properties.image").yaml == "environment.image");
  CHECK(short_text(out.all.at(1).sources.at("properties.image").pos) == "m1.yml:4");
}

TEST_CASE("code carries the hash that the SDK finds it by") {
  const lower::Desired code = in_folder("code", "name: c\npath: src\n").all.front();
  CHECK(
      dump(*code.body) ==
      R"({"properties":{"codeUri":null,"properties":{"hash_sha256":"aabbccddeeff00112233","hash_version":"202208"}}})");
  CHECK(code.declared == std::vector<std::string>{"properties.codeUri"});
}

TEST_CASE("local content is a hole in the form that its kind writes") {
  struct Row {
    std::string kind, yaml, path;
    lower::Hole::UriForm form;
  };
  const std::vector<Row> rows = {
      {"code", "name: c\npath: src/\n", "e/src", lower::Hole::UriForm::https},
      {"model", "name: m\npath: ../m/model.pkl\n", "m/model.pkl",
       lower::Hole::UriForm::azureml_long},
      {"environment", "name: e\nbuild: {path: ./docker}\n", "e/docker",
       lower::Hole::UriForm::https_slash},
  };
  for (const Row& row : rows) {
    INFO(row.kind);
    const Lowered out = in_folder(row.kind, row.yaml);
    REQUIRE(out.all.front().content);
    CHECK(out.all.front().content->path == row.path);
    REQUIRE(out.all.front().holes.size() == 1);
    CHECK(out.all.front().holes.front().kind == lower::Hole::Kind::upload_uri);
    CHECK(out.all.front().holes.front().uri == row.form);
  }
}

TEST_CASE("equal inline assets of two deployments are one, different ones of a name are not") {
  const std::string other = "name: keras\nendpoint_name: mnist\n";
  const auto both = [&](const std::string& first, const std::string& second) {
    return lowered(
        {.documents = {{"batch_deployment", batch + first}, {"batch_deployment", other + second}},
         .files = files(),
         .folder = "e"});
  };
  const std::string named = "environment: {name: env, image: u}\n";
  CHECK(both(named, named).addresses() == std::vector<std::string>{"environment/env",
                                                                   "batch_deployment/mnist/torch",
                                                                   "batch_deployment/mnist/keras"});
  CHECK(text_of(both(named, "environment: {name: env, image: v}\n").diagnostics) ==
        "m2.yml:3:14: error: \"environment/env\" declared twice\n"
        "  It is declared at m1.yml:3 too. Keep one of the two, or give them different names.\n");
  CHECK(both("environment: {image: u}\n", "environment: {image: v}\n").all.size() == 4);
}

TEST_CASE("a conda file is sent as PyYAML writes it") {
  const lower::Desired environment =
      in_folder("environment", "name: e\nimage: u\nconda_file: conda.yml\n").all.front();
  CHECK(*find(*environment.body, "properties.condaFile") == "channels:\n- b\n- a\nname: n\n");
}

TEST_CASE("a file that is no conda file is told where the manifest names it") {
  manifest::LocalFiles bad;
  bad.texts["conda.yml"] = "- python\n";
  const auto told = [&] {
    return text_of(
        lowered({.documents = {{"environment", "name: e\nimage: u\nconda_file: conda.yml\n"}},
                 .files = bad})
            .diagnostics);
  };
  CHECK(told().find("conda.yml:1:1: error: ") == 0);
  bad.texts["conda.yml"] = "a: b\n---\nc: d\n";
  CHECK(
      told() ==
      "m1.yml:3:13: error: \"conda.yml\" is no conda file\n  Expected one YAML document, got 2.\n");
}

TEST_CASE("the local files that manifests need are named relative to the stack's folder") {
  const Stack stack{
      .documents = {{"batch_deployment",
                     batch + "model: {path: ../m/./x/../model.pkl}\n"
                             "code_configuration: {code: src/, scoring_script: s.py}\n"
                             "environment: {image: u, conda_file: ../../conda.yml}\n"},
                    {"model", "name: m\npath: azureml://datastores/d/paths/p\n"},
                    {"environment", "name: e\nimage: u\nconda_file: {name: n}\n"},
                    {"environment", "name: f\nbuild: {path: .}\n"},
                    {"code", "name: c\npath: /etc\n"}},
      .folder = "e"};
  std::vector<std::string> found;
  for (const lower::Wanted& one : lower::wanted_files(manifests_of(stack)))
    found.push_back((one.as == lower::Wanted::As::text ? "text " : "content ") + one.path + " " +
                    short_text(one.pos));
  CHECK(found == std::vector<std::string>{"content m/model.pkl m1.yml:3", "content e/src m1.yml:4",
                                          "text ../conda.yml m1.yml:5", "content e m4.yml:2",
                                          "content /etc m5.yml:2"});
}
