#include "observe/observe.hpp"

#include <optional>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "support/scripted_arm.hpp"

namespace armature::observe {
namespace {

constexpr const char* workspace =
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";

arm::Query get(const std::string& below) {
  return {.kind = arm::Query::Kind::get, .path = workspace + below, .api_version = "2026-05-01"};
}

struct Fixture : support::ScriptedWorld {
  std::optional<Result<arm::Observed>> answer;

  void observe(std::vector<arm::Query> queries) {
    observe::observe(client, std::move(queries), [this](auto seen) { answer = std::move(seen); });
    loop.run_until_idle();
  }
};

http::Response refusal(int status, const std::string& code) {
  return {.status = status,
          .headers = {},
          .body = dump(Json{{"error", {{"code", code}, {"message", code + " was said"}}}})};
}

TEST_CASE_METHOD(Fixture, "everything is read at once, and nothing twice") {
  arm.held[std::string(workspace) + "/computes/a"] = {{"name", "a"}};
  const arm::Query list = arm::list_query(workspace, "computes", "2026-05-01");
  observe({get("/computes/a"), get("/computes/gone"), list, get("/computes/a")});
  CHECK(arm.log.size() == 3);
  CHECK(arm.rounds() == 1);
  REQUIRE(answer);
  REQUIRE(answer->has_value());
  const arm::Observed& seen = **answer;
  CHECK((*seen.at(get("/computes/a")).body)["name"] == "a");
  CHECK(seen.at(get("/computes/gone")).body == nullptr);
  CHECK(seen.at(list).body->size() == 1);
}

TEST_CASE_METHOD(Fixture, "one read that fails fails the whole, for absence is never guessed") {
  arm.scripted[std::string("GET ") + workspace + "/computes/a"] =
      refusal(403, "AuthorizationFailed");
  observe({get("/computes/a"), get("/computes/b")});
  REQUIRE(answer);
  REQUIRE_FALSE(answer->has_value());
  const Error& error = answer->error();
  CHECK(error.kind == ErrorKind::rejected);
  CHECK(error.status == 403);
  CHECK(error.code == "AuthorizationFailed");
  CHECK(error.context.back().find("/computes/a") != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "all failures are told, those of one cause together") {
  for (const char* name : {"a", "b", "c"})
    arm.scripted[std::string("GET ") + workspace + "/computes/" + name] =
        refusal(403, "AuthorizationFailed");
  arm.scripted[std::string("GET ") + workspace + "/computes/d"] = refusal(400, "BadRequest");
  observe({get("/computes/d"), get("/computes/c"), get("/computes/b"), get("/computes/a")});
  REQUIRE_FALSE(answer->has_value());
  const Error& error = answer->error();
  CHECK(error.message.starts_with("AuthorizationFailed was said"));
  REQUIRE(error.context.size() == 1);
  CHECK(error.context[0] == "reading computes/a, computes/b, computes/c (4 of 4 reads failed)");
  const std::string text = error.message + error.context[0];
  CHECK(text.find("BadRequest was said") != std::string::npos);
  for (const char* name : {"computes/a", "computes/b", "computes/c", "computes/d"})
    CHECK(text.find(name) != std::string::npos);
  std::size_t times = 0;
  for (std::size_t at = 0;
       (at = text.find("AuthorizationFailed was said", at)) != std::string::npos; ++at)
    ++times;
  CHECK(times == 1);
}

}  // namespace
}  // namespace armature::observe
