#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "help.hpp"

using namespace armature;
using namespace armature::manifest;

namespace {

struct Run {
  Diagnostics diagnostics = {};
  std::optional<StackFile> stack = {};
  Choices choices = {};

  std::string said() const { return test::said(diagnostics); }
};

Run read(const std::string& text, Choices choices = {}) {
  Run run{.choices = std::move(choices)};
  const auto documents = test::read(text, run.diagnostics);
  REQUIRE(documents.size() == 1);
  run.stack = read_stack(documents[0], run.choices, run.diagnostics);
  return run;
}

/// A manifest's text as JSON, expressions resolved.
std::string resolved(Run& run, const std::string& text) {
  auto documents = read_yaml(text, "a.yml", "a.yml", run.diagnostics);
  REQUIRE(documents.size() == 1);
  interpolate(documents[0], run.stack ? &*run.stack : nullptr, run.choices, run.diagnostics);
  return to_json(documents[0].root).dump();
}

VariableFile file(const std::string& name, const std::string& text) {
  Diagnostics diagnostics;
  auto documents = read_yaml(text, name, name, diagnostics);
  REQUIRE(diagnostics.empty());
  return {name, std::move(documents.at(0).root)};
}

}  // namespace

TEST_CASE("a whole value keeps the variable's type, and within a text it is spelled like YAML") {
  Run run = read(
      "name: s\n"
      "variables:\n"
      "  text: {default: '8'}\n"
      "  count: {type: integer, default: 8}\n"
      "  share: {type: number, default: 2}\n"
      "  on: {default: true}\n"
      "  zones: {type: list, default: [a, b]}\n"
      "  tags: {type: object, default: {team: ml}}\n"
      "  nothing: {type: integer, required: false}\n"
      "  of_others: {default: \"${stack.name}-${var.count}\"}\n");
  CHECK(run.said().empty());
  CHECK(resolved(run,
                 "text: ${var.text}\n"
                 "count: \"${var.count}\"\n"
                 "share: ${ var.share }\n"
                 "on: ${var.on}\n"
                 "zones: ${var.zones}\n"
                 "tags: ${var.tags}\n"
                 "nothing: ${var.nothing}\n"
                 "mixed: a${var.count}-${var.on}-${var.of_others}\n"
                 "literal: $${var.count} ${{var.count}}\n") ==
        R"({"count":8,"literal":"${var.count} ${{var.count}}","mixed":"a8-true-s-8",)"
        R"("nothing":null,"on":true,"share":2,"tags":{"team":"ml"},"text":"8",)"
        R"("zones":["a","b"]})");
  CHECK(run.said().empty());
}

TEST_CASE("values come from the default, the target, files in order, the environment and flags") {
  const std::string text =
      "name: s\n"
      "variables: {v: {type: integer, default: 1}}\n"
      "targets: {dev: {default: true}, prod: {variables: {v: 2}}}\n";
  const VariableFile three = file("three.yml", "v: 3\n");
  const VariableFile four = file("four.json", "{\"v\": 4}");
  const std::map<std::string, std::string> five = {{"ARMATURE_VAR_v", "5"}};
  struct Row {
    Choices choices;
    const char* value;
  };
  const Row rows[] = {
      {{}, "1"},
      {{.target = "prod"}, "2"},
      {{.environment = {{"ARMATURE_TARGET", "prod"}}}, "2"},
      {{.environment = {{"ARMATURE_TARGET", "prod"}}, .target = "dev"}, "1"},
      {{.target = "prod", .variable_files = {three}}, "3"},
      {{.variable_files = {three, four}}, "4"},
      {{.variable_files = {four, three}}, "3"},
      {{.environment = five, .variable_files = {three}}, "5"},
      {{.environment = five, .variables = {{"v", "6"}, {"v", "7"}}}, "7"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.value);
    Run run = read(text, row.choices);
    CHECK(resolved(run, "v: ${var.v}\n") == std::string("{\"v\":") + row.value + "}");
    CHECK(run.said().empty());
  }
}

TEST_CASE("texts of flags and of the environment are read by the variable's type") {
  struct Row {
    const char *type, *text, *json;
  };
  const Row rows[] = {
      {"string", "8", "\"8\""},
      {"string", "", "\"\""},
      {"integer", "-8", "-8"},
      {"number", "2.5", "2.5"},
      {"number", "8", "8"},
      {"boolean", "true", "true"},
      {"list", "[1, \"a\"]", "[1,\"a\"]"},
      {"object", "{\"a\": 1}", "{\"a\":1}"},
      {"integer", "8a", nullptr},
      {"integer", "08.0", nullptr},
      {"boolean", "yes", nullptr},
      {"list", "{\"a\": 1}", nullptr},
      {"object", "[", nullptr},
      {"number", "inf", nullptr},
  };
  for (const Row& row : rows) {
    CAPTURE(row.type, row.text);
    Run run = read(std::string("name: s\nvariables: {v: {type: ") + row.type + "}}\n",
                   {.environment = {}, .variables = {{"v", row.text}}});
    if (row.json != nullptr)
      CHECK(resolved(run, "v: ${var.v}\n") == std::string("{\"v\":") + row.json + "}");
    else
      CHECK(run.said().find("--var: error: Wrong type for variable \"v\"") == 0);
  }
}

TEST_CASE("an expression in a value is of the variable's type, too") {
  Run run = read(
      "name: s\nvariables: {n: {type: integer, default: \"${env.N}\"}, t: {default: \"${env.N}\"}}\n",
      {.environment = {{"N", "8"}}});
  CHECK(resolved(run, "n: ${var.n}\nt: ${var.t}\n") == R"({"n":8,"t":"8"})");
  CHECK(run.said().empty());
}

TEST_CASE("what terraform prints gives the outputs that the stack has variables for") {
  const std::string outputs =
      R"({"subnet": {"sensitive": false, "type": "string", "value": "/subnets/a"},)"
      R"( "key": {"sensitive": true, "type": "string", "value": "canary-key"},)"
      R"( "other": {"sensitive": false, "type": ["list", "string"], "value": ["${env.X}"]}})";
  Run run = read("name: s\nvariables: {subnet: {}, key: {}}\n",
                 {.environment = {}, .variable_files = {file("out.json", outputs)}});
  CHECK(run.said().empty());
  CHECK(resolved(run, "a: ${var.subnet}\n") == R"({"a":"/subnets/a"})");
  CHECK(run.stack->variables->is_secret("key"));
  CHECK_FALSE(run.stack->variables->is_secret("subnet"));
  CHECK(run.stack->variables->secret_texts() == std::vector<std::string>{"canary-key"});
}

TEST_CASE("a value from outside is never an expression") {
  Run run = read("name: s\nvariables: {v: {}, w: {}}\n",
                 {.environment = {{"HOME", "/root"}},
                  .variables = {{"v", "${env.HOME}"}},
                  .variable_files = {file("f.yml", "w: ${env.HOME}\n")}});
  CHECK(resolved(run, "v: ${var.v}\nw: ${var.w}\n") == R"({"v":"${env.HOME}","w":"${env.HOME}"})");
}

TEST_CASE("faults of variables are told where they stand, each with what to write") {
  struct Row {
    const char *text, *said;
  };
  const Row rows[] = {
      {"name: s\nvariables: {v: {}}\n",
       "m.yml:2:13: error: Variable \"v\" has no value\n"
       "  Give it one: --var v=VALUE, ARMATURE_VAR_v, a file given with --var-file, or the "
       "target's "
       "variables; or give it a default.\n"},
      {"name: s\nvariables: {v: {secret: true}}\n",
       "m.yml:2:13: error: Variable \"v\" has no value\n"
       "  Give it one: ARMATURE_VAR_v, a file given with --var-file, or the target's variables; or "
       "give it a default.\n"},
      {"name: s\nvariables: {v: {type: integer, default: x}}\n",
       "m.yml:2:41: error: Wrong type for variable \"v\"\n"
       "  Expected an integer, got a text.\n"},
      {"name: s\nvariables: {v: {type: int, default: 1}}\n",
       "m.yml:2:23: error: Bad value for \"type\"\n"
       "  Expected one of string, integer, number, boolean, list, object.\n"},
      {"name: s\nvariables: {v: {defualt: 1, required: false}}\n",
       "m.yml:2:17: error: Unknown field \"defualt\"\n"
       "  Did you mean \"default\"?\n"},
      {"name: s\nvariables: {v: {required: true, default: 1}}\n",
       "m.yml:2:42: error: Default of a required variable\n"
       "  It would never be used. Remove it, or \"required: true\".\n"},
      {"name: s\nvariables: {v-1: {default: 1}}\n",
       "m.yml:2:13: error: Bad name \"v-1\"\n"
       "  A variable's name has letters, digits and \"_\", and begins with no digit.\n"},
      {"name: s\nvariables: {v: 1}\n",
       "m.yml:2:16: error: Variable \"v\" is no mapping\n"
       "  Write \"v: {type: ..., default: ...}\".\n"},
      {"name: s\nvariables: {a: {default: \"${var.b}\"}, b: {default: \"x${var.a}\"}}\n",
       "m.yml:2:52: error: Variable \"a\" refers to itself\n"
       "  a -> b -> a. Give one of them a value of its own.\n"},
      {"name: s\nworkspace: ${var.plce}\nvariables: {place: {default: a}}\n",
       "m.yml:2:12: error: Unknown variable \"plce\"\n"
       "  Did you mean \"place\"?\n"},
      {"name: s\nworkspace: ${var.a-b}\n",
       "m.yml:2:12: error: Unknown expression \"${var.a-b}\"\n"
       "  There are ${var.NAME}, ${env.NAME}, ${target.name}, ${stack.name} and "
       "${workspace.location}. For the literal text write $${var.a-b}.\n"},
      {"name: s\nworkspace: ${target.nam}\n",
       "m.yml:2:12: error: Unknown expression \"${target.nam}\"\n"
       "  Did you mean \"${target.name}\"?\n"},
      {"name: s\nworkspace: ${target.name}\n",
       "m.yml:2:12: error: \"${target.name}\" has no value\n"
       "  The stack file has no targets. For the literal text write $${target.name}.\n"},
      {"name: s\nworkspace: ${workspace.location}\n",
       "m.yml:2:12: error: \"${workspace.location}\" has no value\n"
       "  Manifests are read before the workspace is: say where it is with --location NAME. For "
       "the literal text write $${workspace.location}.\n"},
      {"name: s\nworkspace: a-${var.l}\nvariables: {l: {default: [a]}}\n",
       "m.yml:2:12: error: Expression within a text has no text\n"
       "  The variable is a list or an object: it can only be the whole value.\n"},
      {"name: s\nworkspace: ${var.pw}\nvariables: {pw: {secret: true, default: canary}}\n",
       "m.yml:2:12: error: Secret value in \"workspace\"\n"
       "  It is printed and sent in addresses, so that it cannot be secret. Use a variable without "
       "\"secret: true\".\n"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(read(row.text).said() == row.said);
  }
}

TEST_CASE("names that no variable has are errors in files, flags and targets") {
  const std::string text = "name: s\nvariables: {nodes: {default: 1}}\n";
  CHECK(read(text, {.environment = {}, .variables = {{"nods", "1"}}}).said() ==
        "--var: error: Unknown variable \"nods\"\n  Did you mean \"nodes\"?\n");
  CHECK(read(text, {.environment = {}, .variable_files = {file("f.yml", "a: 1\n")}}).said() ==
        "f.yml:1:1: error: Unknown variable \"a\"\n  The stack file declares nodes.\n");
  CHECK(read(text + "targets: {t: {default: true, variables: {a: 1}}}\n").said() ==
        "m.yml:3:42: error: Unknown variable \"a\"\n  The stack file declares nodes.\n");
  // The environment may be made for several stacks.
  CHECK(read(text, {.environment = {{"ARMATURE_VAR_a", "1"}}}).said() ==
        "ARMATURE_VAR_a: warning: Unknown variable \"a\"\n  The stack file declares nodes.\n");
}

TEST_CASE("no message shows a secret value") {
  const std::string declared = "name: s\nvariables: {pw: {type: integer, secret: true";
  CHECK(read(declared + ", default: canary}}\n").said() ==
        "m.yml:2:56: error: Wrong type for variable \"pw\"\n  Expected an integer, got a text.\n");
  CHECK(read(declared + "}}\n", {.environment = {{"ARMATURE_VAR_pw", "canary"}}}).said() ==
        "ARMATURE_VAR_pw: error: Wrong type for variable \"pw\"\n"
        "  Expected an integer, got another text.\n");
  // The reader's own remarks quote what they remark on.
  CHECK(read("name: s\nvariables:\n  pw:\n    secret: true\n    default: 0777\n").said().empty());
}

TEST_CASE("without a stack file there is the environment alone") {
  Run run;
  run.choices.environment = {{"N", "8"}};
  CHECK(resolved(run, "a: ${env.N}\nb: ${var.x}\nc: ${stack.name}\n") ==
        R"({"a":8,"b":"${var.x}","c":"${stack.name}"})");
  CHECK(run.said() ==
        "a.yml:2:4: error: Unknown variable \"x\"\n"
        "  There is no stack file that would declare it. Write one, or write the value itself.\n"
        "a.yml:3:4: error: \"${stack.name}\" has no value\n"
        "  There is no stack file that would say it. For the literal text write $${stack.name}.\n");
}
