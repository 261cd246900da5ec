#include "azure/retry.hpp"

#include <catch2/catch.hpp>

#include "azure/conflict.hpp"
#include "azure/http_date.hpp"
#include "azure/pacer.hpp"
#include "unit/azure/fakes.hpp"

using namespace armature;
using azure::Repeat;
using runtime::millisecond;
using runtime::second;

namespace {

http::Reply status(int code) {
  return http::Response{.status = code};
}

}  // namespace

TEST_CASE("what may be repeated depends on the verb and on what is known") {
  struct Row {
    const char* name;
    const char* method;
    http::Reply reply;
    Repeat want;
  };
  const Row rows[] = {
      {"a refused connection sent nothing", "PUT", http::NetError::connect, Repeat::freely},
      {"not even an action", "POST", http::NetError::connect, Repeat::freely},
      {"a lost read does no harm", "GET", http::NetError::timeout_sent, Repeat::freely},
      {"a lost write must be observed first", "PUT", http::NetError::timeout_sent,
       Repeat::after_look},
      {"a broken connection is the same", "DELETE", http::NetError::reset_sent, Repeat::after_look},
      {"so is an answer too large to take", "PATCH", http::NetError::too_large, Repeat::after_look},
      {"a read that is too large stays so", "GET", http::NetError::too_large, Repeat::no},
      {"who gave up wants no repeat", "GET", http::NetError::cancelled, Repeat::no},
      {"throttling was refused, so it is safe", "PUT", status(429), Repeat::freely},
      {"an action, too", "POST", status(429), Repeat::freely},
      {"503 may have taken effect", "PUT", status(503), Repeat::after_look},
      {"504 may have taken effect", "DELETE", status(504), Repeat::after_look},
      {"408 may have taken effect", "PATCH", status(408), Repeat::after_look},
      {"a read of a sick service is repeated", "GET", status(500), Repeat::freely},
      {"a bad request stays bad", "PUT", status(400), Repeat::no},
      {"a conflict has rules of its own", "PUT", status(409), Repeat::no},
      {"absence is an answer", "GET", status(404), Repeat::no},
      {"success is", "PUT", status(201), Repeat::no},
  };
  for (const Row& row : rows) DYNAMIC_SECTION(row.name) {
      CHECK(azure::repeat_for(row.method, row.reply) == row.want);
    }
}

TEST_CASE("Retry-After comes in three forms") {
  struct Row {
    const char* name;
    http::Headers headers;
    std::optional<runtime::Nanos> want;
  };
  const std::int64_t now = *azure::parse_http_date("Sat, 21 Nov 2026 08:00:00 GMT");
  const Row rows[] = {
      {"seconds", {{"Retry-After", "17"}}, 17 * second},
      {"zero", {{"retry-after", "0"}}, 0},
      {"milliseconds", {{"retry-after-ms", "250"}}, 250 * millisecond},
      {"the other milliseconds", {{"x-ms-retry-after-ms", "1500"}}, 1500 * millisecond},
      {"milliseconds win", {{"Retry-After", "9"}, {"retry-after-ms", "250"}}, 250 * millisecond},
      {"a date, by the clock here",
       {{"Retry-After", "Sat, 21 Nov 2026 08:00:30 GMT"}},
       30 * second},
      {"a date, by the clock there",
       {{"Retry-After", "Sat, 21 Nov 2026 09:00:30 GMT"},
        {"Date", "Sat, 21 Nov 2026 09:00:00 GMT"}},
       30 * second},
      {"a date gone by", {{"Retry-After", "Sat, 21 Nov 2026 07:00:00 GMT"}}, 0},
      {"too many digits", {{"Retry-After", "99999999999999999999"}}, 1'000'000'000 * second},
      {"garbage", {{"Retry-After", "soon"}}, std::nullopt},
      {"a negative number", {{"Retry-After", "-3"}}, std::nullopt},
      {"nothing", {}, std::nullopt},
  };
  for (const Row& row : rows) DYNAMIC_SECTION(row.name) {
      CHECK(azure::retry_after(row.headers, now) == row.want);
    }
}

TEST_CASE("backoff grows, is spread and has a ceiling") {
  support::Dice dice;
  runtime::Nanos before = 0;
  for (unsigned n = 1; n <= 5; ++n) {
    const auto delay = azure::backoff(n, dice);
    const runtime::Nanos base = 800 * millisecond * ((1 << n) - 1);
    CHECK(delay >= base / 10 * 8);
    CHECK(delay < base / 10 * 13);
    CHECK(delay > before);
    before = delay;
  }
  CHECK(azure::backoff(30, dice) == 60 * second);
}

TEST_CASE("dates of HTTP are written and read") {
  CHECK(azure::format_http_date(784'111'777) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(azure::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == 784'111'777);
  for (const char* bad :
       {"", "yesterday", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 CET", "Sunday, 06-Nov-94 08:49:37 GMT"})
    CHECK_FALSE(azure::parse_http_date(bad));
}

TEST_CASE("a pacer gives a burst, then the rate") {
  azure::Pacer pacer(3, 10);
  for (int n = 0; n < 3; ++n) {
    CHECK(pacer.ready_at() <= 0);
    pacer.take(0);
  }
  CHECK(pacer.ready_at() == 100 * millisecond);
  pacer.take(100 * millisecond);
  CHECK(pacer.ready_at() == 200 * millisecond);
  CHECK(pacer.ready_at() <= 10 * second);
  pacer.left(10 * second, 0);  // somebody else emptied the bucket
  CHECK(pacer.ready_at() == 10 * second + 100 * millisecond);
}

TEST_CASE("a refusal that waiting cannot change is final") {
  for (const char* code : {"ScopeLocked", "PropertyChangeNotAllowed", "QuotaExceeded",
                           "MissingSubscriptionRegistration"})
    CHECK_FALSE(azure::Conflict::may_pass({.message = "m", .code = code}));
  for (const char* code : {"Conflict", "AnotherOperationInProgress", ""})
    CHECK(azure::Conflict::may_pass({.message = "m", .code = code}));
}

TEST_CASE("a conflict is waited for as long as something explains it") {
  azure::Conflict unexplained(0);
  unexplained.refused({.message = "no", .code = "Conflict"});
  CHECK(unexplained.worth_waiting(30 * second));
  CHECK_FALSE(unexplained.worth_waiting(90 * second));
  unexplained.saw_running(80 * second);
  CHECK(unexplained.worth_waiting(90 * second));
  azure::Conflict busy(0);
  busy.refused({.message = "it is in Updating provisioning state", .code = "Conflict"});
  CHECK(busy.worth_waiting(600 * second));
}
