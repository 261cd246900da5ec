#include "cli/sarif.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace armature;

TEST_CASE("a rule is what a summary says without what it says it of") {
  const struct {
    const char *summary, *rule;
  } rows[] = {
      {"Unknown field \"mini_batchsize\"", "unknown-field"},
      {"\"traffic\" does not sum to 100", "does-not-sum-to-100"},
      {"Both \"image\" and \"build\"", "both-and"},
      {"No such file: \"a b\"", "no-such-file"},
      {"\"x\"", "other"},
  };
  for (const auto& row : rows) CHECK(cli::rule_id(row.summary) == row.rule);
}

TEST_CASE("SARIF names the file as a relative URI, the region from one, and flags not as files") {
  const auto pos = [](const char* file, int line, int column) {
    return SourcePos{std::make_shared<const std::string>(file), line, column};
  };
  const Diagnostics diagnostics = {
      {Severity::error, pos("a b/ü.yml", 3, 5), "Unknown field \"x\"", "Did you mean \"y\"?"},
      {Severity::warning, pos("c:d.yml", 0, 0), "Unknown field \"z\"", ""},
      {Severity::error, pos("--var", 0, 0), "Unknown variable \"v\"", "None is declared."},
  };
  const Json log = cli::sarif(diagnostics);
  CHECK(log["version"] == "2.1.0");
  const Json& run = log["runs"][0];
  CHECK(run["columnKind"] == "unicodeCodePoints");
  CHECK(run["tool"]["driver"]["rules"].size() == 2);
  const Json& first = run["results"][0];
  CHECK(first["ruleId"] == "unknown-field");
  CHECK(first["level"] == "error");
  CHECK(first["message"]["text"] == "Unknown field \"x\". Did you mean \"y\"?");
  CHECK(
      first["locations"][0]["physicalLocation"].dump() ==
      R"({"artifactLocation":{"uri":"a%20b/%C3%BC.yml"},"region":{"startColumn":5,"startLine":3}})");
  CHECK(run["results"][1]["locations"][0]["physicalLocation"].dump() ==
        R"({"artifactLocation":{"uri":"./c:d.yml"}})");
  CHECK_FALSE(run["results"][2].contains("locations"));
  CHECK(run["results"][2]["message"]["text"] == "--var: Unknown variable \"v\". None is declared.");
}
