#include <catch2/catch.hpp>

#include "unit/azure/fakes.hpp"

using namespace armature;
using namespace armature::support;

namespace {

Json item(const std::string& id) {
  return {{"id", id}};
}

Json page(std::vector<Json> items, const Json& next = nullptr) {
  return {{"value", std::move(items)}, {"nextLink", next}};
}

std::string link(const std::string& token) {
  return std::string(Bench::origin) + "/list?api-version=2022-02-01&%24skipToken=" + token;
}

/// Answers by the skip token of the request; the first page has none.
Result<arm::Answer> listed(Bench& bench, std::map<std::string, http::Reply> pages) {
  const auto respond = [pages](const http::Request& request) {
    const auto at = request.url.find("skipToken=");
    return pages.at(at == request.url.npos ? "" : request.url.substr(at + 10));
  };
  const arm::Query query =
      arm::list_query(Bench::scope().workspace_path(), "computes", "v1", "count=30");
  bench.net.on("GET " + query.path, respond);
  bench.net.on("GET /list", respond);
  return bench.read(query);
}

}  // namespace

TEST_CASE("a list is all its pages, empty ones and repeated items included once") {
  Bench bench;
  const auto result = listed(bench, {{"", answer(200, page({item("/a"), item("/b")}, link("1")))},
                                     {"1", answer(200, page({}, link("2")))},
                                     {"2", answer(200, page({item("/B"), item("/c")}, ""))}});
  REQUIRE(result);
  CHECK(*result->body == Json({item("/a"), item("/b"), item("/c")}));
  CHECK(bench.net.sent[0].request.url.find("?api-version=v1&count=30") != std::string::npos);
  CHECK(bench.net.sent[1].request.url == link("1"));  // verbatim, its own api-version included
}

TEST_CASE("a list of what was never made is empty, a list in nowhere is an error") {
  Bench one;
  arm::Query versions =
      arm::list_query(Bench::scope().workspace_path() + "/models/m", "versions", "v1");
  one.net.on("GET " + versions.path, {refusal(404, "ResourceNotFound")});
  const auto empty = one.read(versions);
  REQUIRE(empty);
  CHECK(*empty->body == Json::array());
  Bench two;
  CHECK_FALSE(listed(two, {{"", refusal(404, "ResourceGroupNotFound")}}));
}

TEST_CASE("a list that is not wholly read is an error") {
  struct Row {
    const char* name;
    http::Reply second;
  };
  const Row rows[] = {
      {"a page is forbidden", refusal(403, "AuthorizationFailed")},
      {"a page is gone", refusal(404, "ResourceNotFound")},
      {"a page never comes", http::NetError::timeout_sent},
      {"the pages go round", answer(200, page({item("/b")}, link("1")))},
      {"a page has no items", answer(200, {{"values", 1}})},
      {"a page is on another host",
       answer(200, page({}, "https://management.example.com.evil.org/list"))},
      {"a page is a page of a proxy", http::Response{.status = 200, .body = "<p>"}}};
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      Bench bench;
      const auto result =
          listed(bench, {{"", answer(200, page({item("/a")}, link("1")))}, {"1", row.second}});
      CHECK_FALSE(result);
      for (const auto& sent : bench.net.sent)
        CHECK(http::parse_url(sent.request.url).origin == Bench::origin);
    }
  }
}

TEST_CASE("a list that never ends is an error that says so, soon") {
  struct Row {
    const char* name;
    bool new_items;
    std::size_t requests_max;
    const char* want;
  };
  for (const Row& row :
       {Row{"with new items", true, 2'000, "2000 pages with 2000 items"},
        Row{"without new items", false, 25, "21 pages in a row hold nothing new"}}) {
    DYNAMIC_SECTION(row.name) {
      Bench bench;
      int number = 0;
      const arm::Query query = arm::list_query(Bench::scope().workspace_path(), "computes", "v1");
      const auto respond = [&](const http::Request&) {
        ++number;
        const std::string id = row.new_items ? "/" + std::to_string(number) : "/a";
        return answer(200, page({item(id)}, link(std::to_string(number))));
      };
      bench.net.on("GET " + query.path, respond);
      bench.net.on("GET /list", respond);
      const auto result = bench.read(query);
      REQUIRE_FALSE(result);
      CHECK(result.error().message.find(row.want) != std::string::npos);
      CHECK_FALSE(result.error().remedy.empty());
      CHECK(bench.net.sent.size() <= row.requests_max);
      CHECK((bench.log.text.find("reading a long list") != std::string::npos) == row.new_items);
    }
  }
}
