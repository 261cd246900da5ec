#include "unit/lower/lowered.hpp"

using namespace armature;

namespace {

Json rendered(const Lowered& out, std::vector<std::vector<std::size_t>> after,
              const std::string& location = "westeurope") {
  after.resize(out.all.size());
  return lower::render(out.all, after, location).at("requests");
}

std::vector<std::string> addresses(const Json& requests) {
  std::vector<std::string> out;
  for (const Json& request : requests) out.push_back(request.at("address"));
  return out;
}

}  // namespace

TEST_CASE(
    "a request says where it goes, what it sends, where it comes from and what it waits for") {
  const Lowered out =
      lowered({.documents = {{"compute", "name: cpu\n"},
                             {"batch_deployment",
                              "name: torch\nendpoint_name: mnist\ncompute: azureml:cpu\n"}}});
  const Json request = rendered(out, {{}, {0}}).at(1);
  CHECK(request == Json{{"address", "batch_deployment/mnist/torch"},
                        {"method", "PUT"},
                        {"path", test_workspace + "/batchEndpoints/mnist/deployments/torch"},
                        {"apiVersion", "2026-05-01"},
                        {"body",
                         {{"location", "westeurope"},
                          {"properties", {{"compute", test_workspace + "/computes/cpu"}}}}},
                        {"source", {{"file", "m2.yml"}, {"line", 1}}},
                        {"after", {"compute/cpu"}}});
}

TEST_CASE("requests stand in the order in which they would be sent") {
  const Lowered out = lowered({.documents = {{"compute", "name: late\n"},
                                             {"compute", "name: early\n"},
                                             {"compute", "name: last\n"}}});
  CHECK(addresses(rendered(out, {{1}, {}, {0}})) ==
        std::vector<std::string>{"compute/early", "compute/late", "compute/last"});
  CHECK(addresses(rendered(out, {})) ==
        std::vector<std::string>{"compute/late", "compute/early", "compute/last"});
}

TEST_CASE("what only the service can tell stands as unknown") {
  manifest::LocalFiles files;
  files.contents["m.pkl"] = content_at("m.pkl", "22222222222222222222222222222222");
  const Lowered out =
      lowered({.documents = {{"model", "name: m\npath: m.pkl\n"},
                             {"batch_deployment",
                              "name: torch\nendpoint_name: mnist\n"
                              "model: azureml:m@latest\nenvironment: azureml:e@latest\n"}},
               .files = files});
  const Json requests = rendered(out, {{}, {0}}, "");
  CHECK(requests.at(0).at("path") == test_workspace + "/models/m/versions/{next}");
  CHECK(requests.at(0).at("body").at("properties").at("modelUri") ==
        Json{{"unknown", "place of the upload of m.pkl"}});
  const Json& body = requests.at(1).at("body");
  CHECK(body.at("location") == Json{{"unknown", "location of the workspace"}});
  CHECK(body.at("properties").at("model").at("assetId") ==
        test_workspace + "/models/m/versions/{next}");
  CHECK(body.at("properties").at("environmentId") ==
        Json{{"unknown", "id of environment/e@latest"}});
}

TEST_CASE("the request of a routing is its whole endpoint, with the routing in it") {
  const Lowered out =
      lowered({.documents = {{"online_endpoint",
                              "name: rt1\nauth_mode: key\ntags: {a: b}\ntraffic: {blue: 100}\n"}}});
  const Json requests = rendered(out, {{}, {0}});
  CHECK(requests.at(1).at("path") == requests.at(0).at("path"));
  Json whole = requests.at(0).at("body");
  CHECK_FALSE(whole.at("properties").contains("traffic"));
  whole["properties"]["traffic"] = {{"blue", 100}};
  CHECK(requests.at(1).at("body") == whole);
}

TEST_CASE(
    "the routing of an endpoint that the stack does not declare is sent as far as it is known") {
  const Lowered out =
      lowered({.documents = {{"default_deployment", "endpoint: mnist\ndeployment: torch\n"}}});
  CHECK(rendered(out, {}).at(0).at("body") ==
        Json{{"properties", {{"defaults", {{"deploymentName", "torch"}}}}}});
}
