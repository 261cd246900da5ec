#include <catch2/catch.hpp>

#include "unit/azure/fakes.hpp"

using namespace armature;
using namespace armature::support;

namespace {

const std::string op = std::string(Bench::origin) + "/op/1?api-version=2022-02-01-preview&s=signed";

http::Headers status_at(const std::string& url) {
  return {{"Azure-AsyncOperation", url}};
}
http::Headers location_at(const std::string& url) {
  return {{"Location", url}};
}
http::Response says(const std::string& status) {
  return answer(200, {{"status", status}});
}

}  // namespace

TEST_CASE("a PUT is carried to its end along every legal pattern") {
  struct Row {
    const char* name;
    http::Response first;
    std::vector<http::Reply> polls;
    std::vector<http::Reply> gets;
    const char* story;
  };
  const auto ok = answer(200, shown("Succeeded"));
  const Row rows[] = {
      {"201 and a status URL",
       answer(201, shown("Creating"), status_at(op)),
       {says("InProgress"), says("Succeeded")},
       {ok},
       "PUT e, GET 1, GET 1, GET e"},
      {"the answer claims the end: status and resource are asked together",
       answer(201, shown("Succeeded"), status_at(op)),
       {says("Succeeded")},
       {ok},
       "PUT e, GET e, GET 1"},
      {"the answer claims the end and is wrong",
       answer(200, shown("Succeeded"), status_at(op)),
       {says("InProgress"), says("Succeeded")},
       {answer(200, old_body()), ok},
       "PUT e, GET e, GET 1, GET 1, GET e"},
      {"status says the end before the resource does",
       answer(201, shown("Creating"), status_at(op)),
       {says("Succeeded")},
       {answer(200, shown("Updating")), ok},
       "PUT e, GET 1, GET e, GET e"},
      {"the resource is read late after the end",
       answer(201, shown("Creating"), status_at(op)),
       {says("succeeded")},
       {absent(), ok},
       "PUT e, GET 1, GET e, GET e, GET e, GET e"},
      {"the resource is read old after the end",
       answer(200, shown("Updating"), status_at(op)),
       {says("Succeeded")},
       {answer(200, old_body()), answer(200, old_body()), ok},
       "PUT e, GET 1, GET e, GET e, GET e"},
      {"202 with nothing in it and a Location",
       answer(202, Json(), location_at(op)),
       {answer(202), answer(200, shown("Succeeded"))},
       {ok},
       "PUT e, GET 1, GET 1, GET e"},
      {"202 with both URLs: the status URL wins",
       answer(202, Json(),
              {{"Location", std::string(Bench::origin) + "/other"}, {"Azure-AsyncOperation", op}}),
       {says("Succeeded")},
       {ok},
       "PUT e, GET 1, GET e"},
      {"202 with no URL: the resource is asked, and may be absent until the end",
       answer(202),
       {},
       {absent(), absent(), ok},
       "PUT e, GET e, GET e, GET e, GET e, GET e"},
      {"201 with a state and no URL",
       answer(201, shown("Creating")),
       {},
       {answer(200, shown("Creating")), ok},
       "PUT e, GET e, GET e"},
      {"a status URL that answers with the resource",
       answer(201, shown("Creating"), status_at(op)),
       {answer(200, shown("Creating")), answer(200, shown("Succeeded"))},
       {ok},
       "PUT e, GET 1, GET 1, GET e"},
      {"a Location whose body still runs",
       answer(202, Json(), location_at(op)),
       {answer(200, shown("Updating")), answer(204)},
       {ok},
       "PUT e, GET 1, GET 1, GET e"},
      {"a status URL without a host",
       answer(201, shown("Creating"), status_at("/op/1?x=y")),
       {says("Succeeded")},
       {ok},
       "PUT e, GET 1, GET e"},
      {"a status URL that has expired",
       answer(201, shown("Creating"), status_at(op)),
       {refusal(404, "NotFound")},
       {answer(200, shown("Creating")), ok},
       "PUT e, GET 1, GET e, GET e"},
      {"a status URL that knows no GET",
       answer(201, shown("Creating"), status_at(op)),
       {answer(405)},
       {ok},
       "PUT e, GET 1, GET e"},
      {"a status URL that is ill for a while",
       answer(201, shown("Creating"), status_at(op)),
       {answer(500), http::NetError::reset_sent, says("Succeeded")},
       {ok},
       "PUT e, GET 1, GET 1, GET 1, GET e"},
      {"a status URL that answers garbage",
       answer(201, shown("Creating"), status_at(op)),
       {http::Response{.status = 200, .body = "<html>"}, says("Succeeded")},
       {ok},
       "PUT e, GET 1, GET 1, GET e"},
      {"on the resource alone, an old body is not taken for the end",
       answer(200, Json()),
       {},
       {answer(200, old_body()), answer(200, shown("Updating")), ok},
       "PUT e, GET e, GET e, GET e"},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      Bench bench;
      bench.net.on("PUT " + Bench::path(), {row.first});
      if (!row.polls.empty()) bench.net.on("GET /op/1", row.polls);
      bench.net.on("GET " + Bench::path(), row.gets);
      const auto result = bench.write(Bench::put_one());
      REQUIRE(result);
      CHECK((*result->body)["properties"]["a"] == 1);
      CHECK(result->accepted);
      CHECK(bench.net.story() == row.story);
    }
  }
}

TEST_CASE("a polling URL is used byte for byte and a new Location is followed") {
  Bench bench;
  const std::string next = std::string(Bench::origin) + "/op/2?t=1&c=%2B&h=A%3d";
  bench.net.on("PUT " + Bench::path(), {answer(202, Json(), location_at(op))});
  bench.net.on("GET /op/1", {answer(202, Json(), location_at(next))});
  bench.net.on("GET /op/2", {answer(200, shown("Succeeded"))});
  bench.net.on("GET " + Bench::path(), {answer(200, shown("Succeeded"))});
  REQUIRE(bench.write(Bench::put_one()));
  CHECK(bench.net.sent[1].request.url == op);
  CHECK(bench.net.sent[2].request.url == next);
}

TEST_CASE("a DELETE ends when the resource is gone") {
  struct Row {
    const char* name;
    http::Response first;
    std::vector<http::Reply> polls;
    std::vector<http::Reply> gets;
    const char* story;
  };
  const Row rows[] = {
      {"at once", answer(200), {}, {absent()}, "DELETE e, GET e"},
      {"it was not there", answer(204), {}, {absent()}, "DELETE e, GET e"},
      {"it was not there, in other words", absent(), {}, {absent()}, "DELETE e"},
      {"along a Location",
       answer(202, Json(), location_at(op)),
       {answer(202), answer(204)},
       {absent()},
       "DELETE e, GET 1, GET 1, GET e"},
      {"along a status URL that goes with it",
       answer(202, Json(), status_at(op)),
       {says("Deleting"), refusal(404, "NotFound")},
       {absent()},
       "DELETE e, GET 1, GET 1, GET e"},
      {"while the resource is still deleting",
       answer(202),
       {},
       {answer(200, shown("Deleting")), absent()},
       "DELETE e, GET e, GET e"},
      {"while an old body is still read",
       answer(200),
       {},
       {answer(200, shown("Succeeded")), absent()},
       "DELETE e, GET e, GET e"},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      Bench bench;
      bench.net.on("DELETE " + Bench::path(), {row.first});
      if (!row.polls.empty()) bench.net.on("GET /op/1", row.polls);
      bench.net.on("GET " + Bench::path(), row.gets);
      const auto result = bench.write(Bench::delete_it());
      REQUIRE(result);
      CHECK(result->body == nullptr);
      CHECK(bench.net.story() == row.story);
    }
  }
}

TEST_CASE("a failed operation fails with the service's own reason") {
  const Json reason = {{"status", "Failed"},
                       {"error", {{"code", "BadArgument"}, {"message", "no such image"}}}};
  const Json errors = {
      {"provisioningErrors", {{{"error", {{"code", "QuotaExceeded"}, {"message", "no cores"}}}}}}};
  struct Row {
    const char* name;
    http::Response first;
    http::Reply poll;
    http::Reply get;
    const char* code;
  };
  const auto begun = answer(201, shown("Creating"), status_at(op));
  const Row rows[] = {
      {"from the operation", begun, answer(200, reason), answer(200, shown("Failed")),
       "BadArgument"},
      {"from the resource", begun, says("Failed"), answer(200, resource("Failed", errors)),
       "QuotaExceeded"},
      {"from the Location", answer(202, Json(), location_at(op)), refusal(400, "UserError"),
       absent(), "UserError"},
      {"from nobody", begun, says("Canceled"), answer(200, shown("Canceled")), ""},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      Bench bench;
      bench.net.on("PUT " + Bench::path(), {row.first});
      bench.net.on("GET /op/1", {row.poll});
      bench.net.on("GET " + Bench::path(), {row.get});
      const auto result = bench.write(Bench::put_one());
      REQUIRE_FALSE(result);
      CHECK(result.error().kind == ErrorKind::rejected);
      CHECK(result.error().code == row.code);
      CHECK_FALSE(result.error().message.empty());
      CHECK(bench.net.count("PUT " + Bench::path()) == 1);
    }
  }
}

TEST_CASE("polls keep to Retry-After, else to the operation's own pace") {
  struct Row {
    const char* name;
    http::Headers headers;
    Nanos first_delay;
  };
  const Row rows[] = {{"without", {}, second},
                      {"in seconds", {{"Retry-After", "20"}}, 20 * second},
                      {"zero means nothing", {{"Retry-After", "0"}}, second},
                      {"huge is cut", {{"Retry-After", "86400"}}, 600 * second},
                      {"garbage means nothing", {{"Retry-After", "later"}}, second}};
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      Bench bench;
      http::Headers headers = status_at(op);
      headers.insert(headers.end(), row.headers.begin(), row.headers.end());
      bench.net.on("PUT " + Bench::path(), {answer(201, shown("Creating"), headers)});
      bench.net.on("GET /op/1", {says("Succeeded")});
      bench.net.on("GET " + Bench::path(), {answer(200, shown("Succeeded"))});
      REQUIRE(bench.write(Bench::put_one()));
      CHECK(bench.net.sent[1].at - bench.net.sent[0].at == bench.net.latency + row.first_delay);
    }
  }
}

TEST_CASE("an operation that never ends is given up after its own limit, and said to be running") {
  Bench bench;
  http::Headers headers = status_at(op);
  headers.emplace_back("x-ms-async-operation-timeout", "PT10M");
  bench.net.on("PUT " + Bench::path(), {answer(201, shown("Creating"), headers)});
  bench.net.on("GET /op/1", {says("InProgress")});
  std::string operation;
  const auto result = bench.write(
      Bench::put_one(), [&](const azure::Progress& progress) { operation = progress.operation; });
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == ErrorKind::outcome_unknown);
  CHECK(operation == "/op/1");
  CHECK(bench.loop.now() < 20 * 60 * second);
  CHECK(bench.net.sent.size() < 120);
}

TEST_CASE("an asset's PUT whose answer shows what was sent needs no further read") {
  Bench bench;
  bench.net.on("PUT " + Bench::path(), {answer(201, shown(""))});
  REQUIRE(bench.write(Bench::put_one(false)));
  CHECK(bench.net.story() == "PUT e");
}

TEST_CASE("what the service does not store after all is handed back for proof") {
  Bench bench;
  bench.net.on("PUT " + Bench::path(), {answer(200, old_body())});
  bench.net.on("GET " + Bench::path(), {answer(200, old_body())});
  const auto result = bench.write(Bench::put_one());
  REQUIRE(result);
  CHECK((*result->body)["properties"]["a"] == 0);
  CHECK(bench.loop.now() >= 120 * second);
}
