#include "lower/yaml_block.hpp"

#include "unit/lower/lowered.hpp"

using namespace armature;

namespace {

/// The wanted texts are what PyYAML dumps for what it loads from the same text.
std::string again(const std::string& yaml) {
  Diagnostics problems;
  const auto documents = manifest::read_yaml(yaml, "c.yml", "c.yml", problems);
  REQUIRE(documents.size() == 1);
  return lower::to_yaml_block(documents.front().root);
}

}  // namespace

TEST_CASE("YAML is written as PyYAML writes it") {
  struct Row {
    std::string_view name;
    std::string yaml, want;
  };
  const std::string word(15, 'w');
  const std::string line =
      word + " " + word + " " + word + " " + word + " " + word + " " + word + " " + word;
  const std::vector<Row> rows = {
      {"keys are sorted, lists not indented", "b: [x, {y: [z]}]\na: {d: 1, c: 2}\n",
       "a:\n  c: 2\n  d: 1\nb:\n- x\n- y:\n  - z\n"},
      {"lists in lists", "a: [[x, y], [[z]], []]\n", "a:\n- - x\n  - y\n- - - z\n- []\n"},
      {"values that are no text", "a: [1, 2.50, yes, ~, 1e3, .inf, {}, 012]\n",
       "a:\n- 1\n- 2.5\n- true\n- null\n- 1e3\n- .inf\n- {}\n- 10\n"},
      {"text that would be something else",
       "a: ['1', '3.10', 'no', '~', '', '2026-01-31', '1:30', '=']\n",
       "a:\n- '1'\n- '3.10'\n- 'no'\n- '~'\n- ''\n- '2026-01-31'\n- '1:30'\n- '='\n"},
      {"text that needs no quotes", "a: ['python=3.10', 'b>2,<3', 'a[b]==1', 'x y:z']\n",
       "a:\n- python=3.10\n- b>2,<3\n- a[b]==1\n- x y:z\n"},
      {"indicators", "a: ['- x', '#x', 'x #y', 'a: b', 'a:', '@x', '[x', \"it's\"]\n",
       "a:\n- '- x'\n- '#x'\n- 'x #y'\n- 'a: b'\n- 'a:'\n- '@x'\n- '[x'\n- it's\n"},
      {"escapes", "a: [\"x\\ty\", \"\\xE9\", \"\\u65E5\", \"q\\\"\\e\"]\n",
       "a:\n- \"x\\ty\"\n- \"\\xE9\"\n- \"\\u65E5\"\n- \"q\\\"\\e\"\n"},
      {"line breaks", "a: \"x\\ny\"\n", "a: 'x\n\n  y'\n"},
      {"a dated key", "'2026-01-31': x\n", "'2026-01-31': x\n"},
      {"a long plain text is folded", "a: " + line + "\n",
       "a: " + word + " " + word + " " + word + " " + word + " " + word + "\n  " + word + " " +
           word + "\n"},
      {"a long text in double quotes too", "a: \"" + line + " \\xE9\"\n",
       "a: \"" + word + " " + word + " " + word + " " + word + " " + word + "\\\n  \\ " + word +
           " " + word + " \\xE9\"\n"},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      CHECK(again(row.yaml) == row.want);
    }
  }
}
