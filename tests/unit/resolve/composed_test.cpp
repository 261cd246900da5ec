#include "resolve/content.hpp"
#include "stack.hpp"

namespace armature::resolve {
namespace {

const std::string command = "properties.componentSpec.command";

/// A component that runs in an environment of the stack.
lower::Desired component(const std::string& address, const std::string& environment) {
  lower::Desired one = resource(
      address, {{"properties",
                 {{"componentSpec",
                   {{"command", "run"}, {"environment", nullptr}, {"version", nullptr}}}}}});
  one.declared = {command, "properties.componentSpec.environment"};
  one.holes = {{.kind = lower::Hole::Kind::reference,
                .path = "properties.componentSpec.environment",
                .form = "azureml:{}",
                .target = parse_address(environment).value(),
                .in_stack = true},
               {.kind = lower::Hole::Kind::version, .path = "properties.componentSpec.version"}};
  return one;
}

Json spec(const Resolved& found) {
  return *find(*found.desired.body, "properties.componentSpec");
}

}  // namespace

TEST_CASE("a version that names others is pinned by what they are pinned to") {
  World world;
  world.lists("component/c", Json::array());
  world.lacks("environment/env:3").lacks("component/c:1");
  const std::vector<lower::Desired> first = {component("component/c", "environment/env:3"),
                                             resource("environment/env:3")};
  const Resolution one = world.resolve(first);
  CHECK(world.complaints().empty());
  CHECK(one.needs.empty());
  CHECK(one.resources[0].desired.address.text() == "component/c:1");
  CHECK(spec(one.resources[0]).at("version") == "1");
  CHECK(spec(one.resources[0]).at("environment") ==
        "azureml:" + one.resources[1].desired.id.text());

  // What was made of it is found again, and is another when the environment is.
  Json live = *one.resources[0].desired.body;
  live["name"] = "1";
  live["properties"]["tags"] = {{"armature.content", content_digest(one.resources[0].desired)}};
  world.lists("component/c", Json::array({live}));
  world.holds("component/c:1", live).holds("environment/env:3", Json::object());
  CHECK(world.resolve(first).resources[0].content_is_there);
  world.lacks("environment/env:4").lacks("component/c:2");
  const Resolution other =
      world.resolve({component("component/c", "environment/env:4"), resource("environment/env:4")});
  CHECK_FALSE(other.resources[0].content_is_there);
  CHECK(other.resources[0].desired.address.text() == "component/c:2");
  CHECK(spec(other.resources[0]).at("version") == "2");
}

TEST_CASE("content goes to the datastore that its manifest names") {
  lower::Desired model = uploaded("model/m:1", md5_a);
  model.upload_to = "lake";
  model.needs = {{{.kind = "datastore", .name = "lake"}, at_line(3)}};
  const Json blob = {
      {"properties", {{"accountName", "a"}, {"containerName", "c"}, {"protocol", "https"}}}};

  SECTION("declared by the stack") {
    World world;
    world.lacks("model/m:1").lacks("datastore/lake");
    const Resolution found = world.resolve({model, resource("datastore/lake", blob)});
    CHECK(world.complaints().empty());
    REQUIRE(found.resources[0].datastore);
    CHECK(found.resources[0].datastore->name == "lake");
    CHECK(found.resources[0].datastore->container == "c");
    CHECK(found.resources[0].datastore->endpoint == "core.windows.net");
  }
  SECTION("live") {
    World world;
    world.lacks("model/m:1").holds("datastore/lake", blob);
    CHECK(world.resolve({model}).resources[0].datastore->account == "a");
    CHECK(world.complaints().empty());
  }
  SECTION("nowhere") {
    World world;
    world.lacks("model/m:1").lacks("datastore/lake");
    world.resolve({model});
    CHECK(world.complaints().find("Unknown reference \"datastore/lake\"") != std::string::npos);
  }
  SECTION("no place for blobs") {
    World world;
    world.lacks("model/m:1").holds("datastore/lake", {{"properties", {{"storeName", "s"}}}});
    world.resolve({model});
    CHECK(world.complaints().find("The datastore \"lake\" is no blob container.") !=
          std::string::npos);
  }
}

}  // namespace armature::resolve
