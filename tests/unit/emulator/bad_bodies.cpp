#include <set>

#include <catch2/catch.hpp>

#include "unit/emulator/cloud.hpp"

namespace armature::test {
namespace {

/// One wrong body: where and how a good one was spoiled.
struct Spoiled {
  std::string rule;
  Json body;
  std::string path;  ///< dotted, as the refusal has to name it
};

using Pointer = Json::json_pointer;

std::string dotted(const Pointer& at) {
  std::string text;
  for (Pointer rest = at; !rest.empty(); rest.pop_back()) {
    const bool number = rest.back().find_first_not_of("0123456789") == std::string::npos;
    const std::string part = number ? "[" + rest.back() + "]" : rest.back();
    text = part + (text.empty() || text[0] == '[' ? "" : ".") + text;
  }
  return text;
}

/// Below these anything is legal.
bool free_form(const Pointer& at) {
  const std::string text = at.to_string();
  return text.find("/componentSpec") != std::string::npos ||
         text.find("/resources/properties/any") != std::string::npos;
}

bool map_of_anything(const Pointer& at) {
  const std::string text = at.to_string();
  for (const char* end : {"/tags", "/environmentVariables", "/userAssignedIdentities", "/traffic",
                          "/collections", "/flavors", "/data", "/resources/properties"})
    if (text.size() >= std::string(end).size() && text.ends_with(end)) return true;
  return text == "/properties/properties" || text.find("/customServices/0") != std::string::npos;
}

class Spoiler {
 public:
  Spoiler(const Json& good, std::vector<Spoiled>& into) : good_(good), into_(into) {
    walk(Pointer());
  }

 private:
  void add(const std::string& rule, const Pointer& at, Json value) {
    Json body = good_;
    body[at] = std::move(value);
    into_.push_back({rule, std::move(body), dotted(at)});
  }

  void walk(const Pointer& at) {
    if (free_form(at)) return;
    const Json& value = good_[at];
    if (value.is_object()) return object(at, value);
    if (value.is_array()) return array(at, value);
    if (value.is_string()) {
      add("number for text", at, 17);
      add("object for text", at, Json::object({{"x", 1}}));
    } else if (value.is_boolean()) {
      add("text for truth", at, "true");
      add("number for truth", at, 1);
    } else {
      add("text for number", at, value.dump());
      add("fraction for number", at, 1.5);
      add("too large a number", at, 18446744073709551615ULL);
    }
  }

  void object(const Pointer& at, const Json& value) {
    if (!at.empty()) add("array for object", at, Json::array({1}));
    if (!at.empty()) add("text for object", at, "text");
    if (!map_of_anything(at)) add("unknown member", at / "zork", "x");
    for (const auto& entry : value.items()) walk(at / entry.key());
  }

  void array(const Pointer& at, const Json& value) {
    add("object for array", at, Json::object({{"x", 1}}));
    for (std::size_t i = 0; i < value.size(); ++i) walk(at / i);
  }

  const Json& good_;
  std::vector<Spoiled>& into_;
};

/// Rules that need to know the member: type path below the workspace, member, what to put there
/// (null JSON text: take it out).
struct Row {
  const char* rule;
  const char* path;
  const char* member;
  const char* value;
};
constexpr Row kRows[] = {
    {"required member missing", "/computes/batch-cluster",
     "properties.properties.scaleSettings.maxNodeCount", ""},
    {"required member missing", "/computes/batch-cluster",
     "properties.properties.userAccountCredentials.adminUserName", ""},
    {"required member missing", "/batchEndpoints/mnist-batch", "location", ""},
    {"required member missing", "/batchEndpoints/mnist-batch", "properties", ""},
    {"required member missing", "/batchEndpoints/mnist-batch", "properties.authMode", ""},
    {"required member missing", "/onlineEndpoints/mnist-rt", "identity.type", ""},
    {"required member missing", "/onlineEndpoints/mnist-rt/deployments/blue",
     "properties.codeConfiguration.scoringScript", ""},
    {"required member missing", "/environments/mnist-env/versions/1",
     "properties.inferenceConfig.livenessRoute.port", ""},
    {"required member missing", "/data/digits/versions/1", "properties.dataUri", ""},
    {"required member missing", "/datastores/extra", "properties.credentials", ""},
    {"required secret missing", "/datastores/extra", "properties.credentials.secrets", ""},
    {"required member null", "/batchEndpoints/mnist-batch", "properties.authMode", "null"},
    {"required member null", "/onlineEndpoints/mnist-rt", "location", "null"},
    {"required member null", "/codes/score/versions/1", "properties", "null"},
    {"closed enum", "/onlineEndpoints/mnist-rt/deployments/blue", "sku.tier", "\"Gold\""},
    {"empty enum", "/batchEndpoints/mnist-batch", "properties.authMode", "\"\""},
    {"discriminator missing", "/computes/batch-cluster", "properties.computeType", ""},
    {"discriminator unknown", "/computes/batch-cluster", "properties.computeType", "\"Abacus\""},
    {"discriminator missing", "/batchEndpoints/mnist-batch/deployments/torch",
     "properties.model.referenceType", ""},
    {"discriminator unknown", "/batchEndpoints/mnist-batch/deployments/torch",
     "properties.model.referenceType", "\"Name\""},
    {"discriminator unknown", "/onlineEndpoints/mnist-rt/deployments/blue",
     "properties.endpointComputeType", "\"Cloud\""},
    {"discriminator unknown", "/onlineEndpoints/mnist-rt/deployments/blue",
     "properties.scaleSettings.scaleType", "\"Auto\""},
    {"discriminator unknown", "/datastores/extra", "properties.datastoreType", "\"Floppy\""},
    {"discriminator unknown", "/datastores/extra", "properties.credentials.credentialsType",
     "\"Password\""},
    {"member of another branch", "/computes/batch-cluster", "properties.properties.sshSettings",
     "{}"},
    {"member of another branch", "/batchEndpoints/mnist-batch/deployments/torch",
     "properties.model.path", "\"x\""},
    {"number below its minimum", "/computes/attached", "properties.properties.agentCount", "-1"},
    {"text too short", "/batchEndpoints/mnist-batch/deployments/torch", "properties.model.assetId",
     "\"\""},
    {"text too short", "/datastores/extra", "properties.credentials.clientId", "\"1\""},
    {"text too long", "/datastores/extra", "properties.credentials.tenantId",
     "\"11111111-2222-3333-4444-5555555555556\""},
    {"pattern", "/datastores/extra", "properties.credentials.tenantId",
     "\"11111111-2222-3333-4444-55555555555x\""},
    {"pattern", "/batchEndpoints/mnist-batch/deployments/torch",
     "properties.codeConfiguration.scoringScript", "\"--\""},
    {"pattern", "/computes/attached",
     "properties.properties.aksNetworkingConfiguration.dnsServiceIP", "\"10.0.0.256\""},
    {"pattern", "/computes/attached",
     "properties.properties.aksNetworkingConfiguration.serviceCidr", "\"10.0.0.0/33\""},
    {"read-only member", "/batchEndpoints/mnist-batch", "properties.scoringUri",
     "\"https://elsewhere\""},
    {"read-only member", "/batchEndpoints/mnist-batch", "properties.provisioningState",
     "\"Deleting\""},
    {"read-only member", "/computes/batch-cluster", "properties.provisioningState", "\"Creating\""},
    {"read-only member", "/computes/batch-cluster", "properties.properties.currentNodeCount", "3"},
    {"read-only member", "/codes/score", "properties.latestVersion", "\"7\""},
    {"read-only member", "/onlineEndpoints/mnist-rt", "identity.principalId", "\"x\""},
    {"read-only member", "/onlineEndpoints/mnist-rt", "systemData", "{\"createdBy\":\"me\"}"},
    {"read-only member", "/onlineEndpoints/mnist-rt", "id", "\"/subscriptions/other\""},
    {"name differs", "/onlineEndpoints/mnist-rt", "name", "\"another\""},
    {"wrong value in a map", "/onlineEndpoints/mnist-rt", "properties.traffic.blue", "\"100\""},
    {"wrong value in a map", "/batchEndpoints/mnist-batch", "tags.team", "null"},
    {"wrong value in a map", "/codes/score/versions/1", "properties.properties.hash", "5"},
    {"duration", "/batchEndpoints/mnist-batch/deployments/torch",
     "properties.retrySettings.timeout", "\"30 seconds\""},
    {"duration", "/computes/batch-cluster",
     "properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown", "\"PT\""},
};

Pointer pointer_of(std::string_view member) {
  std::string text = "/" + std::string(member);
  for (char& c : text)
    if (c == '.') c = '/';
  return Pointer(text);
}

std::vector<Spoiled> spoil(const Example& example) {
  std::vector<Spoiled> all;
  const Spoiler walk(example.body, all);
  for (const Row& row : kRows) {
    if (example.path != row.path) continue;
    Spoiled one{row.rule, example.body, row.member};
    const Pointer at = pointer_of(row.member);
    if (std::string_view(row.value).empty())
      one.body[at.parent_pointer()].erase(at.back());
    else
      one.body[at] = Json::parse(row.value);
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

TEST_CASE("every example body of every kind is accepted, and again") {
  Cloud cloud;
  fill(cloud);
  for (const Example& example : examples(cloud)) {
    const http::Response again = cloud.put(example.path, example.body);
    INFO(example.path << ": " << again.body);
    CHECK(again.status == 200);
  }
}

TEST_CASE("every spoiled body is refused with the path of what is wrong, and changes nothing") {
  Cloud cloud;
  fill(cloud);
  const Json before = cloud.core.snapshot(cloud.now);
  std::set<std::string> rules;
  int count = 0;
  for (const Example& example : examples(cloud))
    for (const Spoiled& one : spoil(example)) {
      const http::Response answer = cloud.put(example.path, one.body);
      INFO(example.path << ", " << one.rule << " at " << one.path << " -> " << answer.body);
      CHECK(answer.status == 400);
      CHECK(answer.body.find(one.path + ":") != std::string::npos);
      rules.insert(one.rule);
      ++count;
    }
  CHECK(count >= 200);
  CHECK(rules.size() >= 20);
  CHECK(cloud.core.snapshot(cloud.now) == before);
}

TEST_CASE("older api-versions drop what they do not know and keep every other rule") {
  Cloud cloud;
  cloud.version = "2022-05-01";
  Json body = {{"location", "eastus"},
               {"zork", 1},
               {"properties", {{"authMode", "aadToken"}, {"later", true}}}};
  REQUIRE(cloud.put("/batchEndpoints/mnist-batch", body).status == 201);
  CHECK_FALSE(cloud.get("/batchEndpoints/mnist-batch").contains("zork"));
  body["properties"]["authMode"] = 5;
  CHECK(cloud.put("/batchEndpoints/mnist-batch", body).status == 400);
}

TEST_CASE("what GET answers can be put back") {
  Cloud cloud;
  fill(cloud);
  for (const Example& example : examples(cloud)) {
    if (example.path.starts_with("/datastores"))
      continue;  // its secret is required and never given back
    const http::Response answer = cloud.put(example.path, cloud.get(example.path));
    INFO(example.path << ": " << answer.body);
    CHECK(answer.status == 200);
  }
}

}  // namespace armature::test
