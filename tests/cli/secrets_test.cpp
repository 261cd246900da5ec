#include <algorithm>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "base/digest.hpp"
#include "stack.hpp"

/// Canaries: the values of secret variables, looked for in everything that is written.
namespace armature::test {

using Catch::Contains;

namespace {

/// Characters that JSON, URLs and shells spell in another way.
const std::string canary = "s3cr\"t/canary+\\& é";
const std::string other = "other-canary-42";

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// The first form of a canary that stands in the text; empty if there is none.
std::string found_in(const std::string& text) {
  for (const std::string& form :
       {canary, std::string("s3cr\\\"t/canary+\\\\& é"), std::string("s3cr%22t%2Fcanary%2B%5C%26"),
        std::string("s3cr\\\"t"), std::string("s3cr"), std::string("/canary+"), base64(canary),
        base64url(canary), sha256_hex(canary), md5_hex(canary), sha256_hex(canary).substr(0, 16),
        other, base64(other), sha256_hex(other).substr(0, 16)})
    if (text.find(form) != std::string::npos) return form;
  return {};
}

constexpr const char* deployment =
    "kind: online_deployment\n"
    "$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json\n"
    "name: blue\nendpoint_name: scores\nmodel: {path: model}\ninstance_type: Standard_DS3_v2\n"
    "instance_count: 1\n"
    "environment: {image: img}\n"
    "code_configuration: {code: src, scoring_script: score.py}\n"
    "description: joined ${var.derived}\n"
    "environment_variables: {A: \"1\", PASSWORD: \"${var.pw}\", URL: \"x://u:${var.pw}@h\"}\n";

void write_secret_stack(const Folder& folder) {
  folder.write("armature.yaml",
               "name: secretive\ncloud: local\nmanifests: [e.yml, d.yml]\n"
               "variables:\n"
               "  pw: {secret: true}\n"
               "  derived: {default: \"<${var.pw}>\"}\n");
  folder.write(
      "e.yml",
      "$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json\n"
      "name: scores\nauth_mode: key\ndescription: ${var.pw}\n");
  folder.write("d.yml", deployment);
  folder.write("model/m.bin", "model");
  folder.write("src/score.py", "pass\n");
}

}  // namespace

TEST_CASE("a secret value reaches the service and nothing else") {
  Folder folder;
  write_secret_stack(folder);
  std::string value = canary;
  const auto armature = [&](std::vector<std::string> words) {
    const Ended ended = run({words, folder.path(), {{"ARMATURE_VAR_pw", value}}});
    CAPTURE(words, ended.out, ended.err);
    CHECK(found_in(ended.out).empty());
    CHECK(found_in(ended.err).empty());
    return ended;
  };
  CHECK(armature({"validate"}).code == 0);
  CHECK(armature({"validate", "-o", "json"}).code == 0);
  CHECK_THAT(armature({"render"}).out, Contains("\"PASSWORD\": \"(sensitive)\"") &&
                                           Contains("\"description\": \"(sensitive)\"") &&
                                           Contains("\"A\": \"1\""));
  CHECK(armature({"render", "-o", "json"}).code == 0);
  CHECK(armature({"plan", "-v"}).code == 0);
  CHECK(armature({"plan", "-o", "json"}).code == 0);
  CHECK(armature({"plan", "--out", "plan.json"}).code == 0);
  CHECK(found_in(text_of(folder.path() / "plan.json")).empty());

  const Ended applied = armature({"apply", "--yes", "-v", "--log-http", "http.log", "-o", "json"});
  CHECK(applied.code == 0);
  CHECK(found_in(text_of(folder.path() / "http.log")).empty());
  CHECK_THAT(text_of(folder.path() / "http.log"), Contains("(sensitive)"));
  CHECK(armature({"status"}).code == 0);
  CHECK(armature({"status", "-o", "json"}).code == 0);

  // It arrived: the local cloud holds it, and no tag does.
  const std::string held = text_of(folder.path() / ".armature/local.db");
  CHECK_THAT(held, Contains("s3cr\\\"t/canary") && !Contains(sha256_hex(canary).substr(0, 16)));

  CHECK_THAT(armature({"plan", "-v"}).out, Contains("0 to add, 0 to change"));
  // A secret is never compared, only whether it is there.
  value = other;
  CHECK_THAT(armature({"plan", "-v"}).out, Contains("0 to add, 0 to change"));
  const std::string d = deployment;
  folder.write("d.yml", d.substr(0, d.find("A: \"1\"")) + "A: \"2\", MORE: \"${var.pw}\"}\n");
  const Ended changed = armature({"plan"});
  CHECK_THAT(changed.out, Contains("1 to change") && Contains("MORE=(sensitive)") &&
                              Contains("PASSWORD=(sensiti"));
  CHECK(armature({"plan", "-o", "json"}).code == 0);
  CHECK(armature({"plan", "--out", "plan.json"}).code == 0);
  CHECK(found_in(text_of(folder.path() / "plan.json")).empty());
  CHECK(armature({"apply", "plan.json", "--yes", "--log-http", "http.log"}).code == 0);
  CHECK_THAT(text_of(folder.path() / "http.log"), !Contains(other));
  CHECK_THAT(armature({"plan"}).out, Contains("0 to add, 0 to change"));
  CHECK_THAT(text_of(folder.path() / ".armature/local.db"), Contains(other));

  // What is no longer declared, or no longer secret, was secret when it was applied.
  folder.write("d.yml", d.substr(0, d.find("description")) +
                            "environment_variables: {A: \"2\", MORE: more, PASSWORD: open}\n");
  const Ended removed = armature({"plan", "-v"});
  CHECK_THAT(removed.out, Contains("1 to change") && Contains("MORE=(sensitive)") &&
                              Contains("PASSWORD=open"));
  CHECK(armature({"plan", "-o", "json"}).code == 0);
  CHECK(armature({"plan", "--out", "plan.json"}).code == 0);
  CHECK(found_in(text_of(folder.path() / "plan.json")).empty());
  CHECK(armature({"apply", "--yes"}).code == 0);
  CHECK_THAT(armature({"plan"}).out, Contains("0 to add, 0 to change"));
}

TEST_CASE("a service that repeats a secret in its complaint does not make it public") {
  Folder folder;
  folder.write("armature.yaml",
               "name: s\ncloud: local\nmanifests: [c.yml]\nvariables: {vm: {secret: true}}\n");
  // Longer than anything that the service takes: whatever it answers, the text is not repeated.
  folder.write("c.yml", std::string(compute_yaml) + "description: \"${var.vm}\"\n");
  const std::string long_text = other + std::string(70'000, 'x');
  folder.write("vars.yml", "vm: " + long_text + "\n");
  const Ended ended = run({{"apply", "--yes", "-v", "--var-file", "vars.yml"}, folder.path()});
  CHECK(found_in(ended.out).empty());
  CHECK(found_in(ended.err).empty());
}

TEST_CASE("the next command names no secret") {
  Folder folder;
  write_stack(folder);
  folder.write("armature.yaml",
               "name: small\ncloud: local\nmanifests: [compute.yml]\n"
               "variables: {pw: {secret: true}, n: {default: 1}}\n");
  const Ended ended = run({{"plan", "--var", "pw=abc", "--var", "n=2"}, folder.path()});
  CHECK_THAT(ended.out, Contains("Next: armature apply --var pw=... --var n=2"));
}

}  // namespace armature::test
