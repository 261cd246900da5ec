#include <algorithm>

#include "stack.hpp"

namespace armature::resolve {
namespace {

std::string member(const Resolution& found, std::size_t i, std::string_view path) {
  const Json* value = find(*found.resources[i].desired.body, path);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

Json made_at(const std::string& version, const std::string& time) {
  return {{"name", version}, {"systemData", {{"createdAt", time}}}};
}

World world_of_deployment() {
  World world;
  world.lacks("batch_deployment/e/d").holds("batch_endpoint/e", Json::object());
  return world;
}

TEST_CASE("a reference becomes the id that it names") {
  struct Row {
    std::string name, target;
    bool in_stack;
    std::string want;
  };
  const Row rows[] = {
      {"declared, with its version", "environment/env:3", true, "environment/env:3"},
      {"declared, with a version pinned now", "model/m", true, "model/m:1"},
      {"declared, by label", "environment/env@latest", true, "environment/env:3"},
      {"outside, with its version", "model/other:2", false, "model/other:2"},
      {"outside, the newest", "model/other@latest", false, "model/other:5"},
      {"outside, unversioned", "compute/cpu", false, "compute/cpu"},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      World world = world_of_deployment();
      world.lists("model/m", Json::array())
          .lacks("model/m:1")
          .lacks("environment/env:3")
          .lists("environment/env", Json::array())
          .holds("model/other:2", Json::object())
          .lists("model/other", Json::array({made_at("9", "2024-01-01T00:00:00Z"),
                                             made_at("5", "2024-02-01T00:00:00Z")}))
          .holds("compute/cpu", Json::object());
      const Resolution found =
          world.resolve({deployment("target", row.target, row.in_stack), uploaded("model/m", md5_a),
                         resource("environment/env:3")});
      CHECK(world.complaints().empty());
      REQUIRE(found.needs.empty());
      CHECK(member(found, 0, "properties.target") == id_text(row.want));
      CHECK(found.resources[0].desired.holes.empty());
    }
  }
}

TEST_CASE("the text around a reference is kept, the place of an upload stays open") {
  World world = world_of_deployment();
  world.holds("compute/cpu", Json::object()).lists("model/m", Json::array());
  lower::Desired one = deployment("target", "compute/cpu", false);
  one.holes[0].form = "azureml:{}";
  one.holes.push_back({.kind = lower::Hole::Kind::location, .path = "location"});
  const Resolution found = world.resolve({one, uploaded("model/m", md5_a)});
  CHECK(member(found, 0, "properties.target") == "azureml:" + id_text("compute/cpu"));
  CHECK(member(found, 0, "location") == "westeurope");
  CHECK(found.location == "westeurope");
  CHECK(found.resources[1].desired.holes.size() == 1);
}

TEST_CASE("a reference to nothing is told where it stands") {
  struct Row {
    std::string name, target, want;
  };
  const std::string nowhere =
      "No manifest of the stack declares it, and workspace \"ml-dev\" does not hold it.";
  const Row rows[] = {
      {"nothing like it", "compute/gpu",
       nowhere + "\n  Declare it in a manifest, or correct the reference."},
      {"something like it is declared", "compute/batch-clustr",
       nowhere + "\n  Did you mean \"compute/batch-cluster\"?"},
      {"no version at all", "model/none@latest",
       nowhere + "\n  Declare it in a manifest, or correct the reference."},
      {"a label that nothing knows", "model/none@stable",
       "Of labels only @latest is known: name a version instead.\n  Declare it in a manifest, or "
       "correct the reference."},
      {"an asset without a version", "model/none",
       "Add a version, as in azureml:NAME:VERSION or azureml:NAME@latest.\n  Declare it in a "
       "manifest, or correct the reference."},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      World world = world_of_deployment();
      world.lacks("compute/gpu")
          .lacks("compute/batch-clustr")
          .lacks("compute/batch-cluster")
          .lists("model/none", Json::array());
      world.resolve({deployment("target", row.target, false), resource("compute/batch-cluster")});
      std::string shown = row.target;
      if (const std::size_t label = shown.find('@'); label != std::string::npos)
        shown.insert(label, ":");
      CHECK(world.complaints() ==
            "stack.yml:7:1: error: Unknown reference \"" + shown + "\"\n  " + row.want + "\n");
    }
  }
}

TEST_CASE("an endpoint outside of the stack must exist for what is placed in it") {
  World world;
  world.lacks("batch_deployment/e/d").lacks("batch_endpoint/e");
  const lower::Desired one = resource("batch_deployment/e/d");
  world.resolve({one});
  REQUIRE(world.diagnostics.size() == 1);
  CHECK(world.diagnostics[0].summary == "Unknown reference \"batch_endpoint/e\"");
  world.resolve({one}, Purpose::removal);
  CHECK(world.complaints().empty());
}

TEST_CASE("routing may name deployments outside of the stack if they exist") {
  lower::Desired routing =
      resource("traffic/e", {{"properties", {{"traffic", {{"blue", 90}, {"gone", 10}}}}}});
  routing.declared = {"properties.traffic"};
  World world;
  world.holds("online_endpoint/e", Json::object())
      .holds("online_deployment/e/blue", Json::object())
      .lacks("online_deployment/e/gone");
  world.resolve({routing});
  REQUIRE(world.diagnostics.size() == 1);
  CHECK(world.diagnostics[0].summary == "Unknown reference \"online_deployment/e/gone\"");
}

TEST_CASE("a newer live version than the stack's own is told and not taken") {
  const std::vector<lower::Desired> all = {deployment("target", "environment/env@latest", true),
                                           resource("environment/env:3")};
  World world = world_of_deployment();
  world.lists("environment/env", Json::array({made_at("8", "2024-01-01T00:00:00Z")}));
  world.holds("environment/env:3", Json::object());
  const Resolution found = world.resolve(all);
  CHECK(found.resources[0].notes ==
        std::vector<std::string>{
            "env@latest is the stack's own environment/env:3; the newest live version is 8"});
  // One that is yet to be made will be the newest itself.
  world.lacks("environment/env:3");
  CHECK(world.resolve(all).resources[0].notes.empty());
}

TEST_CASE("a live reference to equal content is equal, whoever made it") {
  const auto live_deployment = [](const std::string& target) {
    return Json{{"properties", {{"codeId", target}}}};
  };
  const std::vector<lower::Desired> all = {deployment("codeId", "code/score:1", true),
                                           uploaded("code/score:1", md5_a)};
  World world;
  world.holds("batch_endpoint/e", Json::object()).lacks("code/score:1");
  const std::string uuid = id_text("code/3f2a:1");

  SECTION("it is looked at with one read, and only where it differs") {
    world.holds("batch_deployment/e/d", live_deployment(uuid));
    CHECK(world.resolve(all).needs == std::vector<arm::Query>{World::get("code/3f2a:1")});
    world.holds("batch_deployment/e/d", live_deployment(id_text("code/score:1")));
    CHECK(world.resolve(all).needs.empty());
  }
  SECTION("equal content") {
    world.holds("batch_deployment/e/d", live_deployment("azureml:" + uuid))
        .holds("code/3f2a:1", live_code("1", md5_a));
    const Resolution found = world.resolve(all);
    CHECK(found.resources[0].same_content == std::vector<std::pair<std::string, std::string>>{
                                                 {"properties.codeId", "azureml:" + uuid}});
    CHECK(found.resources[1].desired.address.text() == "code/score:1");
  }
  SECTION("other content") {
    world.holds("batch_deployment/e/d", live_deployment(uuid))
        .holds("code/3f2a:1", live_code("1", md5_b));
    const Resolution found = world.resolve(all);
    CHECK(found.resources[0].same_content.empty());
    CHECK(found.resources[0].unverifiable.empty());
  }
  SECTION("no evidence is not equal, and is told") {
    Json bare = live_code("1", md5_a);
    bare["properties"].erase("properties");
    world.holds("batch_deployment/e/d", live_deployment(uuid)).holds("code/3f2a:1", bare);
    const Resolution found = world.resolve(all);
    CHECK(found.resources[0].same_content.empty());
    CHECK(found.resources[0].unverifiable == std::vector<std::string>{"properties.codeId"});
    CHECK(found.resources[0].notes.size() == 1);
  }
  SECTION("what is gone cannot be verified") {
    world.holds("batch_deployment/e/d", live_deployment(uuid)).lacks("code/3f2a:1");
    CHECK(world.resolve(all).resources[0].unverifiable.size() == 1);
  }
}

TEST_CASE("anonymous code that a live deployment already uses is not made again") {
  lower::Desired code = uploaded("code/sha:1", md5_a);
  code.versioning = lower::Versioning::content;
  code.anonymous = true;
  const std::vector<lower::Desired> all = {deployment("codeId", "code/sha:1", true), code};
  World world;
  world.holds("batch_endpoint/e", Json::object())
      .lacks("code/sha:1")
      .holds("batch_deployment/e/d", {{"properties", {{"codeId", id_text("code/3f2a:1")}}}})
      .holds("code/3f2a:1", live_code("1", md5_a));
  const Resolution found = world.resolve(all);
  CHECK(found.needs.empty());
  CHECK(found.resources[1].content_is_there);
  CHECK(found.resources[1].desired.address.text() == "code/3f2a:1");
  CHECK(member(found, 0, "properties.codeId") == id_text("code/3f2a:1"));

  world.holds("code/3f2a:1", live_code("1", md5_b));
  CHECK(world.resolve(all).resources[1].desired.address.text() == "code/sha:1");
}

TEST_CASE("content needs a blob container to go to only if no version holds it") {
  World world;
  world.observed[default_datastore_query(scope)] = {share(Json::array())};
  world.lists("model/m", Json::array());
  world.resolve({uploaded("model/m", md5_a)});
  REQUIRE(world.diagnostics.size() == 1);
  CHECK(world.diagnostics[0].summary == "Nowhere to upload model/m");
  world.lists("model/m", Json::array({live_model("1", md5_a)}))
      .holds("model/m:1", live_model("1", md5_a));
  world.resolve({uploaded("model/m", md5_a)});
  CHECK(world.complaints().empty());
}

TEST_CASE("the default datastore is where uploads go") {
  World world;
  world.lists("model/m", Json::array());
  const DefaultDatastore store = world.resolve({uploaded("model/m", md5_a)}).datastore;
  CHECK(store.name == "workspaceblobstore");
  CHECK(store.account == "acct");
  CHECK(store.container == "store");
  CHECK(store.endpoint == "core.windows.net");
  CHECK(store.protocol == "https");
}

TEST_CASE("a workspace that does not exist is the only complaint") {
  World world;
  world.observed[workspace_query(scope)] = {};
  const Resolution found = world.resolve({deployment("target", "compute/gone", false)});
  CHECK(found.needs.empty());
  REQUIRE(world.diagnostics.size() == 1);
  CHECK(world.diagnostics[0].summary == "Workspace \"ml-dev\" does not exist");
}

TEST_CASE("the first reads are what the manifests alone tell") {
  const std::vector<lower::Desired> all = {
      deployment("target", "compute/cpu", false), uploaded("model/m", md5_a),
      resource("environment/env:3"), resource("default_deployment/e")};
  const auto reads = first_reads(all, scope, false);
  const auto asks = [&](const arm::Query& query) {
    return std::ranges::find(reads, query) != reads.end();
  };
  CHECK(asks(workspace_query(scope)));
  CHECK(asks(default_datastore_query(scope)));
  CHECK(asks(World::get("batch_deployment/e/d")));
  CHECK(asks(World::get("batch_endpoint/e")));
  CHECK(asks(World::get("compute/cpu")));
  CHECK(asks(World::get("environment/env:3")));
  CHECK(asks(World::versions("model/m")));
  CHECK(asks(World::get("model/m:1")));
  CHECK(reads.size() == 8);
  CHECK(first_reads(all, scope, true).size() == reads.size() + 5);
  CHECK(first_reads(all, scope, false, Purpose::removal).size() == 6);
}

TEST_CASE("ten thousand resources are resolved in one go") {
  constexpr std::size_t count = 10'000;
  std::vector<lower::Desired> all;
  World world;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = "compute/c" + std::to_string(i);
    all.push_back(resource(name));
    world.lacks(name);
  }
  CHECK(world.resolve(all).resources.size() == count);
}

}  // namespace
}  // namespace armature::resolve
