#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "help.hpp"

using namespace armature;
using namespace armature::manifest;

namespace {

const std::string two =
    "name: s\n"
    "workspace: ml-dev\n"
    "variables: {n: {type: integer, default: 1}}\n"
    "targets:\n"
    "  dev: {default: true}\n"
    "  prod:\n"
    "    workspace: ml-${target.name}\n"
    "    cloud: AzureCloud\n"
    "    variables: {n: 8}\n"
    "    override:\n"
    "      \"compute/*\": {max_instances: \"${var.n}\", tags: {team: null}}\n";

std::optional<StackFile> stack_of(const std::string& text, Choices choices,
                                  Diagnostics& diagnostics) {
  const auto documents = test::read(text, diagnostics);
  REQUIRE(documents.size() == 1);
  return read_stack(documents[0], choices, diagnostics);
}

std::string faults(const std::string& text, Choices choices = {}) {
  Diagnostics diagnostics;
  stack_of(text, std::move(choices), diagnostics);
  return test::said(diagnostics);
}

}  // namespace

TEST_CASE("the default target is the stack with its place, marked as its own") {
  Diagnostics diagnostics;
  const auto stack = stack_of(two, {}, diagnostics);
  REQUIRE(stack);
  CHECK(test::said(diagnostics).empty());
  CHECK(stack->target == "dev");
  CHECK(stack->owner() == "s/dev");
  CHECK(stack->workspace == "ml-dev");
  CHECK(stack->cloud.empty());
  CHECK(stack->overrides.empty());
  REQUIRE(stack->targets.size() == 2);
  CHECK(stack->targets[1].name == "prod");
}

TEST_CASE("another target brings its place, its variables and its overrides") {
  Diagnostics diagnostics;
  const auto stack = stack_of(two, {.environment = {}, .target = "prod"}, diagnostics);
  REQUIRE(stack);
  CHECK(test::said(diagnostics).empty());
  CHECK(stack->owner() == "s/prod");
  CHECK(stack->workspace == "ml-prod");
  CHECK(stack->cloud == "AzureCloud");
  REQUIRE(stack->overrides.size() == 1);
  CHECK(stack->overrides[0].pattern == "compute/*");
  CHECK(short_text(stack->overrides[0].pos) == "m.yml:11");
  CHECK(to_json(stack->overrides[0].fields).dump() ==
        R"({"max_instances":8,"tags":{"team":null}})");
}

TEST_CASE("a target that cannot be told is an error that lists the targets") {
  const std::string none = "name: s\ntargets: {dev: {}, prod: }\n";
  CHECK(faults(none) ==
        "m.yml:1:1: error: No target given\n"
        "  None of the stack's targets is the default. Say which with -t NAME or ARMATURE_TARGET: "
        "dev, prod.\n");
  CHECK(faults(none, {.environment = {}, .target = "prd"}) ==
        "-t: error: Unknown target \"prd\"\n  Did you mean \"prod\"?\n");
  CHECK(faults(none, {.environment = {{"ARMATURE_TARGET", "elsewhere"}}}) ==
        "ARMATURE_TARGET: error: Unknown target \"elsewhere\"\n  The stack has dev, prod.\n");
  CHECK(faults("name: s\n", {.environment = {}, .target = "prod"}) ==
        "-t: error: Unknown target \"prod\"\n  The stack file has no targets.\n");
  CHECK(faults(none, {.environment = {{"ARMATURE_TARGET", ""}}, .target = "dev"}).empty());
}

TEST_CASE("faults of targets are told for all of them, chosen or not") {
  CHECK(faults("name: s\n"
               "targets:\n"
               "  dev: {default: true, wrkspace: x}\n"
               "  prod: {default: true, override: {\"a/*\": 1}}\n"
               "  1st: 7\n"
               "  other: {default: maybe, override: [x]}\n") ==
        "m.yml:3:24: error: Unknown field \"wrkspace\"\n"
        "  Did you mean \"workspace\"?\n"
        "m.yml:4:43: error: Override is no mapping\n"
        "  It is a part of a manifest: write the fields that differ; null removes one.\n"
        "m.yml:5:3: error: Bad name \"1st\"\n"
        "  A target's name begins with a letter and has up to 63 letters, digits, \"-\" and "
        "\"_\".\n"
        "m.yml:5:8: error: Target \"1st\" is no mapping\n"
        "  A target has default, variables, override, cloud, subscription, resource_group, "
        "workspace.\n"
        "m.yml:6:37: error: Field \"override\" is no mapping\n"
        "  Write an entry for each address or glob, as in \"batch_deployment/mnist/*: {resources: "
        "{instance_count: 4}}\".\n"
        "m.yml:6:20: error: Wrong type for \"default\"\n"
        "  Expected true or false.\n"
        "m.yml:4:3: error: Second default target \"prod\"\n"
        "  \"dev\" is one already. Keep \"default: true\" at one of the two.\n");
  CHECK(faults("name: s\ntargets: [dev]\n") ==
        "m.yml:2:10: error: Field \"targets\" is no mapping\n"
        "  Write one entry for each target, as in \"prod: {workspace: ml-prod}\".\n");
}

TEST_CASE("the place of a target is held against the same rules, where it stands") {
  CHECK(faults("name: s\ncloud: local\ntargets:\n  dev:\n    default: true\n    cloud: loca\n") ==
        "m.yml:6:12: error: Unknown cloud \"loca\"\n  Did you mean \"local\"?\n");
}
