#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "contract/door.hpp"

namespace armature::test {
namespace {

using Make = std::unique_ptr<Door> (*)(emulator::Config);

/// One cloud behind one of the two doors.
class Client {
 public:
  explicit Client(Make make, emulator::Config config = {}) : door_(make(std::move(config))) {}

  http::Response send(const std::string& method, const std::string& url,
                      const std::string& body = {}) {
    http::Request request{
        .method = method, .url = url, .headers = {{"Authorization", "Bearer any"}}, .body = body};
    if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    return door_->send(request);
  }
  http::Response arm(const std::string& method, const std::string& path,
                     const std::string& body = {}) {
    const char joint = path.find('?') == std::string::npos ? '?' : '&';
    return send(method, door_->origin() + workspace + path + joint + "api-version=2026-05-01",
                body);
  }
  http::Response put(const std::string& path, const Json& body) {
    return arm("PUT", path, body.dump());
  }
  Json get(const std::string& path) { return Json::parse(arm("GET", path).body); }
  http::Response raw(http::Request request) { return door_->send(request); }
  std::string origin() const { return door_->origin(); }
  /// Ids are not URL-encoded.
  static std::string id(const std::string& path) {
    return "/subscriptions/s1/resourceGroups/rg(ml)/providers/Microsoft.MachineLearningServices/"
           "workspaces/ml-dev" +
           path;
  }

  const std::string workspace =
      "/subscriptions/s1/resourceGroups/rg%28ml%29/providers/Microsoft.MachineLearningServices/"
      "workspaces/ml-dev";

 private:
  std::unique_ptr<Door> door_;
};

std::string value_of(const http::Response& answer, const char* name) {
  const std::string* value = http::header(answer.headers, name);
  return value == nullptr ? std::string() : *value;
}

Make any_door() {
  return GENERATE(Make(Door::in_process), Make(Door::loopback));
}

/// Puts a blob into the default datastore with its key; the URL.
std::string upload(Client& client, const std::string& name, const std::string& bytes) {
  const Json store = client.get("/datastores/workspaceblobstore").at("properties");
  const std::string account = store.at("accountName"), container = store.at("containerName");
  CHECK(client.origin() ==
        store.at("protocol").get<std::string>() + "://" + store.at("endpoint").get<std::string>());
  const std::string key =
      Json::parse(client.arm("POST", "/datastores/workspaceblobstore/listSecrets").body).at("key");
  const std::string path = "/" + account + "/" + container + "/" + name;
  const std::string text =
      "PUT\n\n\n" + std::to_string(bytes.size()) +
      "\n\n\n\n\n\n\n\n\nx-ms-blob-type:BlockBlob\nx-ms-date:Mon, 21 Sep 2026 14:13:20 "
      "GMT\nx-ms-meta-upload_status:completed\nx-ms-version:2021-08-06\n/" +
      account + path;
  const http::Response answer =
      client.raw({.method = "PUT",
                  .url = client.origin() + path,
                  .headers = {{"x-ms-blob-type", "BlockBlob"},
                              {"x-ms-date", "Mon, 21 Sep 2026 14:13:20 GMT"},
                              {"x-ms-meta-upload_status", "completed"},
                              {"x-ms-version", "2021-08-06"},
                              {"Authorization", "SharedKey " + account + ":" +
                                                    base64(hmac_sha256(from_base64(key), text))}},
                  .body = bytes});
  INFO(answer.body);
  CHECK(answer.status == 201);
  return client.origin() + path;
}

}  // namespace

TEST_CASE("the batch stack is made, served, changed and torn down") {
  Client client(any_door());
  const std::string code = upload(client, "LocalUpload/ab/score/batch.py", "print('hi')");
  const std::string model = upload(client, "LocalUpload/cd/model.bin", std::string("\0\1\2", 3));
  CHECK(
      client
          .put("/computes/cluster",
               {{"location", "eastus"},
                {"properties", {{"computeType", "AmlCompute"}, {"properties", {{"vmSize", "A"}}}}}})
          .status == 201);
  CHECK(client.put("/codes/score/versions/1", {{"properties", {{"codeUri", code}}}}).status == 201);
  CHECK(client.put("/models/mnist/versions/1", {{"properties", {{"modelUri", model}}}}).status ==
        201);
  CHECK(
      client.put("/environments/env/versions/1", {{"properties", {{"image", "ubuntu"}}}}).status ==
      201);
  Json endpoint = {{"location", "eastus"}, {"properties", {{"authMode", "AADToken"}}}};
  CHECK(client.put("/batchEndpoints/mnist", endpoint).status == 201);
  const http::Response made = client.put(
      "/batchEndpoints/mnist/deployments/torch",
      {{"location", "eastus"},
       {"properties",
        {{"model", {{"referenceType", "Id"}, {"assetId", client.id("/models/mnist/versions/1")}}},
         {"codeConfiguration",
          {{"codeId", client.id("/codes/score/versions/1")}, {"scoringScript", "batch.py"}}},
         {"environmentId", client.id("/environments/env/versions/1")},
         {"compute", client.id("/computes/cluster")}}}});
  INFO(made.body);
  REQUIRE(made.status == 201);
  const std::string operation = value_of(made, "Azure-AsyncOperation");
  CHECK(operation.starts_with(client.origin() + "/subscriptions/"));
  CHECK(Json::parse(client.send("GET", operation).body).at("status") == "Succeeded");
  endpoint["properties"]["defaults"] = {{"deploymentName", "torch"}};
  CHECK(client.put("/batchEndpoints/mnist", endpoint).status == 200);
  CHECK(client.arm("DELETE", "/batchEndpoints/mnist/deployments/torch").status == 409);
  const http::Response gone = client.arm("DELETE", "/batchEndpoints/mnist");
  CHECK(gone.status == 202);
  CHECK(client.send("GET", value_of(gone, "Location")).status == 204);
  CHECK(client.arm("GET", "/batchEndpoints/mnist/deployments/torch").status == 404);
  CHECK(client.arm("DELETE", "/batchEndpoints/mnist").status == 204);
}

TEST_CASE("blobs come back to the byte, HEAD tells of them, and absence is XML") {
  Client client(any_door());
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += static_cast<char>(i % 251);
  const std::string url = upload(client, "LocalUpload/ab/d%C3%A9j%C3%A0%20vu.bin", bytes);
  const http::Response pending = client.arm("POST", "/codes/c/versions/1/startPendingUpload", "{}");
  const std::string sas =
      Json::parse(pending.body).at("/blobReferenceForConsumption/credential/sasUri"_json_pointer);
  const std::string place = sas.substr(0, sas.find('?')) + "/a.bin" + sas.substr(sas.find('?'));
  CHECK(client
            .raw({.method = "PUT",
                  .url = place,
                  .headers = {{"x-ms-blob-type", "BlockBlob"}},
                  .body = bytes})
            .status == 201);
  CHECK(client.raw({.method = "GET", .url = place}).body == bytes);
  const http::Response head = client.raw({.method = "HEAD", .url = place});
  CHECK(head.status == 200);
  CHECK(value_of(head, "Content-Length") == "100000");
  const http::Response none =
      client.raw({.method = "GET",
                  .url = sas.substr(0, sas.find('?')) + "/b.bin" + sas.substr(sas.find('?'))});
  CHECK(none.status == 404);
  CHECK(value_of(none, "x-ms-error-code") == "BlobNotFound");
  CHECK(none.body.find("<Code>BlobNotFound</Code>") != std::string::npos);
  CHECK(client.raw({.method = "GET", .url = url}).status == 403);
}

TEST_CASE("a list is walked page by page over links that come back to this door") {
  emulator::Config config;
  config.page_size = 2;
  Client client(any_door(), config);
  for (int i = 0; i < 5; ++i)
    CHECK(client
              .put("/environments/e/versions/" + std::to_string(i),
                   {{"properties", {{"image", "ubuntu"}}}})
              .status == 201);
  std::size_t items = 0, pages = 0;
  std::string url = client.origin() + client.workspace +
                    "/environments/e/versions?api-version=2026-05-01&listViewType=All";
  for (; !url.empty(); ++pages) {
    CHECK(url.starts_with(client.origin() + "/"));
    const Json page = Json::parse(client.send("GET", url).body);
    items += page.at("value").size();
    url = page.at("nextLink").is_null() ? "" : page.at("nextLink").get<std::string>();
  }
  CHECK(items == 5);
  CHECK(pages == 3);
}

TEST_CASE("what is wrong is refused alike") {
  Client client(any_door());
  struct Row {
    const char* method;
    const char* path;
    const char* body;
    int status;
  };
  const Row rows[] = {{"GET", "/computes/none", "", 404},
                      {"PUT", "/computes/cluster", "{", 400},
                      {"PUT", "/computes/cluster", R"({"zork":1})", 400},
                      {"PUT", "/batchEndpoints/none/deployments/d",
                       R"({"location":"eastus","properties":{}})", 404},
                      {"DELETE", "/computes/none", "", 204},
                      {"PATCH", "/codes/c", "{}", 405},
                      {"POST", "/computes/none/dance", "", 404},
                      {"GET", "/computes?zork=1", "", 400}};
  for (const Row& row : rows) {
    const http::Response answer = client.arm(row.method, row.path, row.body);
    INFO(row.method << " " << row.path << " -> " << answer.body);
    CHECK(answer.status == row.status);
    CHECK_FALSE(value_of(answer, "x-ms-request-id").empty());
    CHECK_FALSE(value_of(answer, "x-ms-correlation-request-id").empty());
  }
  const http::Response naked = client.raw(
      {.method = "GET", .url = client.origin() + client.workspace + "?api-version=2026-05-01"});
  CHECK(naked.status == 401);
  CHECK_FALSE(value_of(naked, "WWW-Authenticate").empty());
}

}  // namespace armature::test
