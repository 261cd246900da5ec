#include "base/hidden.hpp"

#include <catch2/catch.hpp>

using namespace armature;

TEST_CASE("a secret is taken out in every spelling, the longest first, and short ones are left") {
  Hidden hidden;
  hidden.add({"a/b \"c\"", "a/b", "abc", "", "pass", "password"});
  const struct {
    const char *text, *shown;
  } rows[] = {
      {"x a/b \"c\" y", "x (sensitive) y"},
      {"{\"v\":\"a/b \\\"c\\\"\"}", "{\"v\":\"(sensitive)\"}"},
      {"?q=a%2Fb%20%22c%22&x", "?q=(sensitive)&x"},
      {"Basic YS9iICJjIg==", "Basic (sensitive)"},
      {"abc", "abc"},
      {"passwordpass", "(sensitive)(sensitive)"},
      {"nothing", "nothing"},
  };
  for (const auto& row : rows) CHECK(hidden.without(row.text) == row.shown);
  CHECK(Hidden().without("as it is") == "as it is");
}
