#include "base/json.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace armature;

TEST_CASE("JSON from outside is bounded in depth and size") {
  CHECK(parse_json(R"({"a":[1,2]})").value() == Json{{"a", {1, 2}}});
  CHECK(parse_json("\xEF\xBB\xBF{}").value() == Json::object());
  CHECK(parse_json("").error().kind == ErrorKind::invalid);
  CHECK(parse_json("{\"a\":1").error().kind == ErrorKind::invalid);
  CHECK(parse_json("[1] tail").error().kind == ErrorKind::invalid);
  CHECK(parse_json(std::string(1'000'000, '[')).error().message.find("nested deeper") !=
        std::string::npos);
  CHECK(parse_json(std::string(64, '[') + std::string(64, ']')).has_value());
  CHECK(parse_json(R"({"a":1})", {.bytes_max = 3}).error().message.find("larger") !=
        std::string::npos);
}

TEST_CASE("dotted paths find, put and drop members") {
  Json body = {{"properties", {{"retrySettings", {{"timeout", "PT30S"}}}}}};
  REQUIRE(find(body, "properties.retrySettings.timeout") != nullptr);
  CHECK(*find(body, "properties.retrySettings.timeout") == "PT30S");
  CHECK(find(body, "properties.retrySettings.timeout.more") == nullptr);
  CHECK(find(body, "properties.nothing") == nullptr);

  put(body, "properties.resources.instanceCount", 2);
  CHECK(body["properties"]["resources"]["instanceCount"] == 2);

  drop(body, "properties.retrySettings.timeout");
  CHECK(find(body, "properties.retrySettings") == nullptr);
  drop(body, "no.such.member");
  CHECK(body == Json{{"properties", {{"resources", {{"instanceCount", 2}}}}}});
}

TEST_CASE("dumping never throws, whatever the bytes are") {
  CHECK(dump(Json{{"b", "\xFF"}, {"a", 1}}) == "{\"a\":1,\"b\":\"\xEF\xBF\xBD\"}");
}
