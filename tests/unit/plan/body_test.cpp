#include "unit/plan/world.hpp"

namespace armature::plan {
namespace {

/// Our endpoint, with what the service and others added to it.
Json live_endpoint() {
  return {
      {"id", "/x"},
      {"name", "e1"},
      {"type", "t"},
      {"location", "westeurope"},
      {"kind", "Managed"},
      {"systemData", {{"createdBy", "ci"}}},
      {"identity", {{"type", "SystemAssigned"}, {"principalId", "p"}, {"tenantId", "t"}}},
      {"tags", {{"policy", "kept"}, {"Armature.Stack", "old/prod"}, {"armature.fields.2", "AAA"}}},
      {"properties",
       {{"authMode", "Key"},
        {"keys", nullptr},
        {"traffic", {{"blue", 90}, {"green", 10}}},
        {"mirrorTraffic", Json::object()},
        {"publicNetworkAccess", "Disabled"},
        {"scoringUri", "https://e1"},
        {"provisioningState", "Succeeded"},
        {"properties", {{"azureml.onlineendpointid", "/x"}, {"team", "b"}}}}}};
}

Step update() {
  Step step;
  step.action = Action::update;
  step.kind = catalog::kind_named("online_endpoint");
  step.body = share({{"location", "West Europe"}, {"properties", {{"authMode", "AADToken"}}}});
  step.defaults = {"location"};
  step.marks = {{"armature.stack", "stack/prod"}};
  return step;
}

}  // namespace

TEST_CASE("a PUT starts from what is live and changes only what is declared") {
  const Json live = live_endpoint();
  const Json body = put_body(update(), &live);
  CHECK(body == Json{{"location", "westeurope"},
                     {"kind", "Managed"},
                     {"identity", {{"type", "SystemAssigned"}}},
                     {"tags", {{"policy", "kept"}, {"armature.stack", "stack/prod"}}},
                     {"properties",
                      {{"authMode", "AADToken"},
                       {"traffic", {{"blue", 90}, {"green", 10}}},
                       {"mirrorTraffic", Json::object()},
                       {"publicNetworkAccess", "Disabled"},
                       {"properties", {{"azureml.onlineendpointid", "/x"}, {"team", "b"}}}}}});
}

TEST_CASE("a PUT that creates sends what no manifest gives as well") {
  CHECK(put_body(update(), nullptr) == Json{{"location", "West Europe"},
                                            {"tags", {{"armature.stack", "stack/prod"}}},
                                            {"properties", {{"authMode", "AADToken"}}}});
}

TEST_CASE("fields that go back to their default are left out") {
  Step step = update();
  step.reset = {"properties.publicNetworkAccess", "tags/policy", "properties.properties/team"};
  const Json live = live_endpoint();
  const Json body = put_body(step, &live);
  CHECK(find(body, "properties.publicNetworkAccess") == nullptr);
  CHECK(body["tags"] == Json{{"armature.stack", "stack/prod"}});
  CHECK(body["properties"]["properties"] == Json{{"azureml.onlineendpointid", "/x"}});
}

TEST_CASE("traffic is replaced as a whole and everything else of the endpoint kept") {
  Step step;
  step.action = Action::route;
  step.kind = catalog::kind_named("traffic");
  step.body = share({{"properties", {{"traffic", {{"green", 100}}}}}});
  Json live = live_endpoint();
  const Json body = put_body(step, &live);
  CHECK(body["properties"]["traffic"] == Json{{"green", 100}});
  CHECK(body["properties"]["authMode"] == "Key");
  CHECK(body["tags"] == live["tags"]);
  CHECK(!unmet(step, live).empty());
  live["properties"]["traffic"] = {{"green", 100}};
  CHECK(unmet(step, live).empty());
}

TEST_CASE("adoption sends all live tags and the marks, and nothing else") {
  Step step = update();
  step.action = Action::adopt;
  step.body = nullptr;
  const Json live = live_endpoint();
  CHECK(tag_patch_body(step, live) ==
        Json{{"tags", {{"policy", "kept"}, {"armature.stack", "stack/prod"}}}});
}

TEST_CASE("a write has taken effect when every declared field, reset and mark is there") {
  struct Row {
    std::string_view name;
    Json patch;
    std::size_t missing;
  };
  const Row rows[] = {
      {"all there", Json::object(), 0},
      {"in the service's spelling", {{"properties", {{"authMode", "aadtoken"}}}}, 0},
      {"a default of ours that the service decides otherwise", {{"location", "eastus"}}, 0},
      {"a field that was not stored", {{"properties", {{"authMode", "Key"}}}}, 1},
      {"a mark that was stripped", {{"tags", {{"armature.stack", nullptr}}}}, 1},
      {"a field that did not go back", {{"properties", {{"publicNetworkAccess", "Disabled"}}}}, 1},
      {"a field that went back to what the catalogue knows",
       {{"properties", {{"publicNetworkAccess", "enabled"}}}},
       0},
  };
  Step step = update();
  step.reset = {"properties.publicNetworkAccess"};
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      Json live = {{"tags", {{"armature.stack", "stack/prod"}}},
                   {"properties", {{"authMode", "AADToken"}}}};
      live.merge_patch(row.patch);
      CHECK(unmet(step, live).size() == row.missing);
    }
  }
}

TEST_CASE("a decision holds until something it relied on has moved") {
  World world;
  world.ours(endpoint(), {{"properties", {{"authMode", "AMLToken"}}}});
  world.add(endpoint());
  const Plan plan = world.plan();
  REQUIRE(plan.steps.size() == 1);
  const Step& step = plan.steps.front();
  Json live = world.live.front();
  CHECK(moved(step, &live).empty());
  CHECK(!moved(step, nullptr).empty());
  live["properties"]["publicNetworkAccess"] = "Disabled";
  CHECK(moved(step, &live).empty());
  live["properties"]["authMode"] = "AADToken";
  CHECK(!moved(step, &live).empty());
  live["properties"]["authMode"] = "Key";  // somebody did just what the step wants
  CHECK(moved(step, &live).empty());
}

}  // namespace armature::plan
