#include <catch2/catch.hpp>

#include "unit/azure/fakes.hpp"

using namespace armature;
using namespace armature::support;

namespace {

const std::string op = std::string(Bench::origin) + "/op/1";

std::string request_id(const Script::Sent& sent) {
  return *http::header(sent.request.headers, "x-ms-client-request-id");
}

}  // namespace

TEST_CASE("a write whose outcome is unknown is observed before it is repeated") {
  struct Row {
    const char* name;
    http::Reply first;
    std::vector<http::Reply> gets;
    const char* story;
  };
  const auto ok = answer(200, shown("Succeeded"));
  const Row rows[] = {
      {"no answer, and it has taken effect", http::NetError::timeout_sent, {ok}, "PUT e, GET e"},
      {"no answer, and it has not",
       http::NetError::timeout_sent,
       {absent(), ok},
       "PUT e, GET e, PUT e, GET e"},
      {"a cut connection, and the old body",
       http::NetError::reset_sent,
       {answer(200, old_body()), ok},
       "PUT e, GET e, PUT e, GET e"},
      {"500 after it took effect", answer(500), {ok}, "PUT e, GET e"},
      {"503 before it did", answer(503), {absent(), ok}, "PUT e, GET e, PUT e, GET e"},
      {"504, and the service still works on it",
       answer(504),
       {answer(200, shown("Creating")), answer(200, shown("Creating")), ok},
       "PUT e, GET e, GET e, GET e"},
      {"an answer too large to take", http::NetError::too_large, {ok}, "PUT e, GET e"},
      {"no connection: nothing was sent", http::NetError::connect, {ok}, "PUT e, PUT e, GET e"},
      {"429: nothing was done", answer(429), {ok}, "PUT e, PUT e, GET e"},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      Bench bench;
      bench.net.on("PUT " + Bench::path(), {row.first, answer(201, shown("Succeeded"))});
      bench.net.on("GET " + Bench::path(), row.gets);
      const auto result = bench.write(Bench::put_one());
      REQUIRE(result);
      CHECK(bench.net.story() == row.story);
    }
  }
}

TEST_CASE("each repeat of a write is a request of its own") {
  Bench bench;
  bench.net.on("PUT " + Bench::path(), {answer(500), answer(201, shown("Succeeded"))});
  bench.net.on("GET " + Bench::path(), {absent(), answer(200, shown("Succeeded"))});
  REQUIRE(bench.write(Bench::put_one()));
  CHECK(request_id(bench.net.sent[0]) == request_id(bench.net.sent[1]));  // the look belongs to it
  CHECK(request_id(bench.net.sent[0]) != request_id(bench.net.sent[2]));
}

TEST_CASE("a write that keeps losing its answers ends as unknown") {
  Bench bench;
  bench.net.on("PUT " + Bench::path(), {http::NetError::timeout_sent});
  bench.net.on("GET " + Bench::path(), {absent()});
  const auto result = bench.write(Bench::put_one());
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == ErrorKind::outcome_unknown);
  CHECK(bench.net.count("PUT " + Bench::path()) == 6);
}

TEST_CASE("a lost write that cannot be looked at ends as unknown") {
  Bench bench;
  bench.net.on("PUT " + Bench::path(), {http::NetError::timeout_sent});
  bench.net.on("GET " + Bench::path(), {refusal(403, "AuthorizationFailed")});
  const auto result = bench.write(Bench::put_one());
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == ErrorKind::outcome_unknown);
  CHECK(bench.net.count("PUT " + Bench::path()) == 1);
}

TEST_CASE("a lost write that was taken and came to nothing fails with the resource's reason") {
  Bench bench;
  const Json failed = resource(
      "Failed", {{"a", 1}, {"errors", {{{"code", "BadArgument"}, {"message", "no image"}}}}});
  bench.net.on("PUT " + Bench::path(), {http::NetError::timeout_sent});
  bench.net.on("GET " + Bench::path(), {answer(200, failed)});
  const auto result = bench.write(Bench::put_one());
  REQUIRE_FALSE(result);
  CHECK(result.error().code == "BadArgument");
  CHECK(bench.net.count("PUT " + Bench::path()) == 1);
}

TEST_CASE("a lost DELETE is looked at too") {
  Bench bench;
  bench.net.on("DELETE " + Bench::path(), {http::NetError::reset_sent, answer(204)});
  SECTION("gone") {
    bench.net.on("GET " + Bench::path(), {absent()});
    REQUIRE(bench.write(Bench::delete_it()));
    CHECK(bench.net.story() == "DELETE e, GET e");
  }
  SECTION("on its way") {
    bench.net.on("GET " + Bench::path(), {answer(200, shown("Deleting")), absent()});
    REQUIRE(bench.write(Bench::delete_it()));
    CHECK(bench.net.count("DELETE " + Bench::path()) == 1);
  }
  SECTION("still there") {
    bench.net.on("GET " + Bench::path(), {answer(200, shown("Succeeded")), absent()});
    REQUIRE(bench.write(Bench::delete_it()));
    CHECK(bench.net.story() == "DELETE e, GET e, DELETE e, GET e");
  }
}

TEST_CASE("a write that makes no sense without its resource is not sent to where it was") {
  Bench bench;
  bench.net.on("PUT " + Bench::path(), {http::NetError::timeout_sent});
  bench.net.on("GET " + Bench::path(), {absent()});
  auto request = Bench::put_one();
  request.still_wanted = [wanted =
                              request.still_wanted](const Json* live) -> azure::Client::Wanted {
    if (live == nullptr) return std::nullopt;
    return wanted(live);
  };
  const auto result = bench.write(std::move(request));
  REQUIRE(result);
  CHECK(result->body == nullptr);
  CHECK(bench.net.count("PUT " + Bench::path()) == 1);
}

TEST_CASE("a conflict waits for the operation that is in the way") {
  arm::ResourceId deployment = Bench::endpoint();
  deployment.parts.emplace_back("deployments", "d");
  const std::string path = arm::url_path(deployment);
  auto request = Bench::put_one();
  request.id = deployment;
  const auto busy = refusal(
      409, "Conflict", "Cannot create a deployment because it is in Updating provisioning state");
  Bench bench;
  SECTION("on the resource") {
    bench.net.on("PUT " + path, {refusal(409, "Conflict"), answer(200, shown("Succeeded"))});
    bench.net.on("GET " + path, {answer(200, resource("Updating")), answer(200, old_body()),
                                 answer(200, shown("Succeeded"))});
    bench.net.on("GET " + Bench::path(), {answer(200, resource("Succeeded"))});
    REQUIRE(bench.write(request));
    CHECK(bench.net.story() == "PUT d, GET d, GET d, GET e, PUT d, GET d");
  }
  SECTION("on its parent") {
    bench.net.on("PUT " + path, {busy, answer(201, shown("Succeeded"))});
    bench.net.on("GET " + path, {absent(), absent(), answer(200, shown("Succeeded"))});
    bench.net.on("GET " + Bench::path(),
                 {answer(200, resource("Updating")), answer(200, resource("Succeeded"))});
    REQUIRE(bench.write(request));
    CHECK(bench.net.story() == "PUT d, GET d, GET e, GET d, GET e, PUT d, GET d");
  }
  SECTION("for half a minute after the service says that it is over") {
    std::vector<http::Reply> refusals(5, busy);
    refusals.emplace_back(answer(201, shown("Succeeded")));
    bench.net.on("PUT " + path, refusals);
    std::vector<http::Reply> gets(5, absent());
    gets.emplace_back(answer(200, shown("Succeeded")));
    bench.net.on("GET " + path, gets);
    bench.net.on("GET " + Bench::path(), {answer(200, resource("Succeeded"))});
    REQUIRE(bench.write(request));
    CHECK(bench.loop.now() > 25 * second);
  }
  SECTION("but not for ever where nothing is in the way") {
    bench.net.on("PUT " + path, {refusal(409, "Conflict", "the default cannot be deleted")});
    bench.net.on("GET " + path, {absent()});
    bench.net.on("GET " + Bench::path(), {answer(200, resource("Succeeded"))});
    const auto result = bench.write(request);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == "Conflict");
    CHECK(bench.loop.now() < 120 * second);
  }
  SECTION("and not at all for a lock") {
    bench.net.on("PUT " + path, {refusal(409, "ScopeLocked")});
    CHECK_FALSE(bench.write(request));
    CHECK(bench.net.story() == "PUT d");
  }
}

TEST_CASE("an operation that another one cancelled is tried a second time, not a third") {
  const Json reason = {{"status", "Canceled"},
                       {"error", {{"code", "OperationCanceled"}, {"message", "superseded"}}}};
  Bench bench;
  bench.net.on("PUT " + Bench::path(),
               {answer(201, shown("Creating"), {{"Azure-AsyncOperation", op}})});
  bench.net.on("GET " + Bench::path(), {answer(200, shown("Canceled"))});
  SECTION("which may work") {
    bench.net.on("GET /op/1", {answer(200, reason), answer(200, {{"status", "Succeeded"}})});
    bench.net.on("GET " + Bench::path(),
                 {answer(200, shown("Canceled")), answer(200, shown("Succeeded"))});
    REQUIRE(bench.write(Bench::put_one()));
    CHECK(bench.net.count("PUT " + Bench::path()) == 2);
  }
  SECTION("or not") {
    bench.net.on("GET /op/1", {answer(200, reason)});
    const auto result = bench.write(Bench::put_one());
    REQUIRE_FALSE(result);
    CHECK(result.error().code == "OperationCanceled");
    CHECK(bench.net.count("PUT " + Bench::path()) == 2);
  }
}

TEST_CASE("a child whose parent was made a moment ago is tried again when the parent is missed") {
  arm::ResourceId deployment = Bench::endpoint();
  deployment.parts.emplace_back("deployments", "d");
  auto request = Bench::put_one();
  request.id = deployment;
  Bench bench;
  bench.net.on("PUT " + Bench::path(), {answer(201, shown("Succeeded"))});
  bench.net.on("GET " + Bench::path(), {answer(200, shown("Succeeded"))});
  bench.net.on("PUT " + arm::url_path(deployment),
               {refusal(404, "ParentResourceNotFound"), answer(201, shown("Succeeded"))});
  bench.net.on("GET " + arm::url_path(deployment), {answer(200, shown("Succeeded"))});
  SECTION("made here") {
    REQUIRE(bench.write(Bench::put_one()));
    CHECK(bench.write(request));
  }
  SECTION("not made here") {
    CHECK_FALSE(bench.write(request));
  }
}

TEST_CASE("a refusal is final and tells everything support asks for") {
  Bench bench;
  bench.net.on("PUT " + Bench::path(),
               {refusal(400, "UserError", "Asset paths cannot be updated.",
                        {{"x-ms-request-id", "5c1e-07"},
                         {"x-ms-correlation-request-id", "91aa"},
                         {"x-ms-routing-request-id", "WESTEUROPE:20261121T075544Z:5c1e-07"}})});
  const auto result = bench.write(Bench::put_one());
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == ErrorKind::rejected);
  CHECK(result.error().status == 400);
  CHECK(result.error().message == "Asset paths cannot be updated.");
  CHECK(result.error().ids.size() == 3);
  CHECK(result.error().context.back() == "PUT " + Bench::endpoint().text());
}

TEST_CASE("whoever waits for another operation is told which refusal it is") {
  Bench bench;
  const http::Reply busy = refusal(409, "Conflict", "another operation is in progress");
  bench.net.on("PUT " + Bench::path(),
               {busy, busy, busy, busy, busy, answer(200, shown("Succeeded"))});
  bench.net.on("GET " + Bench::path(), {answer(200, old_body())});
  (void)bench.write(Bench::put_one());
  const std::string said =
      "PUT " + Bench::path() + " is refused while something else goes on there";
  const auto first = bench.log.text.find(said);
  REQUIRE(first != std::string::npos);
  CHECK(bench.log.text.find(said, first + 1) == std::string::npos);
}
