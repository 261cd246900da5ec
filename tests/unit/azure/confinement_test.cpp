#include <catch2/catch.hpp>

#include "unit/azure/fakes.hpp"

using namespace armature;
using namespace armature::support;

namespace {

/// Every way in which a service (or somebody in between) may try to lead the token away.
const std::vector<std::string> foreign_urls = {
    "https://evil.example.net/op/1",
    "http://management.example.com/op/1",
    "https://management.example.com:8443/op/1",
    "https://management.example.com.evil.net/op/1",
    "https://management.example.com@evil.net/op/1",
    "https://user:pw@management.example.com/op/1",
    "https://management.example.com./op/1",
    "https://management.example.com\\@evil.net/op/1",
    "https://xn--management-9za.example.com/op/1",
    "//evil.example.net/op/1",
    "/\\evil.example.net/op/1 x",
    "https://[::1]/op/1",
    "https:///op/1",
    "ftp://management.example.com/op/1",
    "file:///etc/passwd",
    "op/1",
    "https://management.example.com/op/1\r\nX-Other: 1",
    "https://management.example.com%00.evil.net/op/1",
};

void check_confined(const Bench& bench) {
  for (const auto& sent : bench.net.sent) {
    CHECK(http::parse_url(sent.request.url).origin == Bench::origin);
    CHECK(sent.request.url.find('\r') == std::string::npos);
  }
}

std::string all_of(const Error& error) {
  std::string text = error.message + error.code + error.remedy;
  for (const auto& more : {error.ids, error.context})
    for (const std::string& one : more) text += "\n" + one;
  return text;
}

}  // namespace

TEST_CASE("the token goes to the configured origin only, whatever URL is handed out") {
  for (const std::string& url : foreign_urls) {
    DYNAMIC_SECTION("status URL " << url) {
      Bench bench;
      bench.net.on("PUT " + Bench::path(),
                   {answer(201, shown("Creating"), {{"Azure-AsyncOperation", url}})});
      bench.net.on("GET " + Bench::path(),
                   {answer(200, shown("Creating")), answer(200, shown("Succeeded"))});
      REQUIRE(bench.write(Bench::put_one()));  // the resource itself tells the end
      check_confined(bench);
    }
    DYNAMIC_SECTION("Location " << url) {
      Bench bench;
      bench.net.on("DELETE " + Bench::path(), {answer(202, Json(), {{"Location", url}})});
      bench.net.on("GET " + Bench::path(), {answer(200, shown("Deleting")), absent()});
      REQUIRE(bench.write(Bench::delete_it()));
      check_confined(bench);
    }
    DYNAMIC_SECTION("a Location that moves away, " << url) {
      Bench bench;
      const std::string op = std::string(Bench::origin) + "/op/1";
      bench.net.on("PUT " + Bench::path(), {answer(202, Json(), {{"Location", op}})});
      bench.net.on("GET /op/1", {answer(202, Json(), {{"Location", url}})});
      bench.net.on("GET " + Bench::path(), {answer(200, shown("Succeeded"))});
      REQUIRE(bench.write(Bench::put_one()));
      check_confined(bench);
    }
  }
}

TEST_CASE("a redirect is an error, not a way elsewhere") {
  Bench bench;
  bench.net.on("GET " + Bench::path(),
               {answer(307, Json(), {{"Location", "https://evil.example.net/"}})});
  CHECK_FALSE(bench.get(Bench::endpoint()));
  CHECK(bench.net.sent.size() == 1);
}

TEST_CASE("another spelling of the same origin is the same origin") {
  for (const char* url : {"HTTPS://Management.Example.COM/op/1",
                          "https://management.example.com:443/op/1", "/op/1"}) {
    Bench bench;
    bench.net.on("PUT " + Bench::path(),
                 {answer(201, shown("Creating"), {{"Azure-AsyncOperation", url}})});
    bench.net.on("GET /op/1", {answer(200, {{"status", "Succeeded"}})});
    bench.net.on("GET " + Bench::path(), {answer(200, shown("Succeeded"))});
    REQUIRE(bench.write(Bench::put_one()));
    CHECK(bench.net.count("GET /op/1") == 1);
  }
}

TEST_CASE("no secret reaches an error, a log or progress") {
  const std::string token = "canary-token-1";
  const std::string op = std::string(Bench::origin) +
                         "/op/1?api-version=v&t=1&c=canary-certificate&s=canary-signature";
  const Json echo = {{"error",
                      {{"code", "UserError"},
                       {"message", "you sent 'Authorization: Bearer " + token +
                                       "' and sig=canary-sas%3D to " + op}}}};
  Bench bench;
  std::string heard;
  const auto watch = [&](const azure::Progress& progress) {
    heard += progress.operation + progress.state;
  };
  SECTION("echoed by a refusal") {
    bench.net.on("PUT " + Bench::path(), {answer(400, echo)});
  }
  SECTION("echoed by an operation") {
    Json failed = echo;
    failed["status"] = "Failed";
    bench.net.on("PUT " + Bench::path(),
                 {answer(201, shown("Creating"), {{"Azure-AsyncOperation", op}})});
    bench.net.on("GET /op/1", {answer(200, failed)});
  }
  SECTION("in the URL of an operation that cannot be reached") {
    bench.net.on("PUT " + Bench::path(), {answer(202, Json(), {{"Location", op}})});
    bench.net.on("GET /op/1", {refusal(400, "UserError")});
  }
  const auto result = bench.write(Bench::put_one(), watch);
  REQUIRE_FALSE(result);
  const std::string told = all_of(result.error()) + heard + bench.log.text;
  CHECK(told.find("canary") == std::string::npos);
}

TEST_CASE("nothing of an action's answer reaches an error") {
  Bench bench;
  bench.net.on("POST *listSecrets",
               {http::Response{.status = 200, .body = "{\"key\":\"canary-key\", broken"}});
  const auto result = bench.settle<Result<SharedJson>>([&](auto done) {
    bench.client.action(Bench::endpoint(), "listSecrets", "v1", nullptr, done);
  });
  REQUIRE_FALSE(result);
  CHECK(all_of(result.error()).find("canary") == std::string::npos);
}

TEST_CASE("a service that sends back the token does not see it printed") {
  constexpr const char* token = "canary-token-1";
  const http::Headers ids = {
      {"x-ms-request-id", token},
      {"x-ms-correlation-request-id", std::string("id ") + token},
      {"x-ms-routing-request-id", "WEST:20261121T075544Z:" + std::string(token)}};
  SECTION("in ids, code and message of a refusal") {
    Bench bench;
    bench.net.on("GET " + Bench::path(), {refusal(403, token, token, ids)});
    const auto result = bench.get(Bench::endpoint());
    REQUIRE_FALSE(result);
    CHECK(all_of(result.error()).find("canary") == std::string::npos);
    CHECK(result.error().ids.empty());
  }
  SECTION("in the body of a resource") {
    Bench bench;
    bench.net.on("GET " + Bench::path(), {answer(200, shown(token))});
    const auto result = bench.get(Bench::endpoint());
    REQUIRE(result);
    CHECK(result->body->dump().find("canary") == std::string::npos);
  }
  SECTION("in the operation's URL, its state and its reason") {
    Bench bench;
    const std::string op = std::string(Bench::origin) + "/op/" + token;
    bench.net.on("PUT " + Bench::path(),
                 {answer(201, shown("Creating"), {{"Azure-AsyncOperation", op}})});
    bench.net.on(
        "GET *(hidden)",
        {answer(200, {{"status", token}}),
         answer(200, {{"status", "Failed"}, {"error", {{"code", token}, {"message", token}}}})});
    std::string told;
    const auto result = bench.write(Bench::put_one(), [&](const azure::Progress& progress) {
      told += progress.state + progress.operation;
    });
    REQUIRE_FALSE(result);
    CHECK((all_of(result.error()) + told + bench.log.text).find("canary") == std::string::npos);
  }
}

TEST_CASE("ids are shown only where they look like ids") {
  struct Row {
    const char* name;
    const char* value;
    bool shown;
  };
  const Row rows[] = {{"x-ms-request-id", "0f0e3a6f-ba7b-408e-8a64-ae7458ab1659", true},
                      {"x-ms-request-id", "secret-of-somebody", false},
                      {"x-ms-request-id", "eyJhbGciOi.eyJhdWQi.c2ln", false},
                      {"x-ms-routing-request-id", "WESTEUROPE:20261121T075544Z:5c1e-07", true},
                      {"x-ms-routing-request-id", "WESTEUROPE:20261121T075544Z:secret", false}};
  for (const Row& row : rows) {
    CAPTURE(row.value);
    Bench bench;
    bench.net.on("GET " + Bench::path(), {refusal(403, "No", "no", {{row.name, row.value}})});
    CHECK(bench.get(Bench::endpoint()).error().ids.size() == (row.shown ? 1U : 0U));
  }
}
