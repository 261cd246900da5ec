#include "http/redact.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace armature::http {

constexpr const char* arm_url = "https://h/subscriptions/s/x/y?api-version=2026-05-01";

TEST_CASE("a URL keeps the parameters known to be harmless and loses every other value") {
  CHECK(redacted_url(arm_url) == arm_url);
  CHECK(redacted_url("https://a.blob/c/b?sv=2021&sig=c2VjcmV0&comp=block&blockid=AA==") ==
        "https://a.blob/c/b?sv=(redacted)&sig=(redacted)&comp=block&blockid=AA==");
  CHECK(redacted_url("https://h/op?api-version=1&t=1&c=2&s=3&h=4") ==
        "https://h/op?api-version=1&t=(redacted)&c=(redacted)&s=(redacted)&h=(redacted)");
  CHECK(redacted_url("why? because") == "why? because");
}

TEST_CASE("headers that authenticate are hidden, whatever their letter case") {
  const Json shown = redacted_headers({{"AUTHORIZATION", "Bearer canary"},
                                       {"Set-Cookie", "canary"},
                                       {"Location", "https://h/o?sig=canary"},
                                       {"ETag", "1"}});
  CHECK(dump(shown).find("canary") == std::string::npos);
  CHECK(shown["etag"] == "1");
}

TEST_CASE("bodies lose their secrets and keep their shape") {
  struct Row {
    const char *name, *url, *body, *want;
  };
  const Row rows[] = {
      {"keys by name", arm_url, R"j({"primaryKey":"c","n":1,"keyName":"k"})j",
       R"j({"keyName":"k","n":1,"primaryKey":"(redacted)"})j"},
      {"the whole answer of a list action", "https://h/datastores/d/listSecrets?api-version=1",
       R"j({"secretsType":"AccountKey","x":["c"]})j",
       R"j({"secretsType":"(redacted)","x":["(redacted)"]})j"},
      {"credentials of a datastore", arm_url, R"j({"credentials":{"a":{"b":"c"},"n":2}})j",
       R"j({"credentials":{"a":{"b":"(redacted)"},"n":2}})j"},
      {"values of environment variables", arm_url, R"j({"environmentVariables":{"DB":"c"}})j",
       R"j({"environmentVariables":{"DB":"(redacted)"}})j"},
      {"signed URLs anywhere", arm_url, R"j({"uri":"https://b/c?sig=c"})j",
       R"j({"uri":"https://b/c?sig=(redacted)"})j"},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      CHECK(dump(redacted_body(row.url, row.body)) == row.want);
    }
  }
}

TEST_CASE("a body that is no JSON shows its size only") {
  CHECK(redacted_body(arm_url, "client_secret=canary") == Json("(20 bytes)"));
  CHECK(redacted_body(arm_url, "{broken: canary") == Json("(15 bytes)"));
  CHECK(redacted_body(arm_url, "").is_null());
}

}  // namespace armature::http
