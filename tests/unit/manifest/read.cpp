#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "help.hpp"
#include "manifest/node.hpp"

using namespace armature;
using namespace armature::manifest;

TEST_CASE("documents of one file know their schema, their kind and where they stand") {
  Diagnostics diagnostics;
  const auto documents = read_yaml(
      "$schema: https://azuremlschemas.azureedge.net/latest/modelBatchDeployment.schema.json\n"
      "name: torch\n"
      "---\n"
      "---\n"
      "# nothing but a comment\n"
      "---\n"
      "kind: code\n"
      "name: score\n"
      "...\n"
      "%YAML 1.1\n"
      "---\n"
      "$schema: x/stack.schema.json#top\n",
      "endpoints/torch.yml", "../endpoints/torch.yml", diagnostics);
  REQUIRE(documents.size() == 3);
  CHECK(diagnostics.empty());
  CHECK(documents[0].file == "endpoints/torch.yml");
  CHECK(documents[0].folder == "endpoints");
  CHECK(documents[0].schema_name == "modelBatchDeployment");
  CHECK(documents[1].kind_name == "code");
  CHECK(documents[1].schema_name.empty());
  CHECK(short_text(documents[1].root.get("name")->pos) == "../endpoints/torch.yml:8");
  CHECK(documents[2].schema_name == "stack");
  CHECK(documents[2].root.pos.line == 12);
}

TEST_CASE("positions count lines and characters from one") {
  Diagnostics diagnostics;
  const auto documents = test::read(
      "\xEF\xBB\xBF"
      "name: x\r\n"
      "tags: {\xC3\xA9\xC3\xA9: a, \xE2\x82\xAC: b}\r\n"
      "absent:\r\n"
      "list:\r\n"
      "  - 1\r\n"
      "  -\r\n"
      "  - null\r\n",
      diagnostics);
  REQUIRE(documents.size() == 1);
  const Node& root = documents[0].root;
  const auto at = [](const SourcePos& pos) {
    return std::to_string(pos.line) + ":" + std::to_string(pos.column);
  };
  CHECK(at(root.get("name")->pos) == "1:7");
  CHECK(at(root.get("tags")->members[1].key_pos) == "2:15");
  CHECK(at(root.get("tags")->members[1].value.pos) == "2:18");
  CHECK(at(root.get("absent")->pos) == "3:1");
  CHECK(at(root.get("list")->items[1].pos) == "6:3");
  CHECK(at(root.get("list")->items[2].pos) == "7:5");
}

TEST_CASE("a dotted path finds its way through mappings only") {
  Diagnostics diagnostics;
  const auto documents = test::read("resources: {instance_count: 2}\nlist: [1]\n", diagnostics);
  REQUIRE(documents.size() == 1);
  const Node& root = documents[0].root;
  REQUIRE(root.find("resources.instance_count") != nullptr);
  CHECK(root.find("resources.instance_count")->integer == 2);
  CHECK(root.find("resources.missing") == nullptr);
  CHECK(root.find("list.0") == nullptr);
}

TEST_CASE("aliases are written out and merge keys merged") {
  Diagnostics diagnostics;
  const auto documents = test::read(
      "base: &base {a: 1, b: 2}\n"
      "more: &more {b: 3, c: 4}\n"
      "one: {<<: *base, b: 9}\n"
      "two: {<<: [*base, *more], d: 5}\n"
      "copy: *base\n"
      "*more : x\n"
      "quoted: {\"<<\": plain}\n",
      diagnostics);
  CHECK(test::headlines(diagnostics) == "m.yml:6:1: error: Key is no text\n");
  REQUIRE(documents.size() == 1);
  const Node& root = documents[0].root;
  CHECK(to_json(*root.get("one")).dump() == R"({"a":1,"b":9})");
  CHECK(to_json(*root.get("two")).dump() == R"({"a":1,"b":2,"c":4,"d":5})");
  CHECK(to_json(*root.get("copy")).dump() == R"({"a":1,"b":2})");
  CHECK(to_json(*root.get("quoted")).dump() == R"({"<<":"plain"})");
  CHECK(root.get("copy")->pos.line == 5);
  CHECK(root.get("copy")->get("a")->pos.line == 1);
}

TEST_CASE("a fault in one document does not hide those of the others") {
  CHECK(test::faults("a: [1\n---\nb: 1\nb: 2\n---\n\tc: 1\n---\n- x\n") ==
        "m.yml:1:4: error: Unclosed \"[\"\n"
        "m.yml:4:1: error: Duplicate key \"b\"\n"
        "m.yml:6:1: error: Tab in indentation\n"
        "m.yml:8:1: error: Document is no mapping\n");
}

TEST_CASE("a document with a duplicate key is still handed on for further checks") {
  Diagnostics diagnostics;
  const auto documents = test::read("a: 1\na: 2\nb: 3\n", diagnostics);
  REQUIRE(documents.size() == 1);
  CHECK(to_json(documents[0].root).dump() == R"({"a":1,"b":3})");
  CHECK(test::said(diagnostics) ==
        "m.yml:2:1: error: Duplicate key \"a\"\n"
        "  It stands in line 1 already, and only one value can hold. Remove one of them.\n");
}

TEST_CASE("duplicate keys are found in large mappings too") {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "k" + std::to_string(i) + ": 1\n";
  CHECK(test::faults(text + "k50: 2\nk99: 3\n") ==
        "m.yml:101:1: error: Duplicate key \"k50\"\n"
        "m.yml:102:1: error: Duplicate key \"k99\"\n");
}
