#include <catch2/catch.hpp>

#include "unit/emulator/cloud.hpp"

namespace armature::test {
namespace {

using emulator::Switch;
using Pointer = Json::json_pointer;

const std::string kBatch = "/batchEndpoints/mnist-batch", kTorch = kBatch + "/deployments/torch";
const std::string kOnline = "/onlineEndpoints/mnist-rt", kBlue = kOnline + "/deployments/blue";

Json changed(Json body, const char* pointer, Json value) {
  body[Pointer(pointer)] = std::move(value);
  return body;
}

Json example(const Cloud& cloud, const std::string& path) {
  for (const Example& one : examples(cloud))
    if (one.path == path) return one.body;
  throw std::logic_error("no such example");
}

emulator::Config with(Switch which, bool on) {
  emulator::Config config;
  config.switches[which] = on;
  return config;
}

/// Sends the batch endpoint with `torch` as its default.
http::Response make_default(Cloud& cloud) {
  return cloud.put(kBatch, changed(example(cloud, kBatch), "/properties/defaults",
                                   {{"deploymentName", "torch"}}));
}

}  // namespace

TEST_CASE("an acknowledged PUT of another VM size changes nothing") {
  Cloud cloud;
  fill(cloud);
  const std::string path = "/computes/batch-cluster";
  const Json bigger =
      changed(example(cloud, path), "/properties/properties/vmSize", "STANDARD_DS3_V2");
  CHECK(cloud.put(path, bigger).status == 200);
  CHECK(cloud.get(path).at("/properties/properties/vmSize"_json_pointer) == "STANDARD_D2_V2");
  const Json wider =
      changed(example(cloud, path), "/properties/properties/scaleSettings/maxNodeCount", 9);
  CHECK(cloud.put(path, wider).status == 200);
  CHECK(cloud.get(path).at("/properties/properties/scaleSettings/maxNodeCount"_json_pointer) == 9);
}

TEST_CASE(
    "a compute's delete says what becomes of the machines; a detached cluster keeps its size") {
  Cloud cloud;
  fill(cloud);
  const std::string path = "/computes/batch-cluster";
  CHECK(cloud.arm("DELETE", path).status == 400);
  CHECK(cloud.arm("DELETE", path + "?underlyingResourceAction=Detach").status == 202);
  const Json bigger =
      changed(example(cloud, path), "/properties/properties/vmSize", "STANDARD_DS3_V2");
  CHECK(cloud.put(path, bigger).status == 201);
  CHECK(cloud.get(path).at("/properties/properties/vmSize"_json_pointer) == "STANDARD_D2_V2");
  CHECK(cloud.arm("DELETE", path + "?underlyingResourceAction=Delete").status == 202);
  cloud.put(path, bigger);
  CHECK(cloud.get(path).at("/properties/properties/vmSize"_json_pointer) == "STANDARD_DS3_V2");
}

TEST_CASE("secrets are never given back, except by the action for them") {
  Cloud cloud;
  fill(cloud);
  for (const char* path :
       {"/computes/batch-cluster", "/datastores/extra", "/onlineEndpoints/mnist-rt"}) {
    const std::string body = cloud.arm("GET", path).body;
    INFO(body);
    CHECK(body.find("secret-word") == std::string::npos);
    CHECK(body.find("hush") == std::string::npos);
    CHECK(body.find("\"one\"") == std::string::npos);
  }
  CHECK(Json::parse(cloud.arm("POST", "/datastores/extra/listSecrets").body).at("clientSecret") ==
        "hush");
  CHECK(Json::parse(cloud.arm("POST", kOnline + "/listKeys").body).at("primaryKey") == "one");
  CHECK(cloud.arm("POST", kBatch + "/listkeys").status == 400);
}

TEST_CASE("defaults of the service are filled in, and come back when a member is left out") {
  Cloud cloud;
  fill(cloud);
  Json body = example(cloud, kTorch);
  body["properties"].erase("miniBatchSize");
  body["properties"].erase("retrySettings");
  CHECK(cloud.put(kTorch, body).status == 200);
  const Json live = cloud.get(kTorch);
  CHECK(live.at("/properties/miniBatchSize"_json_pointer) == 10);
  CHECK(live.at("/properties/errorThreshold"_json_pointer) == -1);
  CHECK(live.at("/properties/retrySettings"_json_pointer) ==
        Json{{"maxRetries", 3}, {"timeout", "PT30S"}});
  const Json blue = cloud.get(kBlue);
  CHECK(blue.at("/properties/requestSettings/requestTimeout"_json_pointer) == "PT1M30S");
  CHECK(blue.at("/properties/livenessProbe/initialDelay"_json_pointer) == "PT10S");
  CHECK(blue.at("/properties/model"_json_pointer)
            .get<std::string>()
            .starts_with("azureml:/subscriptions/"));
}

TEST_CASE("systemData moves only when the configuration does") {
  Cloud cloud;
  fill(cloud);
  const Json before = cloud.get(kTorch).at("systemData");
  cloud.now += 5 * kSecond;
  CHECK(cloud.put(kTorch, example(cloud, kTorch)).status == 200);
  CHECK(cloud.get(kTorch).at("systemData") == before);
  CHECK(cloud.put(kTorch, changed(example(cloud, kTorch), "/properties/miniBatchSize", 7)).status ==
        200);
  const Json after = cloud.get(kTorch).at("systemData");
  CHECK(after.at("lastModifiedAt") != before.at("lastModifiedAt"));
  CHECK(after.at("createdAt") == before.at("createdAt"));
}

TEST_CASE("what a deployment refers to has to exist and to have succeeded") {
  struct Row {
    std::string path;
    const char* pointer;
    const char* missing;
  };
  const Row row =
      GENERATE(Row{kTorch, "/properties/model/assetId", "/models/mnist/versions/9"},
               Row{kTorch, "/properties/compute", "/computes/none"},
               Row{kTorch, "/properties/environmentId", "/environments/Mnist-env/versions/1"},
               Row{kTorch, "/properties/codeConfiguration/codeId", "/codes/score/versions/2"},
               Row{kBlue, "/properties/model", "/models/other/versions/1"},
               Row{kBlue, "/properties/environmentId", "/computes/batch-cluster"});
  Cloud cloud;
  fill(cloud);
  const http::Response answer =
      cloud.put(row.path, changed(example(cloud, row.path), row.pointer, cloud.id(row.missing)));
  INFO(answer.body);
  CHECK(answer.status == 400);
  CHECK(answer.body.find(row.missing) != std::string::npos);
}

TEST_CASE("bodies that break a rule of their kind are refused") {
  struct Row {
    std::string path;
    const char* pointer;
    Json value;
    const char* says;
  };
  const Row row =
      GENERATE(Row{kBatch, "/properties/authMode", "Key", "AADToken"},
               Row{kBatch, "/properties/defaults", {{"deploymentName", "none"}}, "none"},
               Row{kBatch, "/location", "westus", "location"},
               Row{kBatch, "/tags/team", "", "Tag values must not be null or empty."},
               Row{kBatch, "/tags/azure-x", "y", "reserved"},
               Row{kBatch, "/properties/properties/note", "y", "not removed or altered"},
               Row{kOnline, "/properties/traffic", {{"blue", 90}}, "90"},
               Row{kOnline, "/properties/traffic", {{"green", 100}}, "green"},
               Row{kOnline, "/properties/traffic", {{"blue", 120}}, "between 0 and 100"},
               Row{kOnline, "/properties/mirrorTraffic", {{"blue", 51}}, "between 0 and 50"},
               Row{kOnline, "/properties/description", "new", "cannot be changed"},
               Row{kBlue, "/properties/instanceType", "Standard_F4s_v2", "cannot be changed"},
               Row{kBlue, "/sku/capacity", 0, "less than 1"},
               Row{kTorch, "/properties/miniBatchSize", 0, "less than 1"},
               Row{"/codes/score/versions/1", "/properties/codeUri",
                   "https://x.blob.core.windows.net/c/other", "Asset paths cannot be updated."},
               Row{"/models/mnist/versions/1", "/properties/modelUri",
                   "https://x.blob.core.windows.net/c/other", "Asset paths cannot be updated."},
               Row{"/environments/mnist-env/versions/1", "/properties/image", "debian",
                   "already registered and cannot be changed."},
               Row{"/environments/mnist-env/versions/1",
                   "/properties/build",
                   {{"contextUri", "https://x.blob.core.windows.net/a"}},
                   "exactly one"},
               Row{"/codes/score/versions/1", "/properties/isAnonymous", true, "isAnonymous"},
               Row{"/computes/batch-cluster", "/properties/properties/scaleSettings/minNodeCount",
                   6, "minNodeCount"});
  Cloud cloud;
  fill(cloud);
  const http::Response answer =
      cloud.put(row.path, changed(example(cloud, row.path), row.pointer, row.value));
  INFO(row.path << row.pointer << " -> " << answer.body);
  CHECK(answer.status >= 400);
  CHECK(answer.status <= 409);
  CHECK(answer.body.find(row.says) != std::string::npos);
}

TEST_CASE("names that the kind does not allow are refused") {
  Cloud cloud;
  for (const char* path : {"/computes/ab", "/computes/cluster-1", "/batchEndpoints/a--b",
                           "/batchEndpoints/1abc", "/codes/-x/versions/1"}) {
    const http::Response answer =
        cloud.put(path, {{"location", "eastus"}, {"properties", {{"authMode", "AADToken"}}}});
    INFO(path << answer.body);
    CHECK(answer.status == 400);
  }
}

TEST_CASE("an endpoint PUT replaces: what it leaves out is gone, unless the switch keeps routing") {
  const bool clears = GENERATE(true, false);
  Cloud cloud(with(Switch::endpoint_put_without_routing_clears, clears));
  fill(cloud);
  REQUIRE(make_default(cloud).status == 200);
  REQUIRE(
      cloud.put(kOnline, changed(example(cloud, kOnline), "/properties/traffic", {{"blue", 100}}))
          .status == 200);
  CHECK(cloud.put(kBatch, example(cloud, kBatch)).status == 200);
  CHECK(cloud.get(kBatch).at("/properties/defaults"_json_pointer).is_null() == clears);
  Json plain = example(cloud, kOnline);
  plain["properties"].erase("traffic");
  CHECK(cloud.put(kOnline, plain).status == 200);
  CHECK(cloud.get(kOnline).at("/properties/traffic"_json_pointer).empty() == clears);
}

TEST_CASE(
    "a deployment that serves cannot be deleted, and an endpoint takes its deployments along") {
  Cloud cloud;
  fill(cloud);
  REQUIRE(make_default(cloud).status == 200);
  CHECK(cloud.arm("DELETE", kTorch).status == 409);
  REQUIRE(
      cloud.put(kOnline, changed(example(cloud, kOnline), "/properties/traffic", {{"blue", 100}}))
          .status == 200);
  CHECK(cloud.arm("DELETE", kBlue).status == 409);
  CHECK(cloud.arm("DELETE", kBatch).status == 202);
  CHECK(cloud.arm("GET", kTorch).status == 404);
  cloud.put(kBatch, example(cloud, kBatch));
  CHECK(cloud.get(kBatch + "/deployments").at("value").empty());
  CHECK(cloud.put(kTorch, example(cloud, kTorch)).status == 201);
}

TEST_CASE("one write at a time under an endpoint") {
  emulator::Config config;
  config.duration = [](const std::string& type, const std::string&) {
    return type.ends_with("deployments") ? 60 * kSecond : 0;
  };
  Cloud cloud(config);
  fill(cloud);
  CHECK(cloud.put(kBatch, example(cloud, kBatch)).status == 409);
  CHECK(cloud.put(kBatch + "/deployments/other", example(cloud, kTorch)).status == 409);
  cloud.now += 60 * kSecond;
  CHECK(cloud.put(kBatch + "/deployments/other", example(cloud, kTorch)).status == 201);
}

TEST_CASE("endpoint names are unique in a region") {
  Cloud cloud;
  fill(cloud);
  cloud.workspace += "2";
  CHECK(code_of(cloud.put(kBatch, example(cloud, kBatch))) == "Conflict");
}

TEST_CASE("PATCH carries little, and its tags are the whole map") {
  Cloud cloud;
  fill(cloud);
  REQUIRE(make_default(cloud).status == 200);
  CHECK(cloud.arm("PATCH", kBatch, R"({"tags":{"owner":"ops"}})").status == 202);
  CHECK(cloud.get(kBatch).at("tags") == Json{{"owner", "ops"}});
  CHECK(cloud.get(kBatch).at("/properties/defaults/deploymentName"_json_pointer) == "torch");
  CHECK(cloud.arm("PATCH", kBatch, R"({"properties":{"description":"x"}})").status == 400);
  CHECK(cloud.arm("PATCH", kTorch, R"({"properties":{"description":"x"}})").status == 202);
  CHECK(cloud.arm("PATCH", kBlue, R"({"sku":{"capacity":3}})").status == 202);
  CHECK(cloud.get(kBlue).at("/sku/capacity"_json_pointer) == 3);
  CHECK(cloud.arm("PATCH", "/codes/score/versions/1", "{}").status == 405);
  CHECK(cloud
            .arm("PATCH", "/computes/batch-cluster",
                 R"({"properties":{"properties":{"scaleSettings":{"maxNodeCount":2}}}})")
            .status == 200);
  CHECK(cloud.get("/computes/batch-cluster")
            .at("/properties/properties/scaleSettings/maxNodeCount"_json_pointer) == 2);
}

TEST_CASE("a new capacity alone is scaling") {
  emulator::Config config;
  config.duration = [](const std::string&, const std::string& verb) {
    return verb == "PATCH" ? kSecond : 0;
  };
  Cloud cloud(config);
  fill(cloud);
  CHECK(cloud.arm("PATCH", kBlue, R"({"sku":{"capacity":3}})").status == 202);
  CHECK(cloud.get(kBlue).at("/properties/provisioningState"_json_pointer) == "Scaling");
}

TEST_CASE("fields whose change the service may ignore are kept when the switch says so") {
  auto config = with(Switch::code_configuration_change_ignored, true);
  config.switches[Switch::resources_change_ignored] = true;
  Cloud cloud(config);
  fill(cloud);
  const Json body = changed(
      changed(example(cloud, kTorch), "/properties/codeConfiguration/scoringScript", "other.py"),
      "/properties/resources/instanceCount", 4);
  CHECK(cloud.put(kTorch, body).status == 200);
  CHECK(cloud.get(kTorch).at("/properties/codeConfiguration/scoringScript"_json_pointer) ==
        "batch.py");
  CHECK(cloud.get(kTorch).at("/properties/resources/instanceCount"_json_pointer) == 1);
}

}  // namespace armature::test
