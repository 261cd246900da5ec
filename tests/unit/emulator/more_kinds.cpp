#include <catch2/catch.hpp>

#include "unit/emulator/cloud.hpp"

namespace armature::test {
namespace {

const std::string kAks =
    "/subscriptions/s1/resourceGroups/k/providers/Microsoft.ContainerService/managedClusters/aks";

Json attached(const std::string& name_space) {
  return {{"location", "eastus"},
          {"properties",
           {{"computeType", "Kubernetes"},
            {"resourceId", kAks},
            {"properties", {{"namespace", name_space}}}}}};
}

Json blob(const std::string& container, Json credentials) {
  return {{"properties",
           {{"datastoreType", "AzureBlob"},
            {"accountName", "acct"},
            {"containerName", container},
            {"credentials", std::move(credentials)}}}};
}

Json connection(const std::string& category, Json rest) {
  rest["category"] = category;
  return {{"properties", std::move(rest)}};
}

}  // namespace

TEST_CASE("what was attached takes nothing but tags, and is let go, not deleted") {
  Cloud cloud;
  const std::string path = "/computes/k8s";
  CHECK(cloud.put(path, attached("ml")).status == 201);
  CHECK(cloud.get(path).at("/properties/isAttachedCompute"_json_pointer) == true);
  Json other = attached("other");
  other["tags"] = {{"team", "a"}};
  CHECK(cloud.put(path, other).status == 200);
  CHECK(cloud.get(path).at("/properties/properties/namespace"_json_pointer) == "ml");
  CHECK(cloud.get(path).at("/tags/team"_json_pointer) == "a");
  CHECK(cloud.arm("DELETE", path + "?underlyingResourceAction=Delete").status == 400);
  CHECK(cloud.arm("DELETE", path + "?underlyingResourceAction=Detach").status == 202);
  Json nothing = attached("ml");
  nothing["properties"].erase("resourceId");
  CHECK(cloud.put("/computes/k9s", nothing).status == 400);
}

TEST_CASE("a machine's password is never given back") {
  Cloud cloud;
  const Json body = {
      {"location", "eastus"},
      {"properties",
       {{"computeType", "VirtualMachine"},
        {"resourceId", kAks},
        {"properties", {{"administratorAccount", {{"username", "u"}, {"password", "hidden"}}}}}}}};
  const http::Response answer = cloud.put("/computes/vm1", body);
  CHECK(answer.status == 201);
  CHECK(answer.body.find("hidden") == std::string::npos);
  CHECK(cloud.arm("GET", "/computes/vm1").body.find("hidden") == std::string::npos);
}

TEST_CASE("a datastore keeps its place, and its secrets to itself") {
  Cloud cloud;
  const std::string path = "/datastores/store";
  const Json key = {{"credentialsType", "AccountKey"},
                    {"secrets", {{"secretsType", "AccountKey"}, {"key", "aGlkZGVu"}}}};
  CHECK(cloud.put(path + "?skipValidation=true", blob("c", key)).status == 201);
  CHECK(cloud.arm("GET", path).body.find("aGlkZGVu") == std::string::npos);
  CHECK(cloud.arm("POST", path + "/listSecrets").body.find("aGlkZGVu") != std::string::npos);
  CHECK(cloud.put(path, blob("d", key)).status == 400);
  Json odd = key;
  odd["secrets"]["secretsType"] = "Sas";
  CHECK(cloud.put(path, blob("c", odd)).status == 400);
  CHECK(cloud.put(path, blob("c", {{"credentialsType", "AccountKey"}})).status == 400);
  CHECK(cloud.put(path, blob("c", {{"credentialsType", "None"}})).status == 200);
}

TEST_CASE("a connection shows no credentials, and keeps its category") {
  Cloud cloud;
  const std::string path = "/connections/sources";
  const Json git = connection(
      "Git", {{"authType", "PAT"}, {"target", "https://a"}, {"credentials", {{"pat", "hidden"}}}});
  CHECK(cloud.put(path, git).status == 201);
  CHECK(cloud.arm("GET", path).body.find("hidden") == std::string::npos);
  CHECK(cloud.arm("POST", path + "/listsecrets").body.find("hidden") != std::string::npos);
  CHECK(cloud.put(path, connection("Git", {{"authType", "PAT"}})).status == 400);
  CHECK(cloud.put(path, connection("S3", {{"authType", "None"}})).status == 400);
  CHECK(cloud.put(path, connection("Git", {{"authType", "None"}})).status == 200);
  CHECK(cloud.arm("DELETE", path).status == 200);
  CHECK(cloud.arm("GET", path).status == 404);
}

TEST_CASE("a serverless endpoint serves one model for good") {
  Cloud cloud;
  const std::string path = "/serverlessEndpoints/llama";
  const auto body = [](const std::string& model) {
    return Json{{"location", "eastus"},
                {"properties", {{"authMode", "Key"}, {"modelSettings", {{"modelId", model}}}}}};
  };
  CHECK(cloud.put(path, body("m")).status == 201);
  CHECK(cloud.put(path, body("n")).status == 400);
  CHECK(cloud.get(path).at("/properties/endpointState"_json_pointer) == "Online");
  CHECK_FALSE(cloud.get(path).at("properties").contains("properties"));
}

TEST_CASE("data may be registered before it is there, unless the client says that it uploaded it") {
  Cloud cloud;
  const auto body = [](const std::string& uri) {
    return Json{{"properties", {{"dataType", "uri_folder"}, {"dataUri", uri}}}};
  };
  const std::string store = "azureml://datastores/workspaceblobstore/paths/";
  CHECK(cloud.put("/data/raw/versions/1", body(store + "raw/")).status == 201);
  CHECK(cloud.put("/data/raw/versions/1", body(store + "other/")).status == 400);
  CHECK(cloud.put("/data/up/versions/1", body(store + "LocalUpload/0123/x")).status == 400);
}

}  // namespace armature::test
