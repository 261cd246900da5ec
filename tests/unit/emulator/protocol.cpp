#include <catch2/catch.hpp>

#include "base/digest.hpp"
#include "unit/emulator/cloud.hpp"

namespace armature::test {
namespace {

std::string token(const std::string& claims) {
  return "Bearer e30." + base64url(claims) + ".sig";
}

}  // namespace

TEST_CASE("every answer carries the three ids, and echoes the correlation") {
  Cloud cloud;
  for (const std::string& url :
       {cloud.url("/computes"), cloud.url("/computes/none"), cloud.origin + "/account/container",
        std::string("http://a/%zz")}) {
    const http::Response answer =
        cloud.send("GET", url, {}, {{"x-ms-correlation-request-id", "run-1"}});
    INFO(url);
    REQUIRE(http::header(answer.headers, "x-ms-request-id") != nullptr);
    REQUIRE(http::header(answer.headers, "x-ms-routing-request-id") != nullptr);
    CHECK(*http::header(answer.headers, "x-ms-correlation-request-id") == "run-1");
  }
}

TEST_CASE("the same requests get the same answers to the byte") {
  Cloud one, other;
  for (const Example& example : examples(one)) {
    const auto a = one.put(example.path, example.body), b = other.put(example.path, example.body);
    CHECK(a.body == b.body);
    CHECK(a.headers == b.headers);
  }
}

TEST_CASE("an api-version is needed, and one that is known") {
  Cloud cloud;
  const std::string base = cloud.origin + cloud.workspace + "/computes";
  CHECK(code_of(cloud.send("GET", base)) == "MissingApiVersionParameter");
  CHECK(code_of(cloud.send("GET", base + "?api-version=2019-01-01")) ==
        "NoRegisteredProviderFound");
  CHECK(cloud.send("GET", base + "?api-version=2022-02-01-preview").status == 200);
}

TEST_CASE("a bearer token is needed; strictly, one for ARM that has not expired") {
  Cloud cloud;
  CHECK(cloud.core.handle({.method = "GET", .url = cloud.url("/computes")}, cloud.now).status ==
        401);

  emulator::Config config;
  config.auth_strict = true;
  Cloud strict(config);
  const auto with = [&](const std::string& claims) {
    return strict.core.handle({.method = "GET",
                               .url = strict.url("/computes"),
                               .headers = {{"Authorization", token(claims)}}},
                              strict.now);
  };
  CHECK(with(R"({"aud":"https://management.azure.com","exp":1790000100})").status == 200);
  CHECK(code_of(with(R"({"aud":"https://management.azure.com","exp":1789999999})")) ==
        "ExpiredAuthenticationToken");
  CHECK(code_of(with(R"({"aud":"https://storage.azure.com","exp":1790000100})")) ==
        "InvalidAuthenticationToken");
  CHECK(code_of(strict.arm("GET", "/computes")) == "InvalidAuthenticationToken");
}

TEST_CASE("the outermost container that is missing names the 404") {
  emulator::Config config;
  config.scopes_strict = true;
  Cloud cloud(config);
  CHECK(code_of(cloud.arm("GET", "/computes")) == "SubscriptionNotFound");
  const std::string here = cloud.workspace;
  cloud.workspace =
      "/subscriptions/s1/resourceGroups/other/providers/Microsoft.MachineLearningServices/"
      "workspaces/w";
  REQUIRE(cloud.put("", {{"location", "West Europe"}}).status == 201);
  CHECK(cloud.get("").at("location") == "westeurope");
  cloud.workspace = here;
  CHECK(code_of(cloud.arm("GET", "/computes")) == "ResourceGroupNotFound");
  cloud.workspace =
      "/subscriptions/s1/resourceGroups/other/providers/Microsoft.MachineLearningServices/"
      "workspaces/x";
  CHECK(code_of(cloud.arm("GET", "")) == "ResourceNotFound");
  CHECK(code_of(cloud.arm("GET", "/computes")) == "ParentResourceNotFound");
}

TEST_CASE("absent resources are told from absent parents") {
  Cloud cloud;
  CHECK(code_of(cloud.arm("GET", "/computes/none")) == "ResourceNotFound");
  CHECK(code_of(cloud.arm("GET", "/models/none/versions/1")) == "ResourceNotFound");
  CHECK(code_of(cloud.arm("GET", "/batchEndpoints/none/deployments/d")) ==
        "ParentResourceNotFound");
  CHECK(code_of(cloud.arm("GET", "/models/none/versions")) == "ParentResourceNotFound");
  CHECK(cloud.arm("GET", "/abacuses/one").status == 404);
  CHECK(cloud.arm("DELETE", "/models/none/versions/1").status == 204);
}

TEST_CASE("a lenient delete of something absent answers 404 when it is told to") {
  emulator::Config config;
  config.switches[emulator::Switch::absent_delete_is_204] = false;
  Cloud cloud(config);
  CHECK(cloud.arm("DELETE", "/models/none/versions/1").status == 404);
}

TEST_CASE("bodies have to be JSON objects sent as JSON") {
  Cloud cloud;
  CHECK(cloud.arm("PUT", "/codes/c/versions/1", "[]").status == 400);
  CHECK(cloud.arm("PUT", "/codes/c/versions/1", "{").status == 400);
  CHECK(cloud.arm("PUT", "/codes/c/versions/1", std::string(100'000, '[')).status == 400);
  http::Request plain{.method = "PUT",
                      .url = cloud.url("/codes/c/versions/1"),
                      .headers = {{"Authorization", "Bearer x"}},
                      .body = "{}"};
  CHECK(cloud.core.handle(plain, cloud.now).status == 415);
}

TEST_CASE(
    "paths ignore case, stored ids keep the first spelling, asset names and versions are exact") {
  Cloud cloud;
  fill(cloud);
  CHECK(cloud.get("/BATCHENDPOINTS/Mnist-Batch").at("name") == "mnist-batch");
  Json body = cloud.get("/computes/batch-cluster");
  CHECK(cloud.put("/computes/BATCH-cluster", body).status == 200);
  CHECK(cloud.get("/computes/Batch-Cluster").at("name") == "batch-cluster");
  CHECK(cloud.arm("GET", "/models/Mnist/versions/1").status == 404);
  CHECK(cloud.arm("GET", "/Models/mnist/Versions/1").status == 200);
}

TEST_CASE("URLs that are handed out follow the Host header") {
  Cloud cloud;
  fill(cloud);
  const auto answer = cloud.send("GET", cloud.url("/datastores/workspaceblobstore"), {},
                                 {{"Host", "127.0.0.1:8080"}});
  const Json store = Json::parse(answer.body);
  CHECK(store.at("/properties/endpoint"_json_pointer) == "127.0.0.1:8080");
  CHECK(store.at("/properties/protocol"_json_pointer) == "http");
  const auto endpoint = Json::parse(
      cloud.send("GET", cloud.url("/batchEndpoints/mnist-batch"), {}, {{"Host", "proxy.test:1"}})
          .body);
  const std::string uri = endpoint.at("/properties/properties/AzureAsyncOperationUri"_json_pointer);
  CHECK(uri.starts_with("http://proxy.test:1/subscriptions/"));
  CHECK(cloud.send("GET", cloud.url("/computes"), {}, {{"Host", "a b"}}).status == 400);
}

TEST_CASE("a workspace that is asked for exists, with a default datastore and its key") {
  Cloud cloud;
  const Json workspace = cloud.get("");
  CHECK(workspace.at("location") == "eastus");
  CHECK(workspace.at("/properties/provisioningState"_json_pointer) == "Succeeded");
  const Json stores = cloud.get("/datastores?isDefault=true").at("value");
  REQUIRE(stores.size() == 1);
  CHECK(stores[0].at("name") == "workspaceblobstore");
  const std::string account = stores[0].at("/properties/accountName"_json_pointer);
  CHECK(workspace.at("/properties/storageAccount"_json_pointer)
            .get<std::string>()
            .ends_with("/" + account));
  CHECK(Json::parse(cloud.arm("POST", "/datastores/workspaceblobstore/listSecrets").body)
            .at("secretsType") == "AccountKey");
  CHECK(cloud.arm("DELETE", "/datastores/workspaceblobstore").status == 400);
}

}  // namespace armature::test
