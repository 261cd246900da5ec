#include <catch2/catch.hpp>

#include "help.hpp"

using namespace armature;
using namespace armature::manifest;
using test::faults;

TEST_CASE("what is wrong with the bytes is found before they are parsed") {
  CHECK(faults("a: 1\nb: \xC3\xA9\xFFx\n") == "m.yml:2:5: error: Not UTF-8\n");
  CHECK(faults("\xFF\xFE"
               "a") == "m.yml:1:1: error: Not UTF-8\n");
  CHECK(faults("a: \xC0\x80") == "m.yml:1:4: error: Not UTF-8\n");
  CHECK(faults("a: \xED\xA0\x80") == "m.yml:1:4: error: Not UTF-8\n");
  CHECK(faults("a: \xF4\x90\x80\x80") == "m.yml:1:4: error: Not UTF-8\n");
  CHECK(faults(std::string_view("a: x\0y\n", 7)) == "m.yml:1:5: error: NUL byte\n");
  CHECK(faults("a: x\x04y\n") == "m.yml:1:5: error: Control character\n");
  CHECK(faults("a: x\x7Fy\n") == "m.yml:1:5: error: Control character\n");
  CHECK(faults("a: \xC2\x9By\n") == "m.yml:1:4: error: Control character\n");
  CHECK(faults("a: 1\rb: 2\n") == "m.yml:1:5: error: Carriage return without line feed\n");
}

TEST_CASE("syntax faults are named in words of ours at the place to mend") {
  struct Row {
    const char* name;
    const char* text;
    const char* headline;
  };
  const Row rows[] = {
      {"tab before a key", "a:\n\tb: 1\n", "m.yml:2:1: error: Tab in indentation\n"},
      {"tab before a value", "a:\n  \tb\n", "m.yml:2:3: error: Tab in indentation\n"},
      {"tab after a mapping", "a:\n  b: 1\n\tc: 2\n", "m.yml:3:1: error: Tab in indentation\n"},
      {"tab in a blank line", "a: 1\n  \t\nb: 2\n", ""},
      {"tab in a block text", "a: |\n  x\n  \ty\n", ""},
      {"colon in a value", "a: b: c\n", "m.yml:1:5: error: Unexpected \":\"\n"},
      {"key too deep", "a: 1\n b: 2\n", "m.yml:2:2: error: Bad indentation\n"},
      {"list in a mapping", "a: 1\n- b\n", "m.yml:2:1: error: Bad indentation\n"},
      {"mapping in a list", "- a\nb: 1\n",
       "m.yml:2:1: error: Content after the end of the document\n"},
      {"text after a quote", "a: 'x' y\n",
       "m.yml:1:8: error: Text behind a value that has ended\n"},
      {"open list", "a: [1, 2\nb: 3\n", "m.yml:1:4: error: Unclosed \"[\"\n"},
      {"open mapping", "a: {x: 1\n", "m.yml:1:4: error: Unclosed \"{\"\n"},
      {"stray bracket", "a: 1\n]\n", "m.yml:2:1: error: Closing bracket without an opening one\n"},
      {"open double quote", "a: \"x\nb: 1\n", "m.yml:1:4: error: Unclosed quote\n"},
      {"open single quote", "a: 'it''s\nb: 1\n", "m.yml:1:4: error: Unclosed quote\n"},
      {"open quote at the end", "a: 1\nb: \"x", "m.yml:2:4: error: Unclosed quote\n"},
      {"tagged open quote", "a: !!str \"x\nb: 1\n", "m.yml:1:4: error: Unclosed quote\n"},
      {"reserved start", "a: @x\n", "m.yml:1:4: error: Unexpected \"@\"\n"},
      {"unknown escape", "a: \"C:\\qux\"\n", "m.yml:1:7: error: Unknown escape \"\\q\"\n"},
      {"dash on the key's line", "a: - x\n", "m.yml:1:4: error: Unexpected \"-\"\n"},
      {"template", "a: {{ name }}\n", "m.yml:1:5: error: Key is no text\n"},
      {"list as key", "[a]: b\n", "m.yml:1:1: error: Key is no text\n"},
      {"empty", "", "m.yml:1:1: error: Empty file\n"},
      {"comments only", "# a\n\n---\n...\n", "m.yml:1:1: error: Empty file\n"},
      {"text", "hello\n", "m.yml:1:1: error: Document is no mapping\n"},
      {"list", "- a\n", "m.yml:1:1: error: Document is no mapping\n"},
      {"merge of a text", "a: {<<: x}\n", "m.yml:1:9: error: Nothing to merge\n"},
      {"two merges", "a: &a {x: 1}\nb:\n  <<: *a\n  <<: *a\n",
       "m.yml:4:3: error: Duplicate key \"<<\"\n"},
      {"cyclic alias", "a: &x\n  - *x\n", "m.yml:2:5: error: Alias within its own anchor\n"},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      CHECK(faults(row.text) == row.headline);
    }
  }
}

TEST_CASE("all undefined aliases are named, with whatever else is wrong") {
  CHECK(faults("a: *x\nb: [*y, 1]\nb: 2\nc: *z") ==
        "m.yml:1:4: error: Undefined alias \"*x\"\n"
        "m.yml:2:5: error: Undefined alias \"*y\"\n"
        "m.yml:4:4: error: Undefined alias \"*z\"\n"
        "m.yml:3:1: error: Duplicate key \"b\"\n");
}

TEST_CASE("hostile sizes are refused without reading on") {
  const auto repeat = [](std::string_view part, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += part;
    return out;
  };
  SECTION("depth") {
    CHECK(faults("a: " + repeat("[", 60) + repeat("]", 60)).empty());
    CHECK(faults("a: " + repeat("[", 64) + repeat("]", 64)) ==
          "m.yml:1:67: error: Nested too deeply\n");
    CHECK(faults(repeat("[", 100'000)) == "m.yml:1:33: error: Nested too deeply\n");
    CHECK(faults(repeat("- ", 100'000)) == "m.yml:1:129: error: Nested too deeply\n");
  }
  SECTION("depth by aliases") {
    std::string text = "a0: &a0 " + repeat("[", 30) + repeat("]", 30) + "\n";
    for (int i = 1; i < 4; ++i) {
      const std::string number = std::to_string(i);
      text += "a" + number + ": &a" + number + " " + repeat("[", 30) + "*a" +
              std::to_string(i - 1) + repeat("]", 30) + "\n";
    }
    CHECK(faults(text) == "m.yml:3:39: error: Nested too deeply\n");
  }
  SECTION("aliases that multiply") {
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 10; ++i) {
      text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
      text += repeat("*a" + std::to_string(i - 1) + ", ", 10) + "]\n";
    }
    CHECK(faults(text) == "m.yml:5:40: error: Aliases repeat too much\n");
  }
  SECTION("one long value") {
    CHECK(faults("a: " + std::string(10U << 20U, 'x') + "\nb: 1\nb: 2\n") ==
          "m.yml:1:4: error: Value too long\nm.yml:3:1: error: Duplicate key \"b\"\n");
  }
  SECTION("a large file") {
    CHECK(faults(std::string((16U << 20U) + 1, '#')) == "m.yml: error: File too large\n");
  }
  SECTION("many values") {
    Diagnostics diagnostics;
    ReadLimits limits;
    limits.nodes_max = 10;
    read_yaml("a: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n---\nb: [1]\n", "m.yml", "m.yml", diagnostics,
              limits);
    CHECK(test::headlines(diagnostics) == "m.yml:1:26: error: Too many values\n");
  }
  SECTION("many problems") {
    Diagnostics diagnostics;
    read_yaml(repeat("a: 1\n", 100'000), "m.yml", "m.yml", diagnostics);
    CHECK(diagnostics.size() == 202);
    CHECK(diagnostics.back().summary == "Too many problems");
  }
  SECTION("a long name in a message") {
    Diagnostics diagnostics;
    read_yaml("a: *" + std::string(1'000'000, 'x'), "m.yml", "m.yml", diagnostics);
    REQUIRE(diagnostics.size() == 1);
    CHECK(diagnostics[0].summary.size() < 120);
  }
}
