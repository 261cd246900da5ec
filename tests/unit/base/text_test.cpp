#include "base/text.hpp"

#include <catch2/catch.hpp>

using namespace armature;

TEST_CASE("foreign text cannot drive a terminal or a build system") {
  struct Row {
    std::string_view given, shown;
  };
  const Row rows[] = {
      {"plain text", "plain text"},
      {"Zürich 東京", "Zürich 東京"},
      {"\x1b[2Jgone", "\\u{1B}[2Jgone"},
      {"over\rwritten", "over\\u{D}written"},
      {"one\ntwo", "one\\u{A}two"},
      {"right\xE2\x80\xAEto left", "right\\u{202E}to left"},
      {"zero\xE2\x80\x8Bwidth", "zero\\u{200B}width"},
      {"\xC2\x9B"
       "31m",
       "\\u{9B}31m"},
      {"bad \xFF byte", "bad \\xFF byte"},
      {"overlong \xC0\xAF", "overlong \\xC0\\xAF"},
      {"##vso[task.setvariable]x", "\\x23#vso[task.setvariable]x"},
      {"::set-output name=x::y", "\\x3A:set-output name=x::y"},
      {"a\tb", "a b"},
      {"", ""},
  };
  for (const Row& row : rows) CHECK(printable(row.given) == row.shown);
}

TEST_CASE("a glob's star stops at a slash and two stars do not") {
  CHECK(glob_match("compute/*", "compute/batch"));
  CHECK_FALSE(glob_match("batch_deployment/*", "batch_deployment/e/d"));
  CHECK(glob_match("batch_deployment/**", "batch_deployment/e/d"));
  CHECK(glob_match("endpoints/**/*.yml", "endpoints/a/b/c.yml"));
  CHECK(glob_match("endpoints/**/*.yml", "endpoints/c.yml"));
  CHECK_FALSE(glob_match("endpoints/**/c.yml", "endpoints/abc.yml"));
  CHECK(glob_match("m?del", "model"));
  CHECK_FALSE(glob_match("m?del", "m/del"));
  CHECK_FALSE(glob_match("", "x"));
}

TEST_CASE("a glob of many stars answers at once") {
  std::string pattern, text;
  for (int i = 0; i < 60; ++i) pattern += "**a";
  for (int i = 0; i < 4000; ++i) text += 'a';
  CHECK_FALSE(glob_match(pattern + "b", text));
}

TEST_CASE("the nearest name is offered only when it is near") {
  const std::vector<std::string> names = {"mini_batch_size", "error_threshold", "logging_level"};
  CHECK(nearest("mini_batchsize", names) == "mini_batch_size");
  CHECK(nearest("Logging_Level", names) == "logging_level");
  CHECK(nearest("instance_type", names).empty());
  CHECK(nearest(std::string(100000, 'x'), names).empty());
}

TEST_CASE("bytes are told in the unit a person would use") {
  CHECK(human_bytes(0) == "0 B");
  CHECK(human_bytes(1023) == "1023 B");
  CHECK(human_bytes(4198) == "4.1 KiB");
  CHECK(human_bytes(1258291) == "1.2 MiB");
}

TEST_CASE("UTF-8 is checked to the byte") {
  CHECK(valid_utf8("grün"));
  CHECK_FALSE(valid_utf8("\xED\xA0\x80"));
  CHECK_FALSE(valid_utf8("\xF5\x80\x80\x80"));
  CHECK_FALSE(valid_utf8("cut \xE2\x82"));
}
