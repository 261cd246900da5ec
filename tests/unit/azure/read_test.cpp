#include <catch2/catch.hpp>

#include "unit/azure/fakes.hpp"

using namespace armature;
using namespace armature::support;

TEST_CASE("what a 404 establishes depends on whose absence it tells") {
  const arm::ResourceId endpoint = Bench::endpoint();
  arm::ResourceId deployment = endpoint;
  deployment.parts.emplace_back("deployments", "d");
  struct Row {
    const char* name;
    arm::ResourceId id;
    http::Response answer;
    bool absent;
  };
  const Row rows[] = {
      {"the item", endpoint, refusal(404, "ResourceNotFound"), true},
      {"the item in other words", endpoint, refusal(404, "NotFound"), true},
      {"the item as AML says it", endpoint, refusal(404, "UserError", "Not found model"), true},
      {"the endpoint of a deployment", deployment, refusal(404, "ParentResourceNotFound"), true},
      {"the workspace as a parent", endpoint, refusal(404, "ParentResourceNotFound"), false},
      {"the workspace by name", endpoint,
       refusal(
           404, "ResourceNotFound",
           "The Resource 'Microsoft.MachineLearningServices/workspaces/w1' under resource group "
           "'g1' was not found."),
       false},
      {"the group", endpoint, refusal(404, "ResourceGroupNotFound"), false},
      {"the subscription", endpoint, refusal(404, "SubscriptionNotFound"), false},
      {"nothing with a name", endpoint, answer(404), false},
      {"a page of a proxy", endpoint, {.status = 404, .body = "<html>404</html>"}, false},
      {"an unknown type", endpoint, refusal(404, "InvalidResourceType"), false},
      {"a forbidden look", endpoint, refusal(403, "AuthorizationFailed"), false},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      Bench bench;
      bench.net.on("GET " + arm::url_path(row.id), {row.answer});
      const auto result = bench.get(row.id);
      CHECK(result.has_value() == row.absent);
      if (result) CHECK(result->body == nullptr);
    }
  }
}

TEST_CASE("a read is repeated while the service or the way to it is ill") {
  struct Row {
    const char* name;
    http::Reply trouble;
  };
  const Row rows[] = {{"no connection", http::NetError::connect},
                      {"no answer", http::NetError::timeout_sent},
                      {"a cut connection", http::NetError::reset_sent},
                      {"500", answer(500)},
                      {"503", answer(503)},
                      {"408", answer(408)},
                      {"429", answer(429)},
                      {"a page in place of JSON", http::Response{.status = 200, .body = "<html>"}},
                      {"a cut document", http::Response{.status = 200, .body = "{\"id\":\"/so"}},
                      {"an empty document", answer(200)},
                      {"a list in place of an object", answer(200, Json::array())},
                      {"an empty 404", answer(404)}};
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      Bench bench;
      bench.net.on("GET " + Bench::path(), {row.trouble, answer(200, shown("Succeeded"))});
      const auto result = bench.get(Bench::endpoint());
      REQUIRE(result);
      CHECK((*result->body)["properties"]["a"] == 1);
      CHECK(bench.net.sent.size() == 2);
    }
  }
}

TEST_CASE("a read that keeps failing ends after five repeats, with the ids of the answer") {
  Bench bench;
  bench.net.on("GET " + Bench::path(),
               {refusal(500, "InternalServerError", "oops", {{"x-ms-request-id", "5c1e"}})});
  const auto result = bench.get(Bench::endpoint());
  REQUIRE_FALSE(result);
  CHECK(bench.net.sent.size() == 6);
  CHECK(result.error().code == "InternalServerError");
  CHECK(result.error().ids == std::vector<std::string>{"x-ms-request-id 5c1e"});
  CHECK(result.error().kind == ErrorKind::unreachable);
}

TEST_CASE("a byte order mark before a document is skipped") {
  Bench bench;
  bench.net.on("GET " + Bench::path(),
               {http::Response{.status = 200, .body = "\xEF\xBB\xBF{\"id\":\"x\"}"}});
  CHECK(bench.get(Bench::endpoint()));
}

TEST_CASE("a read soon after our own create is not believed when it shows nothing") {
  Bench bench;
  const std::string get = "GET " + Bench::path();
  bench.net.on("PUT " + Bench::path(), {answer(201, shown("Succeeded"))});
  REQUIRE(bench.write(Bench::put_one(false)));
  SECTION("until it shows it") {
    bench.net.on(get, {absent(), answer(200, old_body()), answer(200, shown("Succeeded"))});
    const auto result = bench.get(Bench::endpoint());
    REQUIRE(result);
    CHECK((*result->body)["properties"]["a"] == 1);
  }
  SECTION("unless it goes on for longer than reads lag") {
    bench.net.on(get, {absent()});
    const auto began = bench.loop.now();
    const auto result = bench.get(Bench::endpoint());
    REQUIRE(result);
    CHECK(result->body == nullptr);
    CHECK(bench.loop.now() - began >= 119 * second);
  }
}

TEST_CASE("a read soon after our own delete is not believed when it shows the old body") {
  Bench bench;
  bench.net.on("DELETE " + Bench::path(), {answer(204)});
  bench.net.on("GET " + Bench::path(), {absent(), answer(200, shown("Succeeded")), absent()});
  arm::ResourceId child = Bench::endpoint();
  child.parts.emplace_back("deployments", "d");
  REQUIRE(bench.write(Bench::delete_it()));
  const auto again = bench.get(Bench::endpoint());
  REQUIRE(again);
  CHECK(again->body == nullptr);
  bench.net.on("GET " + arm::url_path(child), {answer(200, shown("Succeeded")), absent()});
  const auto below = bench.get(child);
  REQUIRE(below);
  CHECK(below->body == nullptr);
}

TEST_CASE("a join waits for the end of somebody else's operation") {
  Bench bench;
  bench.net.on("GET " + Bench::path(),
               {answer(200, shown("Updating")), answer(200, shown("Updating")),
                answer(200, shown("Succeeded"))});
  const auto result = bench.settle<Result<SharedJson>>(
      [&](auto done) { bench.client.join(Bench::endpoint(), "v1", {}, done); });
  REQUIRE(result);
  CHECK(bench.net.sent.size() == 3);
}

TEST_CASE("an action is repeated only where nothing was done") {
  struct Row {
    const char* name;
    http::Reply first;
    std::size_t requests;
  };
  const Row rows[] = {{"no connection", http::NetError::connect, 2},
                      {"throttled", answer(429), 2},
                      {"no answer", http::NetError::timeout_sent, 1},
                      {"500", answer(500), 1}};
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      Bench bench;
      bench.net.on("POST *listSecrets", {row.first, answer(200, {{"key", "k"}})});
      const auto result = bench.settle<Result<SharedJson>>([&](auto done) {
        bench.client.action(Bench::endpoint(), "listSecrets", "v1", nullptr, done);
      });
      CHECK(bench.net.sent.size() == row.requests);
      CHECK(result.has_value() == (row.requests == 2));
    }
  }
}

TEST_CASE("the same garbage again and again is an error after seconds, not after half a minute") {
  struct Row {
    const char* body;
    const char* what;
  };
  for (const Row& row : {Row{"<html>sign in</html>", "a web page"}, Row{"", "an empty body"},
                         Row{"{\"id\":", "no valid JSON"}, Row{"[1]", "something else"}}) {
    CAPTURE(row.body);
    Bench bench;
    bench.net.on("GET " + Bench::path(), {http::Response{.status = 200, .body = row.body}});
    const auto result = bench.get(Bench::endpoint());
    REQUIRE_FALSE(result);
    CHECK(bench.loop.now() < 6 * second);
    CHECK(result.error().message.find("answered 200 with " + std::string(row.what)) !=
          std::string::npos);
    CHECK(result.error().remedy.find("proxy") != std::string::npos);
  }
}
