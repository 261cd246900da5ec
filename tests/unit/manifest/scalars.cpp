#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "help.hpp"
#include "manifest/node.hpp"

using namespace armature;
using namespace armature::manifest;

namespace {

Node value_of(const std::string& written, Diagnostics& diagnostics) {
  const auto documents = test::read("a: " + written + "\n", diagnostics);
  REQUIRE(documents.size() == 1);
  REQUIRE(documents[0].root.get("a") != nullptr);
  return *documents[0].root.get("a");
}

}  // namespace

TEST_CASE("plain scalars have the types that PyYAML gives them") {
  struct Row {
    const char* written;
    const char* json;
    const char* python;
  };
  // The values were printed by PyYAML 6.
  const Row rows[] = {
      {"yes", "true", "True"},
      {"Off", "false", "False"},
      {"TRUE", "true", "True"},
      {"y", "\"y\"", "y"},
      {"tRue", "\"tRue\"", "tRue"},
      {"", "null", "None"},
      {"~", "null", "None"},
      {"NULL", "null", "None"},
      {"nULL", "\"nULL\"", "nULL"},
      {"0", "0", "0"},
      {"+7", "7", "7"},
      {"010", "8", "8"},
      {"-010", "-8", "-8"},
      {"08", "\"08\"", "08"},
      {"0b101", "5", "5"},
      {"0x1F", "31", "31"},
      {"0o17", "\"0o17\"", "0o17"},
      {"0x_", "\"0x_\"", "0x_"},
      {"1_000", "1000", "1000"},
      {"1:30", "90", "90"},
      {"190:20:30", "685230", "685230"},
      {"1:60", "\"1:60\"", "1:60"},
      {"-9223372036854775808", "-9223372036854775808", "-9223372036854775808"},
      {"9223372036854775808", "\"9223372036854775808\"", "9223372036854775808"},
      {"2.10", "2.1", "2.1"},
      {"1.", "1.0", "1.0"},
      {".5", "0.5", "0.5"},
      {"-.5", "\"-.5\"", "-.5"},
      {"1e3", "\"1e3\"", "1e3"},
      {"1.5e3", "\"1.5e3\"", "1.5e3"},
      {"1.5e+3", "1500.0", "1500.0"},
      {"1.0e+16", "1e+16", "1e+16"},
      {"0.00001", "1e-05", "1e-05"},
      {"0.1", "0.1", "0.1"},
      {"-0.0", "-0.0", "-0.0"},
      {"1:30.5", "90.5", "90.5"},
      {"-.inf", "\"-inf\"", "-inf"},
      {".NaN", "\"nan\"", "nan"},
      {"2026-01-02", "\"2026-01-02\"", "2026-01-02"},
      {"=", "\"=\"", "="},
      {"'yes'", "\"yes\"", "yes"},
      {"\"010\"", "\"010\"", "010"},
      {"!!str 010", "\"010\"", "010"},
      {"!!int \"3\"", "3", "3"},
      {"!!float 3", "3.0", "3.0"},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.written) {
      Diagnostics diagnostics;
      const Node node = value_of(row.written, diagnostics);
      CHECK(to_json(node).dump() == row.json);
      CHECK(python_text(node) == row.python);
      CHECK_FALSE(has_errors(diagnostics));
    }
  }
}

TEST_CASE("a value that YAML 1.2 would read otherwise is warned about") {
  struct Row {
    const char* written;
    const char* headline;
  };
  const Row rows[] = {
      {"yes", "m.yml:1:4: warning: \"yes\" is read as true\n"},
      {"OFF", "m.yml:1:4: warning: \"OFF\" is read as false\n"},
      {"010", "m.yml:1:4: warning: \"010\" is read as the number 8\n"},
      {"09", "m.yml:1:4: warning: \"09\" is read as the text \"09\"\n"},
      {"1:30", "m.yml:1:4: warning: \"1:30\" is read as the number 90\n"},
      {"1_0", "m.yml:1:4: warning: \"1_0\" is read as the number 10\n"},
      {"0b11", "m.yml:1:4: warning: \"0b11\" is read as the number 3\n"},
      {"1e-3", "m.yml:1:4: warning: \"1e-3\" is read as the text \"1e-3\"\n"},
      {"true", ""},
      {"00", ""},
      {"2.10", ""},
      {"'yes'", ""},
      {"2026-01-02", ""},
      {"1.2.3", ""},
      {"10.0.0.1:80", ""},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.written) {
      Diagnostics diagnostics;
      value_of(row.written, diagnostics);
      CHECK(test::headlines(diagnostics) == row.headline);
    }
  }
}

TEST_CASE("keys are text as they are written, and warn about nothing") {
  Diagnostics diagnostics;
  const auto documents = test::read("on: 1\n010: 2\n1.10: 3\n~: 4\n", diagnostics);
  REQUIRE(documents.size() == 1);
  CHECK(to_json(documents[0].root).dump() == R"({"010":2,"1.10":3,"on":1,"~":4})");
  CHECK(diagnostics.empty());
}

TEST_CASE("a number that fits nowhere is refused, unless it is text all the same") {
  CHECK(test::faults("a: 0xFFFFFFFFFFFFFFFFF\n") == "m.yml:1:4: error: Number out of range\n");
  CHECK(test::faults("a: 20260101000000000001\n").empty());
}

TEST_CASE("a tag that its value does not fit is refused") {
  CHECK(test::faults("a: !!int x\n") == "m.yml:1:4: error: Value does not fit its tag !!int\n");
  CHECK(test::faults("a: !secret x\nb: !!set {x}\n") ==
        "m.yml:1:4: error: Unknown tag \"!secret\"\n"
        "m.yml:2:4: error: Unknown tag \"tag:yaml.org,2002:set\"\n");
}
