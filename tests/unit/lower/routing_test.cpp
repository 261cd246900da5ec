#include "unit/lower/lowered.hpp"

using namespace armature;

TEST_CASE("routing in an endpoint's manifest becomes a node of its own") {
  const Lowered out = lowered(
      {.documents = {{"online_endpoint",
                      "name: RT1\ntraffic: {Blue: 90, green: 10, black: 0}\n"
                      "mirror_traffic: {grey: 20}\n"},
                     {"batch_endpoint", "name: mnist\ndefaults: {deployment_name: Torch}\n"}}});
  CHECK(text_of(out.diagnostics) == "");
  CHECK(out.addresses() == std::vector<std::string>{"online_endpoint/rt1", "traffic/rt1",
                                                    "batch_endpoint/mnist",
                                                    "default_deployment/mnist"});
  const lower::Desired& traffic = out.at("traffic/rt1");
  CHECK(dump(*traffic.body) ==
        R"({"properties":{"mirrorTraffic":{"grey":20},"traffic":{"blue":90,"green":10}}})");
  CHECK(traffic.id == out.at("online_endpoint/rt1").id);
  CHECK(traffic.declared ==
        std::vector<std::string>{"properties.mirrorTraffic", "properties.traffic"});
  CHECK(short_text(traffic.pos) == "m1.yml:2");
  CHECK(find(*out.at("online_endpoint/rt1").body, "properties.traffic") == nullptr);
  const lower::Desired& byDefault = out.at("default_deployment/mnist");
  CHECK(dump(*byDefault.body) == R"({"properties":{"defaults":{"deploymentName":"torch"}}})");
  CHECK(byDefault.sources.at("properties.defaults.deploymentName").yaml ==
        "defaults.deployment_name");
}

TEST_CASE("routing that is not declared is no node, and an empty one clears") {
  CHECK(lowered({.documents = {{"online_endpoint", "name: rt1\n"}}}).all.size() == 1);
  const Lowered out = lowered({.documents = {{"online_endpoint", "name: rt1\ntraffic: {}\n"}}});
  CHECK(dump(*out.at("traffic/rt1").body) == R"({"properties":{"traffic":{}}})");
}

TEST_CASE("a default deployment has a document of its own") {
  const Lowered out =
      lowered({.documents = {{"default_deployment", "endpoint: MNIST\ndeployment: Torch\n"}}});
  const lower::Desired& one = out.all.front();
  CHECK(one.address.text() == "default_deployment/mnist");
  CHECK(one.id.text() == test_workspace + "/batchEndpoints/mnist");
  CHECK(dump(*one.body) == R"({"properties":{"defaults":{"deploymentName":"torch"}}})");
  CHECK(one.holes.empty());
}

TEST_CASE("both forms of a default for one endpoint are told with both places") {
  CHECK(text_of(
            lowered({.documents = {{"batch_endpoint",
                                    "name: mnist\ndefaults:\n  deployment_name: torch\n"},
                                   {"default_deployment", "endpoint: mnist\ndeployment: keras\n"}}})
                .diagnostics) ==
        "m2.yml:1:1: error: \"default_deployment/mnist\" declared twice\n"
        "  It is declared at m1.yml:3 too. Keep one of the two.\n");
}
