#include "resolve/content.hpp"
#include "stack.hpp"

namespace armature::resolve {
namespace {

TEST_CASE(
    "a named asset without a version takes the one that holds its content, else the next number") {
  Json archived = live_model("4", md5_a, {{"properties", {{"isArchived", true}}}});
  Json ours = live_model("5", md5_a);
  ours["properties"]["modelUri"] = "https://acct.blob.core.windows.net/random/place";
  ours["properties"]["tags"]["armature.content"] = content_digest(uploaded("model/m", md5_a));
  struct Row {
    std::string name;
    Json versions;
    std::string want;
    bool there;
  };
  const Row rows[] = {
      {"there is none", Json::array(), "1", false},
      {"others hold other content", Json::array({live_model("1", md5_b), live_model("6", md5_b)}),
       "7", false},
      {"one holds it, by the SDK's evidence",
       Json::array({live_model("2", md5_a), live_model("6", md5_b)}), "2", true},
      {"one holds it, by our tag", Json::array({ours}), "5", true},
      {"an archived one holds it", Json::array({archived, live_model("9", md5_b)}), "4", true},
      {"one that is no number holds it", Json::array({live_model("prod", md5_a)}), "prod", true},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      World world;
      world.lists("model/m", row.versions).lacks("model/m:" + row.want);
      for (const Json& item : row.versions)
        world.holds("model/m:" + item["name"].get<std::string>(), item);
      const Resolution found = world.resolve({uploaded("model/m", md5_a)});
      CHECK(world.complaints().empty());
      REQUIRE(found.needs.empty());
      const Resolved& one = found.resources[0];
      CHECK(one.desired.address.text() == "model/m:" + row.want);
      CHECK(one.desired.id.name() == row.want);
      CHECK(one.content_is_there == row.there);
      CHECK(one.number_pinned_now == !row.there);
    }
  }
}

TEST_CASE("a container that does not exist has no versions") {
  World world;
  world.lacks("model/m:1").observed[World::versions("model/m")] = {};
  CHECK(world.resolve({uploaded("model/m", md5_a)}).resources[0].desired.address.version == "1");
}

TEST_CASE("a version that a list names is read before it is believed") {
  World world;
  world.lists("model/m", Json::array({live_model("3", md5_a), live_model("2", md5_a)}));
  const std::vector<lower::Desired> all = {uploaded("model/m", md5_a)};
  CHECK(world.resolve(all).needs == std::vector<arm::Query>{World::get("model/m:3")});

  SECTION("it is gone: the next one that holds the content") {
    world.lacks("model/m:3").holds("model/m:2", live_model("2", md5_a));
    CHECK(world.resolve(all).resources[0].desired.address.version == "2");
  }
  SECTION(
      "all seem to be gone: list or GET lags, and under its own number it is never a second one") {
    world.lacks("model/m:3").lacks("model/m:2").lacks("model/m:4");
    const Resolution found = world.resolve(all);
    CHECK(found.resources[0].desired.address.version == "3");
    CHECK(found.resources[0].number_pinned_now);
  }
}

TEST_CASE("a free number that turns out to be taken is not taken again: lists lag") {
  World world;
  const std::vector<lower::Desired> all = {uploaded("model/m", md5_a)};
  world.lists("model/m", Json::array());
  CHECK(world.resolve(all).needs == std::vector<arm::Query>{World::get("model/m:1")});
  SECTION("by the same content: it is the version") {
    world.holds("model/m:1", live_model("1", md5_a));
    const Resolution found = world.resolve(all);
    CHECK(found.resources[0].desired.address.version == "1");
    CHECK(found.resources[0].content_is_there);
    CHECK_FALSE(found.resources[0].number_pinned_now);
  }
  SECTION("by other content: the next one") {
    world.holds("model/m:1", live_model("1", md5_b)).lacks("model/m:2");
    const Resolution found = world.resolve(all);
    CHECK(found.resources[0].desired.address.version == "2");
    CHECK(found.resources[0].number_pinned_now);
  }
}

TEST_CASE("a number that the stack declares is not given to another asset of that name") {
  World world;
  world.lists("model/m", Json::array()).lacks("model/m:3").lacks("model/m:4");
  const Resolution found =
      world.resolve({uploaded("model/m", md5_a), uploaded("model/m:3", md5_b)});
  CHECK(found.resources[0].desired.address.version == "4");
}

TEST_CASE("an explicit version that exists must hold the declared content") {
  World world;
  world.holds("model/m:2", live_model("2", md5_b))
      .lists("model/m", Json::array({live_model("2", md5_b), live_model("7", md5_b)}));
  const std::vector<lower::Desired> all = {uploaded("model/m:2", md5_a)};
  SECTION("other content is an error that names the next free version") {
    const Resolution found = world.resolve(all);
    CHECK(found.needs.empty());
    CHECK(
        world.complaints() ==
        "stack.yml:1:1: error: model/m:2 exists with other content\n"
        "  It holds something else than this manifest declares, and the content of a version never "
        "changes.\n"
        "  Write version: 8 (the next free one), or leave the version out to have it numbered.\n");
  }
  SECTION("the same content needs no upload") {
    world.holds("model/m:2", live_model("2", md5_a));
    CHECK(world.resolve(all).resources[0].content_is_there);
    CHECK(world.complaints().empty());
  }
  SECTION("a version that does not exist is free") {
    world.lacks("model/m:2");
    CHECK_FALSE(world.resolve(all).resources[0].content_is_there);
    CHECK(world.complaints().empty());
  }
  SECTION("what is to be removed is the declared version, whatever it holds") {
    CHECK(world.resolve(all, Purpose::removal).resources[0].desired.address.version == "2");
    CHECK(world.complaints().empty());
  }
}

TEST_CASE("an asset named by its content by the SDK's scheme needs no further evidence") {
  lower::Desired code = uploaded("code/hash:1", md5_a);
  code.versioning = lower::Versioning::content;
  Json bare = live_code("1", md5_a);
  bare["properties"].erase("properties");
  World world;
  world.holds("code/hash:1", bare);
  CHECK(world.resolve({code}).resources[0].content_is_there);
  CHECK(world.complaints().empty());
}

}  // namespace
}  // namespace armature::resolve
