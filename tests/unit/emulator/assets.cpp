#include <catch2/catch.hpp>

#include "unit/emulator/cloud.hpp"

namespace armature::test {
namespace {

using emulator::Switch;

Json code(const std::string& uri = "https://x.blob.core.windows.net/c/code") {
  return {{"properties", {{"codeUri", uri}}}};
}

std::vector<std::string> names(const Json& page) {
  std::vector<std::string> all;
  for (const Json& one : page.at("value")) all.push_back(one.at("name"));
  return all;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a version makes its container, which knows the latest and the next version") {
  Cloud cloud;
  const auto container = [&cloud] { return cloud.get("/codes/score").at("properties"); };
  CHECK(cloud.put("/codes/score/versions/3", code()).status == 201);
  CHECK(container().at("latestVersion") == "3");
  CHECK(container().at("nextVersion") == "4");
  cloud.now += kSecond;
  cloud.put("/codes/score/versions/1", code());
  cloud.now += kSecond;
  cloud.put("/codes/score/versions/beta", code());
  CHECK(container().at("latestVersion") == "beta");
  CHECK(container().at("nextVersion") == "4");
  CHECK(cloud.arm("DELETE", "/codes/score/versions/beta").status == 200);
  CHECK(container().at("latestVersion") == "1");
}

TEST_CASE("archived versions are hidden from lists, found by name, and can come back") {
  Cloud cloud;
  for (const char* version : {"1", "2"})
    cloud.put(std::string("/environments/e/versions/") + version,
              {{"properties", {{"image", "ubuntu"}}}});
  Json body = cloud.get("/environments/e/versions/1");
  body["properties"]["isArchived"] = true;
  CHECK(cloud.put("/environments/e/versions/1", body).status == 200);
  CHECK(names(cloud.get("/environments/e/versions")) == Names{"2"});
  CHECK(names(cloud.get("/environments/e/versions?listViewType=ArchivedOnly")) == Names{"1"});
  CHECK(names(cloud.get("/environments/e/versions?listViewType=All")) == Names{"1", "2"});
  CHECK(cloud.get("/environments/e/versions/1").at("/properties/isArchived"_json_pointer) == true);
  body["properties"]["isArchived"] = false;
  CHECK(cloud.put("/environments/e/versions/1", body).status == 200);
  CHECK(names(cloud.get("/environments/e/versions")) == Names{"1", "2"});
}

TEST_CASE("an archive PUT is refused where the switch brings back the behaviour of 2022") {
  emulator::Config config;
  config.switches[Switch::archived_versions_refuse_put] = true;
  Cloud cloud(config);
  cloud.put("/environments/e/versions/1", {{"properties", {{"image", "ubuntu"}}}});
  CHECK(cloud
            .put("/environments/e/versions/1",
                 {{"properties", {{"image", "ubuntu"}, {"isArchived", true}}}})
            .status == 400);
}

TEST_CASE("tags of an asset come and go, its property bag only grows") {
  Cloud cloud;
  Json body = code();
  body["properties"]["tags"] = {{"a", "1"}, {"b", ""}};
  body["properties"]["properties"] = {{"hash_sha256", "ab"}};
  CHECK(cloud.put("/codes/score/versions/1", body).status == 201);
  body["properties"]["tags"] = {{"c", "3"}};
  body["properties"]["properties"] = {{"more", "x"}};
  CHECK(cloud.put("/codes/score/versions/1", body).status == 200);
  const Json live = cloud.get("/codes/score/versions/1").at("properties");
  CHECK(live.at("tags") == Json{{"c", "3"}});
  CHECK(live.at("properties") == Json{{"hash_sha256", "ab"}, {"more", "x"}});
}

TEST_CASE("a deleted version is a tombstone, unless the switch lets it come back") {
  const bool tombstones = GENERATE(true, false);
  emulator::Config config;
  config.switches[Switch::deleted_versions_are_tombstones] = tombstones;
  Cloud cloud(config);
  cloud.put("/codes/score/versions/1", code());
  CHECK(cloud.arm("DELETE", "/codes/score/versions/1").status == 200);
  CHECK(cloud.put("/codes/score/versions/1", code()).status == (tombstones ? 400 : 201));
}

TEST_CASE("deleting a container takes its versions along") {
  Cloud cloud;
  cloud.put("/codes/score/versions/1", code());
  cloud.put("/codes/score2/versions/1", code());
  CHECK(cloud.arm("DELETE", "/codes/score").status == 200);
  CHECK(cloud.arm("GET", "/codes/score/versions/1").status == 404);
  CHECK(cloud.arm("GET", "/codes/score2/versions/1").status == 200);
}

TEST_CASE("a data version has the type of its container") {
  Cloud cloud;
  CHECK(cloud
            .put("/data/d/versions/1",
                 {{"properties", {{"dataType", "uri_file"}, {"dataUri", "azureml://jobs/a"}}}})
            .status == 201);
  CHECK(cloud.get("/data/d").at("/properties/dataType"_json_pointer) == "uri_file");
  CHECK(cloud
            .put("/data/d/versions/2",
                 {{"properties", {{"dataType", "uri_folder"}, {"dataUri", "azureml://jobs/a"}}}})
            .status == 400);
}

TEST_CASE("a conda file comes back reformatted") {
  Cloud cloud;
  cloud.put("/environments/e/versions/1",
            {{"properties",
              {{"image", "ubuntu"},
               {"condaFile", "# made by hand\r\nname: x  \r\n\r\ndependencies:\r\n  - pip\r\n"}}}});
  CHECK(cloud.get("/environments/e/versions/1").at("/properties/condaFile"_json_pointer) ==
        "name: x\ndependencies:\n  - pip\n");
}

TEST_CASE("content in our own storage has to be there before an asset names it") {
  Cloud cloud;
  const Json store = cloud.get("/datastores/workspaceblobstore").at("properties");
  const std::string account = store.at("accountName"), container = store.at("containerName");
  const std::string url = cloud.origin + "/" + account + "/" + container + "/LocalUpload/ab/code";
  const std::string path =
      "azureml://subscriptions/s1/resourcegroups/rg-ml/workspaces/ml-dev/datastores/"
      "workspaceblobstore/paths/LocalUpload/ab/code";
  CHECK(cloud.put("/codes/score/versions/1", code(url)).status == 400);
  CHECK(cloud.put("/models/m/versions/1", {{"properties", {{"modelUri", path}}}}).status == 400);
  CHECK(cloud
            .put("/models/m/versions/1",
                 {{"properties", {{"modelUri", "azureml://datastores/none/paths/x"}}}})
            .status == 400);

  const auto place = Json::parse(cloud
                                     .arm("POST", "/codes/score/versions/1/startPendingUpload",
                                          R"({"pendingUploadType":"TemporaryBlobReference"})")
                                     .body)
                         .at("blobReferenceForConsumption");
  const std::string sas = place.at("/credential/sasUri"_json_pointer), folder = place.at("blobUri");
  const auto question = sas.find('?');
  const http::Request upload{.method = "PUT",
                             .url = folder + "/main.py" + sas.substr(question),
                             .headers = {{"x-ms-blob-type", "BlockBlob"}},
                             .body = "print()"};
  REQUIRE(cloud.core.handle(upload, cloud.now).status == 201);
  CHECK(cloud.put("/codes/score/versions/1", code(folder)).status == 201);
}

TEST_CASE("content that was not uploaded is taken where the switch says so") {
  emulator::Config config;
  config.switches[Switch::content_must_be_uploaded] = false;
  Cloud cloud(config);
  CHECK(cloud.put("/codes/score/versions/1", code(cloud.origin + "/a/b/c")).status == 201);
}

TEST_CASE("lists come in pages whose links lead through everything once") {
  emulator::Config config;
  config.page_size = 3;
  Cloud cloud(config);
  for (int i = 1; i <= 8; ++i) cloud.put("/codes/score/versions/" + std::to_string(i), code());
  Names seen;
  int pages = 0;
  for (std::string url = cloud.url("/codes/score/versions"); !url.empty(); ++pages) {
    const Json page = Json::parse(cloud.send("GET", url).body);
    CHECK(page.at("value").size() <= 3);
    for (const std::string& name : names(page)) seen.push_back(name);
    url = page.at("nextLink").is_null() ? "" : page.at("nextLink").get<std::string>();
  }
  CHECK(pages == 3);
  CHECK(seen == Names{"1", "2", "3", "4", "5", "6", "7", "8"});
}

TEST_CASE("list parameters: order, size, names, tags, hash, and none that is unknown") {
  Cloud cloud;
  for (int i = 1; i <= 12; ++i) {
    Json body = code();
    body["properties"]["properties"] = {{"hash_sha256", "h" + std::to_string(i)}};
    cloud.put("/codes/batch/versions/" + std::to_string(i), body);
    cloud.now += kSecond;
  }
  const Json newest = cloud.get("/codes/batch/versions?$orderBy=createdtime%20desc&$top=1");
  CHECK(names(newest) == Names{"12"});
  CHECK(names(Json::parse(cloud.send("GET", newest.at("nextLink").get<std::string>()).body)) ==
        Names{"11"});
  CHECK(names(cloud.get("/codes/batch/versions?hash=h7")) == Names{"7"});
  CHECK(cloud.arm("GET", "/codes/batch/versions?top=1").status == 400);
  CHECK(cloud.arm("GET", "/codes/batch/versions?$top=x").status == 400);
  CHECK(cloud.arm("GET", "/codes?listViewType=Everything").status == 400);
  CHECK(names(cloud.get("/datastores?count=2")) ==
        Names{"workspaceartifactstore", "workspaceblobstore"});
  CHECK(names(cloud.get("/datastores?names=workspacefilestore")) == Names{"workspacefilestore"});

  fill(cloud);
  CHECK(names(cloud.get("/onlineEndpoints?name=MNIST-rt")) == Names{"mnist-rt"});
  CHECK(names(cloud.get("/onlineEndpoints?tags=team=vision")).empty());
}

}  // namespace armature::test
