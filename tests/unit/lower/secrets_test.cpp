#include "lower/secrets.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace armature;

TEST_CASE("secret leaves and secret entries of maps are hidden where a body holds them") {
  const std::vector<std::string> secrets = {"properties.absent/KEY", "properties.description",
                                            "properties.environmentVariables/Password"};
  const Json body = {{"properties",
                      {{"description", "s3cret"},
                       {"environmentVariables", {{"A", "1"}, {"PASSWORD", "s3cret"}}}}}};
  CHECK(lower::masked(body, secrets).dump() ==
        R"json({"properties":{"description":"(sensitive)",)json"
        R"json("environmentVariables":{"A":"1","PASSWORD":"(sensitive)"}}})json");
  CHECK(lower::masked(body, {}) == body);
  CHECK(lower::masked(Json::object(), secrets) == Json::object());
  // Of a map that is none any more nothing is told.
  const Json other = {{"properties", {{"environmentVariables", {"s3cret"}}}}};
  CHECK(lower::masked(other, {"properties.environmentVariables"}).dump().find("s3cret") ==
        std::string::npos);
}

TEST_CASE("a leaf is secret as a whole, or has secret entries") {
  const std::vector<std::string> secrets = {"properties.description",
                                            "properties.environmentVariables/PASSWORD"};
  CHECK(lower::is_secret(secrets, "properties.description"));
  CHECK_FALSE(lower::is_secret(secrets, "properties.environmentVariables"));
  CHECK(lower::has_secret(secrets, "properties.environmentVariables"));
  CHECK(lower::has_secret(secrets, "properties.description"));
  CHECK_FALSE(lower::has_secret(secrets, "properties.desc"));
  CHECK_FALSE(lower::has_secret(secrets, "properties.environment"));
}
