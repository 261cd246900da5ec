#include <catch2/catch.hpp>

#include "unit/emulator/cloud.hpp"

namespace armature::test {
namespace {

using emulator::AnswerForm;
using emulator::Switch;

emulator::Config slow(emulator::Nanos time = 60 * kSecond) {
  emulator::Config config;
  config.operation_time = time;
  return config;
}

std::string link(const http::Response& answer, const char* name) {
  const std::string* value = http::header(answer.headers, name);
  return value == nullptr ? std::string() : *value;
}

Json endpoint() {
  return {{"location", "eastus"}, {"properties", {{"authMode", "AADToken"}}}};
}

std::string state(Cloud& cloud, const std::string& path) {
  return cloud.get(path).at("/properties/provisioningState"_json_pointer);
}

}  // namespace

TEST_CASE("a creation runs for its time: state, status URL and final resource agree") {
  auto config = slow();
  config.retry_after_seconds = 7;
  Cloud cloud(config);
  const http::Response answer = cloud.put("/batchEndpoints/be1", endpoint());
  CHECK(answer.status == 201);
  CHECK(Json::parse(answer.body).at("/properties/provisioningState"_json_pointer) == "Creating");
  CHECK(link(answer, "Retry-After") == "7");
  const std::string url = link(answer, "Azure-AsyncOperation");
  CHECK(Json::parse(cloud.send("GET", url).body).at("status") == "InProgress");
  CHECK(cloud.get("/batchEndpoints/be1")
            .at("/properties/properties/AzureAsyncOperationUri"_json_pointer) == url);
  cloud.now += 60 * kSecond;
  const Json done = Json::parse(cloud.send("GET", url).body);
  CHECK(done.at("status") == "Succeeded");
  CHECK(done.contains("endTime"));
  CHECK(state(cloud, "/batchEndpoints/be1") == "Succeeded");
}

TEST_CASE(
    "an operation that takes no time still hands out its URL, under an api-version of its own") {
  Cloud cloud;
  const http::Response answer = cloud.put("/batchEndpoints/be1", endpoint());
  CHECK(Json::parse(answer.body).at("/properties/provisioningState"_json_pointer) == "Succeeded");
  const std::string url = link(answer, "Azure-AsyncOperation");
  CHECK(url.find("api-version=2026-05-01") == std::string::npos);
  CHECK(Json::parse(cloud.send("GET", url).body).at("status") == "Succeeded");
}

TEST_CASE("an operation URL has to come back to the byte") {
  Cloud cloud;
  const std::string url =
      link(cloud.put("/batchEndpoints/be1", endpoint()), "Azure-AsyncOperation");
  CHECK(cloud.send("GET", url + "x").status == 400);
  CHECK(cloud.send("GET", url.substr(0, url.find('&'))).status == 400);
  std::string spelled = url;
  spelled.replace(spelled.find("mfeOperationsStatus"), 19, "mfeoperationsstatus");
  CHECK(cloud.send("GET", spelled).status == 400);
}

TEST_CASE("a failed creation leaves a resource that says so") {
  auto config = slow();
  config.outcome = [](const std::string& type, const std::string&) {
    return type.ends_with("computes") ? std::string("OutOfQuota: no cores left") : std::string();
  };
  Cloud cloud(config);
  const http::Response answer = cloud.put(
      "/computes/cluster",
      {{"properties", {{"computeType", "AmlCompute"}, {"properties", {{"vmSize", "A"}}}}}});
  cloud.now += 61 * kSecond;
  const Json status = Json::parse(cloud.send("GET", link(answer, "Azure-AsyncOperation")).body);
  CHECK(status.at("status") == "Failed");
  CHECK(status.at("error") == Json{{"code", "OutOfQuota"}, {"message", "no cores left"}});
  CHECK(state(cloud, "/computes/cluster") == "Failed");
}

TEST_CASE("a deletion answers 202 with Location; the resource is there until it is gone") {
  Cloud cloud(slow());
  cloud.put("/batchEndpoints/be1", endpoint());
  cloud.now += 61 * kSecond;
  const http::Response answer = cloud.arm("DELETE", "/batchEndpoints/be1");
  CHECK(answer.status == 202);
  CHECK(answer.body.empty());
  CHECK(link(answer, "Azure-AsyncOperation").empty());
  CHECK(state(cloud, "/batchEndpoints/be1") == "Deleting");
  CHECK(cloud.send("GET", link(answer, "Location")).status == 202);
  CHECK(code_of(cloud.put("/batchEndpoints/be1", endpoint())) == "Conflict");
  cloud.now += 61 * kSecond;
  CHECK(cloud.send("GET", link(answer, "Location")).status == 204);
  CHECK(cloud.arm("GET", "/batchEndpoints/be1").status == 404);
  CHECK(cloud.get("/batchEndpoints").at("value").empty());
  CHECK(cloud.put("/batchEndpoints/be1", endpoint()).status == 201);
  CHECK(cloud.core.snapshot(cloud.now).at(cloud.id("/batchEndpoints/be1")).at("creates") == 2);
}

TEST_CASE("a deletion that fails leaves the endpoint and its deployments") {
  auto config = slow();
  bool fails = false;
  config.outcome = [&fails](const std::string&, const std::string&) {
    return fails ? std::string("InternalServerError: no") : std::string();
  };
  Cloud cloud(config);
  cloud.put("/batchEndpoints/be1", endpoint());
  cloud.now += 61 * kSecond;
  fails = true;
  const http::Response answer = cloud.arm("DELETE", "/batchEndpoints/be1");
  cloud.now += 61 * kSecond;
  CHECK(cloud.send("GET", link(answer, "Location")).status == 400);
  CHECK(state(cloud, "/batchEndpoints/be1") == "Failed");
}

TEST_CASE("the answer takes the form that was chosen for it") {
  struct Row {
    AnswerForm form;
    const char* verb;
    bool status, location;
  };
  const Row row = GENERATE(Row{AnswerForm::usual, "PUT", true, false},
                           Row{AnswerForm::usual, "DELETE", false, true},
                           Row{AnswerForm::status_url, "DELETE", true, false},
                           Row{AnswerForm::location_url, "PUT", false, true},
                           Row{AnswerForm::both_urls, "PUT", true, true},
                           Row{AnswerForm::body_only, "PUT", false, false},
                           Row{AnswerForm::body_only, "DELETE", false, true},
                           Row{AnswerForm::usual, "PATCH", false, true});
  auto config = slow(0);
  config.form = [&row](const std::string&, const std::string& verb) {
    return verb == row.verb ? row.form : AnswerForm::usual;
  };
  Cloud cloud(config);
  http::Response answer = cloud.put("/batchEndpoints/be1", endpoint());
  if (std::string(row.verb) != "PUT")
    answer = cloud.arm(row.verb, "/batchEndpoints/be1", R"({"tags":{"a":"b"}})");
  CHECK(link(answer, "Azure-AsyncOperation").empty() != row.status);
  CHECK(link(answer, "Location").empty() != row.location);
}

TEST_CASE("deleting a compute announces both URLs") {
  Cloud cloud;
  cloud.put("/computes/cluster",
            {{"properties", {{"computeType", "AmlCompute"}, {"properties", {{"vmSize", "A"}}}}}});
  const http::Response answer =
      cloud.arm("DELETE", "/computes/cluster?underlyingResourceAction=Delete");
  CHECK_FALSE(link(answer, "Azure-AsyncOperation").empty());
  CHECK_FALSE(link(answer, "Location").empty());
}

TEST_CASE("an old-style creation answers 202 and is absent until it is done") {
  auto config = slow();
  config.switches[Switch::put_returns_202] = true;
  Cloud cloud(config);
  const http::Response answer = cloud.put("/batchEndpoints/be1", endpoint());
  CHECK(answer.status == 202);
  CHECK(answer.body.empty());
  CHECK(cloud.arm("GET", "/batchEndpoints/be1").status == 404);
  CHECK(cloud.get("/batchEndpoints").at("value").empty());
  cloud.now += 60 * kSecond;
  CHECK(cloud.arm("GET", "/batchEndpoints/be1").status == 200);
}

TEST_CASE("a status URL may answer with the resource itself") {
  emulator::Config config;
  config.switches[Switch::status_url_answers_resource] = true;
  Cloud cloud(config);
  const http::Response answer = cloud.put("/batchEndpoints/be1", endpoint());
  CHECK(Json::parse(cloud.send("GET", link(answer, "Azure-AsyncOperation")).body).at("name") ==
        "be1");
}

TEST_CASE("a second writer meets 409, or cancels the first where the switch says so") {
  const bool cancels = GENERATE(false, true);
  auto config = slow();
  config.switches[Switch::second_writer_cancels_first] = cancels;
  Cloud cloud(config);
  const http::Response first = cloud.put("/batchEndpoints/be1", endpoint());
  cloud.now += kSecond;
  const http::Response second = cloud.put("/batchEndpoints/be1", endpoint());
  CHECK(second.status == (cancels ? 200 : 409));
  const Json status = Json::parse(cloud.send("GET", link(first, "Azure-AsyncOperation")).body);
  CHECK(status.at("status") == (cancels ? "Canceled" : "InProgress"));
  if (cancels) CHECK(status.at("/error/code"_json_pointer) == "OperationCanceled");
}

}  // namespace armature::test
