#include "resolve/versions.hpp"

#include "stack.hpp"

namespace armature::resolve {
namespace {

Json named(const std::vector<std::string>& versions) {
  Json out = Json::array();
  for (const std::string& version : versions) out.push_back({{"name", version}});
  return out;
}

TEST_CASE("the next free number is above every number that is taken") {
  struct Row {
    std::string name;
    std::vector<std::string> live, declared;
    std::string want;
  };
  const Row rows[] = {
      {"nothing is there", {}, {}, "1"},
      {"one is there", {"1"}, {}, "2"},
      {"gaps are left alone: a deleted version may never be used again", {"1", "7"}, {}, "8"},
      {"words and dates do not count", {"latest", "2024-01-01", "v3", "-9", "1.5"}, {}, "1"},
      {"words beside numbers do not count", {"3", "final"}, {}, "4"},
      {"leading zeros are a number", {"007"}, {}, "8"},
      {"what the stack itself declares is taken", {"2"}, {"5"}, "6"},
      {"a number too large to count from does not count",
       {"99999999999999999999999", "4"},
       {},
       "5"},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      CHECK(next_free(named(row.live), row.declared) == row.want);
    }
  }
}

TEST_CASE("latest is the newest by creation, not the highest number") {
  const auto item = [](const std::string& version, const std::string& created,
                       bool archived = false) {
    return Json{{"name", version},
                {"systemData", {{"createdAt", created}}},
                {"properties", {{"isArchived", archived}}}};
  };
  struct Row {
    std::string name;
    Json versions;
    std::optional<std::string> want;
  };
  const Row rows[] = {
      {"no version", Json::array(), std::nullopt},
      {"a lower number made later",
       {item("9", "2024-01-01T00:00:00Z"), item("2", "2024-06-01T00:00:00Z")},
       "2"},
      {"fractions of a second count",
       {item("1", "2024-01-01T00:00:00.5Z"), item("2", "2024-01-01T00:00:00Z")},
       "1"},
      {"archived ones are not meant",
       {item("1", "2024-01-01T00:00:00Z"), item("2", "2024-06-01T00:00:00Z", true)},
       "1"},
      {"all archived", {item("1", "2024-01-01T00:00:00Z", true)}, std::nullopt},
      {"made at the same time: the higher number",
       {item("10", "2024-01-01T00:00:00Z"), item("9", "2024-01-01T00:00:00Z")},
       "10"},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      CHECK(latest(row.versions.is_array() ? row.versions : Json::array()) == row.want);
    }
  }
}

TEST_CASE(
    "of several versions with the content the active one with the highest number is taken first") {
  const lower::Desired desired = uploaded("model/m", md5_a);
  const Json versions = {live_model("2", md5_a), live_model("10", md5_a), live_model("3", md5_b),
                         live_model("11", md5_a, {{"properties", {{"isArchived", true}}}}),
                         live_model("first", md5_a)};
  CHECK(holders(desired, versions) == std::vector<std::string>{"10", "2", "first", "11"});
}

TEST_CASE("a version is told by its name, or by the end of its id") {
  CHECK(version_of({{"name", "4"}}) == "4");
  CHECK(version_of({{"id", "/a/b/versions/7"}}) == "7");
  CHECK(version_of({{"id", 5}}).empty());
  CHECK(version_of(Json::array()).empty());
}

}  // namespace
}  // namespace armature::resolve
