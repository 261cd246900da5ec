#include <catch2/catch.hpp>

#include "unit/azure/fakes.hpp"

using namespace armature;
using namespace armature::support;

namespace {

std::string header_of(const Script::Sent& sent, const char* name) {
  const std::string* value = http::header(sent.request.headers, name);
  return value == nullptr ? std::string() : *value;
}

arm::ResourceId numbered(int n) {
  return {Bench::scope(), {{"computes", "c" + std::to_string(n)}}};
}

}  // namespace

TEST_CASE("a request carries what ARM wants to see") {
  Bench bench;
  bench.net.on("PUT " + Bench::path(), {answer(201, shown(""))});
  bench.net.on("GET " + Bench::path(), {answer(200, shown(""))});
  REQUIRE(bench.write(Bench::put_one(false)));
  REQUIRE(bench.get(Bench::endpoint()));
  const auto& put = bench.net.sent[0];
  CHECK(put.request.url == std::string(Bench::origin) + Bench::path() + "?api-version=v1");
  CHECK(header_of(put, "Authorization") == "Bearer canary-token-1");
  CHECK(header_of(put, "x-ms-correlation-request-id") == "run-1");
  CHECK(header_of(put, "x-ms-return-client-request-id") == "true");
  CHECK(header_of(put, "x-ms-client-request-id").size() == 36);
  CHECK(header_of(put, "Accept") == "application/json");
  CHECK(header_of(put, "Accept-Language") == "en-US");
  CHECK(header_of(put, "Content-Type") == "application/json; charset=utf-8");
  CHECK(header_of(bench.net.sent[1], "Content-Type").empty());
  CHECK(bench.tokens.asked == 2);  // one for each request
}

TEST_CASE("a refused token is renewed once") {
  Bench bench;
  const auto refused = refusal(401, "ExpiredAuthenticationToken");
  SECTION("and the new one serves") {
    bench.net.on("GET " + Bench::path(), {refused, answer(200, shown(""))});
    REQUIRE(bench.get(Bench::endpoint()));
    CHECK(header_of(bench.net.sent[1], "Authorization") == "Bearer canary-token-2");
  }
  SECTION("and not twice") {
    bench.net.on("GET " + Bench::path(), {refused});
    const auto result = bench.get(Bench::endpoint());
    REQUIRE_FALSE(result);
    CHECK(result.error().code == "ExpiredAuthenticationToken");
    CHECK(bench.net.sent.size() == 2);
  }
  SECTION("also for a write: it was refused, so nothing was done") {
    bench.net.on("PUT " + Bench::path(), {refused, answer(201, shown(""))});
    REQUIRE(bench.write(Bench::put_one(false)));
  }
}

TEST_CASE("requests refused together renew the token together") {
  Bench bench;
  int answered = 0;
  for (int n = 0; n < 8; ++n) {
    bench.net.on("GET " + arm::url_path(numbered(n)),
                 {refusal(401, "ExpiredAuthenticationToken"), answer(200, shown(""))});
    bench.client.read(arm::get_query(numbered(n), "v1"), [&](Result<arm::Answer> result) {
      CHECK(result);
      ++answered;
    });
  }
  REQUIRE(bench.loop.run_until_idle());
  CHECK(answered == 8);
  CHECK(bench.tokens.invalidated == 1);
}

TEST_CASE("where no token can be had nothing is sent") {
  Bench bench;
  bench.tokens.none = true;
  const auto result = bench.write(Bench::put_one());
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == ErrorKind::no_token);
  CHECK(bench.net.sent.empty());
}

TEST_CASE("Retry-After holds back the whole class, and only that") {
  Bench bench;
  bench.net.on("PUT " + arm::url_path(numbered(0)),
               {answer(429, Json(), {{"Retry-After", "20"}}), answer(201, shown(""))});
  bench.net.on("PUT " + arm::url_path(numbered(1)), {answer(201, shown(""))});
  bench.net.on("GET " + Bench::path(), {answer(200, shown(""))});
  auto first = Bench::put_one(false);
  first.id = numbered(0);
  auto second_write = Bench::put_one(false);
  second_write.id = numbered(1);
  int done = 0;
  const auto count = [&](const auto& result) {
    CHECK(result);
    ++done;
  };
  bench.client.write(first, {}, count);
  bench.loop.after(second, [&] {
    bench.client.write(second_write, {}, count);
    bench.client.read(arm::get_query(Bench::endpoint(), "v1"), count);
  });
  REQUIRE(bench.loop.run_until_idle());
  CHECK(done == 3);
  CHECK(bench.net.story() == "PUT c0, GET e, PUT c1, PUT c0");
  CHECK(bench.net.sent[1].at == second);
  CHECK(bench.net.sent[2].at >= 20 * second);
}

TEST_CASE("a pause holds what was about to be sent, a renewed token included") {
  Bench bench;
  auto refused = Bench::put_one(false);
  refused.id = numbered(1);
  auto throttled = Bench::put_one(false);
  throttled.id = numbered(0);
  bench.net.on("PUT " + arm::url_path(numbered(0)),
               {answer(429, Json(), {{"Retry-After", "20"}}), answer(201, shown(""))});
  bench.net.on("PUT " + arm::url_path(numbered(1)),
               {refusal(401, "ExpiredAuthenticationToken"), answer(201, shown(""))});
  const auto ok = [](const auto& result) { CHECK(result); };
  bench.client.write(throttled, {}, ok);
  bench.client.write(refused, {}, ok);
  REQUIRE(bench.loop.run_until_idle());
  REQUIRE(bench.net.sent.size() == 4);
  CHECK(bench.net.sent[2].at >= 20 * second);
}

TEST_CASE("nobody waits for more than ten minutes") {
  Bench bench;
  bench.net.on("PUT " + Bench::path(), {answer(429, Json(), {{"Retry-After", "3600"}})});
  const auto result = bench.write(Bench::put_one());
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == ErrorKind::throttled);
  CHECK(bench.net.sent.size() == 1);
}

TEST_CASE("throttling that does not end does") {
  Bench bench;
  bench.net.on("PUT " + Bench::path(), {answer(429)});
  bench.net.on("GET " + Bench::path(), {absent()});
  const auto result = bench.write(Bench::put_one());
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == ErrorKind::throttled);
  CHECK(bench.net.count("PUT " + Bench::path()) <= 40);
  CHECK(bench.loop.now() < 1200 * second);
}

TEST_CASE("a write that a pause has aged is looked at before it is sent") {
  Bench bench;
  bench.net.on("PUT " + Bench::path(),
               {answer(429, Json(), {{"Retry-After", "40"}}), answer(201, shown("Succeeded"))});
  SECTION("still to be made") {
    bench.net.on("GET " + Bench::path(), {absent(), answer(200, shown("Succeeded"))});
    REQUIRE(bench.write(Bench::put_one()));
    CHECK(bench.net.story() == "PUT e, GET e, PUT e, GET e");
  }
  SECTION("made by somebody else") {
    bench.net.on("GET " + Bench::path(), {answer(200, shown("Succeeded"))});
    REQUIRE(bench.write(Bench::put_one()));
    CHECK(bench.net.count("PUT " + Bench::path()) == 1);
  }
}

TEST_CASE("writes keep to the service's bucket and to the limit of requests in flight") {
  Bench bench;
  bench.client.limit_writes(4);
  int in_flight = 0;
  int most = 0;
  int done = 0;
  constexpr int writes = 400;
  for (int n = 0; n < writes; ++n) {
    bench.net.on("PUT " + arm::url_path(numbered(n)), [&](const http::Request&) {
      most = std::max(most, ++in_flight);
      bench.loop.after(bench.net.latency, [&] { --in_flight; });
      return http::Reply{answer(201, shown(""))};
    });
    auto request = Bench::put_one(false);
    request.id = numbered(n);
    bench.client.write(request, {}, [&](const auto& result) {
      CHECK(result);
      ++done;
    });
  }
  REQUIRE(bench.loop.run_until_idle());
  CHECK(done == writes);
  CHECK(most <= 4);
  // At no time more than the bucket of 200 with 10 a second.
  for (std::size_t n = 0; n < bench.net.sent.size(); ++n) {
    const double allowed =
        200.0 + 10.0 * static_cast<double>(bench.net.sent[n].at) / static_cast<double>(second);
    CHECK(static_cast<double>(n + 1) <= allowed);
  }
}

TEST_CASE("a local cloud is not paced") {
  Bench bench;
  azure::Client client{bench.env, {.origin = Bench::origin, .paced = false}, bench.tokens, "run"};
  for (int n = 0; n < 400; ++n) {
    bench.net.on("GET " + arm::url_path(numbered(n)), {answer(200, shown(""))});
    client.read(arm::get_query(numbered(n), "v1"), [](const auto& result) { CHECK(result); });
  }
  REQUIRE(bench.loop.run_until_idle());
  CHECK(bench.loop.now() < second);
}

TEST_CASE("repeats do not multiply the load on a service that is down") {
  Bench bench;
  constexpr int reads = 300;
  int failed = 0;
  for (int n = 0; n < reads; ++n) {
    bench.net.on("GET " + arm::url_path(numbered(n)), {answer(503)});
    bench.client.read(arm::get_query(numbered(n), "v1"),
                      [&](const auto& result) { failed += result ? 0 : 1; });
  }
  REQUIRE(bench.loop.run_until_idle());
  CHECK(failed == reads);
  CHECK(bench.net.sent.size() <= reads + 50 + reads / 10);
}

TEST_CASE("after an interrupt nothing more is sent and nobody waits for long") {
  Bench bench;
  const std::string op = std::string(Bench::origin) + "/op/1";
  std::optional<Result<azure::Written>> result;
  const auto done = [&](Result<azure::Written> written) { result = std::move(written); };
  SECTION("an operation that is being polled is left to the service") {
    bench.net.on(
        "PUT " + Bench::path(),
        {answer(201, shown("Creating"), {{"Azure-AsyncOperation", op}, {"Retry-After", "300"}})});
    bench.client.write(Bench::put_one(), {}, done);
    bench.loop.after(5 * second, [&] { bench.client.stop_starting(); });
    REQUIRE(bench.loop.run_until([&] { return result.has_value(); }));
    CHECK(bench.loop.now() < 6 * second);
    CHECK(result->error().kind == ErrorKind::cancelled);
    CHECK(result->error().message.find("not sent") == std::string::npos);
    CHECK(bench.net.sent.size() == 1);
  }
  SECTION("the answer to a sent write is awaited for ten seconds") {
    bench.net.on("PUT " + Bench::path(), {http::NetError::timeout_sent});
    bench.client.write(Bench::put_one(), {}, done);
    bench.loop.after(second, [&] { bench.client.stop_starting(); });
    REQUIRE(bench.loop.run_until([&] { return result.has_value(); }));
    CHECK(bench.loop.now() <= 12 * second);
    CHECK(result->error().kind == ErrorKind::outcome_unknown);
  }
  SECTION("what has not been sent is not") {
    bench.client.stop_starting();
    bench.client.write(Bench::put_one(), {}, done);
    REQUIRE(bench.loop.run_until([&] { return result.has_value(); }));
    CHECK(result->error().kind == ErrorKind::cancelled);
    CHECK(bench.net.sent.empty());
  }
}

TEST_CASE("callbacks of a client that is gone never come") {
  Bench bench;
  const std::string op = std::string(Bench::origin) + "/op/1";
  bench.net.on("PUT " + Bench::path(),
               {answer(201, shown("Creating"), {{"Azure-AsyncOperation", op}})});
  bench.net.on("GET /op/1", {answer(200, {{"status", "InProgress"}})});
  for (const Nanos killed_at :
       {Nanos{0}, 20 * runtime::millisecond, 70 * runtime::millisecond, 3 * second}) {
    auto client = std::make_unique<azure::Client>(
        bench.env, azure::Endpoint{.origin = Bench::origin}, bench.tokens, "run");
    client->write(Bench::put_one(), {}, [](const auto&) { FAIL("called back from the grave"); });
    bench.loop.after(killed_at, [&] { client.reset(); });
    REQUIRE(bench.loop.run_until_idle());
  }
  CHECK(bench.loop.pending() == 0);
}

TEST_CASE("whoever waits is told for what, once for each cause") {
  const auto count = [](const Bench& bench, const std::string& what) {
    std::size_t times = 0;
    for (auto at = bench.log.text.find(what); at != std::string::npos;
         at = bench.log.text.find(what, at + 1))
      ++times;
    return times;
  };
  SECTION("a pause that the service asks for") {
    Bench bench;
    for (int n = 0; n < 3; ++n)
      bench.net.on("GET " + arm::url_path(numbered(n)),
                   {answer(429, Json(), {{"Retry-After", "40"}}), answer(200, shown("Succeeded"))});
    for (int n = 0; n < 3; ++n)
      bench.client.read(arm::get_query(numbered(n), "v1"),
                        [](const auto& result) { CHECK(result); });
    REQUIRE(bench.loop.run_until_idle());
    CHECK(count(bench, "answers 429 and asks for a pause: reading goes on in 40 s, at 08:00:40Z") ==
          1);
  }
  SECTION("an answer that does not come, and repeats that do not help") {
    Bench bench;
    bench.net.on("GET " + Bench::path(), {http::NetError::timeout_sent});
    CHECK_FALSE(bench.get(Bench::endpoint()));
    CHECK(count(bench, "no answer from https://management.example.com for 10 s; waiting for GET " +
                           Bench::path()) == 6);  // a minute each
    CHECK(count(bench, "try 4 of 6 in ") == 1);
  }
  SECTION("nothing is said where all goes well") {
    Bench bench;
    bench.net.latency = 9 * second;
    bench.net.on("GET " + Bench::path(), {answer(503), answer(200, shown("Succeeded"))});
    CHECK(bench.get(Bench::endpoint()));
    CHECK(bench.log.text.empty());
  }
  SECTION("an operation whose address is not ARM's") {
    Bench bench;
    bench.net.on("PUT " + Bench::path(),
                 {answer(201, shown("Creating"),
                         {{"Azure-AsyncOperation", "https://evil.example.net/op/1?sig=canary"}})});
    bench.net.on("GET " + Bench::path(), {answer(200, shown("Succeeded"))});
    CHECK(bench.write(Bench::put_one()));
    CHECK(count(bench, "lies on another host (https://evil.example.net)") == 1);
    CHECK(count(bench, "canary") == 0);
  }
}
