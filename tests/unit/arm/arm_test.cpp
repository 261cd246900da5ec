#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "arm/duration.hpp"
#include "arm/error_body.hpp"
#include "arm/live.hpp"
#include "arm/resource_id.hpp"

using namespace armature;
using namespace armature::arm;
using namespace std::chrono_literals;

namespace {
const std::string ws =
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";
}

TEST_CASE("ids are equal as ARM finds them equal") {
  struct Row {
    std::string_view why, a, b;
    bool same;
  };
  const Row rows[] = {
      {"letter case of names", "/computes/Cluster", "/computes/cluster", true},
      {"letter case of types", "/batchEndpoints/e/deployments/d", "/batchendpoints/E/Deployments/D",
       true},
      {"asset names keep their case", "/models/Mnist/versions/1", "/models/mnist/versions/1",
       false},
      {"asset versions keep their case", "/models/m/versions/A", "/models/m/versions/a", false},
      {"asset types do not", "/Models/m/Versions/1", "/models/m/versions/1", true},
      {"another resource", "/computes/a", "/computes/b", false},
  };
  for (const Row& row : rows) {
    INFO(row.why);
    CHECK(same_id(ws + std::string(row.a), ws + std::string(row.b)) == row.same);
  }
  CHECK(same_id("azureml:" + ws + "/computes/c", ws + "/computes/c"));
  CHECK(same_id("/subscriptions/S/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v",
                "/subscriptions/s/resourcegroups/G/providers/microsoft.network/virtualnetworks/V"));
  CHECK_FALSE(same_id("cluster", "cluster"));
}

TEST_CASE("an id is parsed whatever its case and prints in ARM's") {
  const auto id = parse_resource_id(
      "/SUBSCRIPTIONS/s/resourcegroups/g/providers/microsoft.machinelearningservices/workspaces/w/"
      "computes/c");
  REQUIRE(id.has_value());
  CHECK(id->text() == ws + "/computes/c");
  CHECK(id->type() == "computes");
  const auto deployment = parse_resource_id(ws + "/batchEndpoints/e/deployments/d").value();
  CHECK(deployment.type() == "batchEndpoints/deployments");
  CHECK(deployment.parent().name() == "e");
  for (const std::string& text : {std::string(), ws, ws + "/computes", ws + "/computes/",
                                  "x" + ws + "/computes/c", std::string("/a/b/c")})
    CHECK_FALSE(parse_resource_id(text).has_value());
}

TEST_CASE("names are made safe for a URL and read back") {
  CHECK(percent_encode("a b/c%") == "a%20b%2Fc%25");
  CHECK(percent_decode("a%20b%2Fc%25") == "a b/c%");
  CHECK(percent_decode("100%") == "100%");
  CHECK(normalised_location("West US 2") == "westus2");
}

TEST_CASE("durations are compared by length and written as the official SDK writes them") {
  CHECK(parse_duration("PT90M") == parse_duration("PT1H30M"));
  CHECK(parse_duration("PT0.5S") == 500ms);
  CHECK(parse_duration("P1DT1M1S") == 86461s);
  for (const char* text : {"", "P", "PT", "5M", "PT5", "PT-5M", "P5M", "PT5S3M", "PT1e99S", "PTxS"})
    CHECK_FALSE(parse_duration(text).has_value());
  CHECK(format_duration(30s) == "PT30S");
  CHECK(format_duration(90s) == "PT1M30S");
  CHECK(format_duration(3600s) == "PT1H");
  CHECK(format_duration(86461s) == "P1DT1M1S");
  CHECK(format_duration(1500ms) == "PT1.5S");
  CHECK(format_duration(0s) == "PT0S");
}

TEST_CASE("only three provisioning states are terminal, and none means succeeded") {
  const auto state = [](const char* word) {
    return provisioning_state({{"properties", {{"provisioningState", word}}}});
  };
  CHECK(state("succeeded") == ProvisioningState::succeeded);
  CHECK(state("Failed") == ProvisioningState::failed);
  CHECK(state("Canceled") == ProvisioningState::canceled);
  CHECK(state("Scaling") == ProvisioningState::running);
  CHECK(provisioning_state(Json::object()) == ProvisioningState::succeeded);
}

TEST_CASE("whatever an error answer holds, a person can read it") {
  const Error nested = error_from(
      400,
      R"({"error":{"code":"UserError","message":"Bad.","details":[{"code":"X","message":"why"},{"message":"Bad."}]}})");
  CHECK(nested.code == "UserError");
  CHECK(nested.message == "Bad.; X: why");
  CHECK(error_from(404, R"({"code":"NotFound","message":"gone"})").code == "NotFound");
  CHECK(error_from(502, "<html>Bad gateway</html>").message.find("page") != std::string::npos);
  CHECK(error_from(500, "").message == "HTTP 500");
  CHECK(error_from(500, "oops").message == "HTTP 500: oops");
  CHECK(error_from(429, "{}").kind == ErrorKind::throttled);
  CHECK(error_from(409, "{}").kind == ErrorKind::rejected);
  const Error policy =
      error_from(403, R"({"error":{"code":"RequestDisallowedByPolicy","message":"no",
      "additionalInfo":[{"type":"PolicyViolation","info":{"policyAssignmentName":"only-europe"}}]}})");
  CHECK(policy.remedy.find("only-europe") != std::string::npos);
}
