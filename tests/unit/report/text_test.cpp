#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "report/line.hpp"
#include "report/plan_text.hpp"
#include "report/steps.hpp"
#include "report/values.hpp"

namespace armature::report {
namespace {

using execute::Outcome;
using execute::Verdict;

const std::string ws =
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";

diff::Change change(std::string path, Json from, Json to) {
  diff::Change out;
  out.path = std::move(path);
  out.yaml = out.path;
  out.from = from.is_null() ? nullptr : share(std::move(from));
  out.to = to.is_null() ? nullptr : share(std::move(to));
  return out;
}

plan::Step step(plan::StepId id, plan::Action action, const std::string& kind,
                const std::string& name) {
  plan::Step out;
  out.id = id;
  out.action = action;
  out.kind = catalog::kind_named(kind);
  REQUIRE(out.kind != nullptr);
  out.address = {.kind = kind, .name = name};
  out.target = {.scope = {"s", "g", "w"}, .parts = {{"computes", name}}};
  out.pos = {std::make_shared<const std::string>(name + ".yml"), 5, 1};
  return out;
}

/// Code that fails to upload, an environment that is done, and what waits for the code.
plan::Plan three_steps() {
  plan::Plan plan;
  plan.steps = {step(0, plan::Action::create, "environment", "mnist-env"),
                step(1, plan::Action::upload, "code", "score"),
                step(2, plan::Action::route, "default_deployment", "mnist-batch")};
  plan.steps[2].after = {1};
  plan.steps[2].because = {change("properties.defaults.deploymentName", "torch", "keras")};
  return plan;
}

}  // namespace

TEST_CASE("values are shown as the manifest would have them") {
  struct Row {
    std::string_view name, kind, path;
    Json from, to;
    std::string_view want;
  };
  const Row rows[] = {
      {"numbers", "batch_deployment", "properties.miniBatchSize", 5, 10, "5 -> 10"},
      {"a duration in the manifest's seconds", "batch_deployment",
       "properties.retrySettings.timeout", "PT30S", "PT1M30S", "30 -> 90"},
      {"nothing before", "batch_deployment", "properties.description", nullptr, "new",
       "(none) -> new"},
      {"another version of the same asset", "batch_deployment", "properties.environmentId",
       "azureml:" + ws + "/environments/e/versions/1", ws + "/environments/e/versions/2",
       "e:1 -> 2"},
      {"another asset", "batch_deployment", "properties.environmentId",
       ws + "/environments/e/versions/1", ws + "/environments/f/versions/2", "e:1 -> f:2"},
      {"a cluster", "batch_deployment", "properties.compute", ws + "/computes/a",
       ws + "/computes/b", "a -> b"},
      {"traffic",
       "traffic",
       "properties.traffic",
       {{"blue", 100}},
       {{"blue", 90}, {"green", 10}},
       "blue 100 -> blue 90, green 10"},
      {"no traffic",
       "traffic",
       "properties.traffic",
       {{"blue", 100}},
       Json::object(),
       "blue 100 -> (none)"},
      {"only the variables that differ",
       "batch_deployment",
       "properties.environmentVariables",
       {{"A", "1"}, {"B", "2"}},
       {{"A", "1"}, {"B", "3"}},
       "B=2 -> B=3"},
      {"text of several lines", "environment", "properties.condaFile", "a\nb\n", "a\nb\nc",
       "(2 lines) -> (3 lines)"},
  };
  for (const Row& row : rows) DYNAMIC_SECTION(row.name) {
      CHECK(transition(*catalog::kind_named(row.kind),
                       change(std::string(row.path), row.from, row.to), 80) == row.want);
    }
}

TEST_CASE("secrets and places of uploads are never shown") {
  diff::Change secret = change("properties.x", "canary", "canary-2");
  secret.sensitive = true;
  CHECK(transition(*catalog::kind_named("compute"), secret, 80) == "(sensitive)");
  diff::Change upload = change("properties.codeUri", "https://a", nullptr);
  upload.known_later = true;
  CHECK(transition(*catalog::kind_named("code"), upload, 80) == "https://a -> (known after apply)");
}

TEST_CASE("a long value gives way to the other side, and both to the width") {
  const catalog::Kind& kind = *catalog::kind_named("compute");
  const std::string text(60, 'x');
  CHECK(transition(kind, change("p", "a", text), 30) == "a -> " + std::string(24, 'x') + "…");
  CHECK(columns(transition(kind, change("p", text, text), 30)) <= 30);
}

TEST_CASE("a place gives way in its middle, and a long name is never cut") {
  CHECK(shortened_inside("endpoints/scoring/deep/down/torch.yml:14", 20) == "endpoi…/torch.yml:14");
  CHECK(shortened_inside("torch.yml:14", 20) == "torch.yml:14");
  CHECK(columns(shortened_inside("ä/ö/ü/é/è/à/ñ", 7)) == 7);

  plan::Plan plan = three_steps();
  plan.steps.resize(1);
  plan.steps[0].summary = "ubuntu22.04 + conda.yml";
  plan.steps[0].pos.file = std::make_shared<const std::string>(std::string(80, 'd') + "/env.yml");
  const std::string line = steps_text(plan, {});
  CHECK(line.find("ubuntu22.04 + conda.yml") != std::string::npos);
  CHECK(line.find("…") != std::string::npos);
  CHECK(line.ends_with("ddd/env.yml:5\n"));
  CHECK(columns(line) == 101);  // with the line feed

  for (const std::string& name :
       {std::string(250, 'a'), std::string(40, 'f'), std::string(64, '1')})
    CHECK(shown({.kind = "compute", .name = name}) == "compute/" + name);
}

TEST_CASE("where is on a line of its own where the stack's name leaves no room") {
  plan::Plan plan = three_steps();
  plan.header.stack = std::string(60, 's');
  plan.header.workspace = std::string(33, 'w');
  plan.header.resource_group = std::string(40, 'g');
  const std::string text = plan_text(plan, {}, "");
  CHECK(text.starts_with(std::string(60, 's') + "\n"));
  CHECK(columns(text.substr(61, text.find('\n', 61) - 61)) == 100);
}

TEST_CASE("columns count characters, not bytes or colours") {
  const Style plain;
  const Style colour{.colour = true};
  CHECK(columns("3f2a…91c0 · x") == 13);
  Line line(colour);
  line.add("ab", Tone::danger).column(5).add("…").right("z");
  CHECK(line.width() == 100);
  CHECK(Line(plain).add("a").column(6).text() == "a\n");
  CHECK(Line(plain).add("\x1b[31mred\r").text().find('\x1b') == std::string::npos);
}

TEST_CASE("what a server says cannot take over the terminal or the CI system") {
  plan::Plan plan = three_steps();
  plan.steps[1].summary = "x\r\n##vso[task.setvariable]\x1b[2J";
  plan.notes = {"\x1b]0;title\x07"};
  plan.header.stack = "s\x1b[31m";
  const std::string text = plan_text(plan, {}, "");
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\r') == std::string::npos);
  CHECK(text.find('\x07') == std::string::npos);
  CHECK(text.find("\n##vso[") == std::string::npos);
}

TEST_CASE("a failure tells the cause, what to do, what lives on and what a re-run does") {
  const plan::Plan plan = three_steps();
  Result result;
  result.correlation_id = "91aa";
  result.outcomes = {{.step = 0, .verdict = Verdict::done, .accepted = true, .settled = true},
                     {.step = 1, .verdict = Verdict::failed},
                     {.step = 2, .verdict = Verdict::skipped, .because_of = {1}}};
  result.outcomes[1].error = Error{.kind = ErrorKind::rejected,
                                   .message = "The firewall allows selected networks only.",
                                   .code = "AuthorizationFailure",
                                   .status = 403,
                                   .remedy = "use a runner inside the network",
                                   .ids = {"x-ms-request-id 5c1e"}};
  CHECK(result_text(plan, result, {}, 5) ==
        "✗ upload code/score                       403 AuthorizationFailure                       "
        "score.yml:5\n"
        "  The firewall allows selected networks only.\n"
        "  Do     use a runner inside the network\n"
        "  Live   not changed by this step; default_deployment/mnist-batch is still torch\n"
        "  Again  the same command goes on; environment/mnist-env is done and not repeated\n"
        "  Ids    x-ms-request-id 5c1e · correlation 91aa (key for the Activity Log)\n"
        "\n"
        "1 done, 1 failed, 1 skipped (default_deployment/mnist-batch needs code/score)             "
        "    exit 5\n");
}

TEST_CASE("an outcome that is not known is not called a failure") {
  plan::Plan plan = three_steps();
  plan.steps.resize(1);
  Result result;
  result.outcomes = {{.step = 0, .verdict = Verdict::unknown, .accepted = true}};
  result.outcomes[0].operation = "/subscriptions/s/op/1";
  const std::string text = result_text(plan, result, {}, 5);
  CHECK(text.starts_with("? create environment/mnist-env"));
  CHECK(text.find("the operation goes on: /subscriptions/s/op/1") != std::string::npos);
  CHECK(text.find("0 done, 1 unknown") != std::string::npos);
}

TEST_CASE("after an interrupt what was taken, what was sent and what never began are told apart") {
  plan::Plan plan = three_steps();
  plan.steps.push_back(step(3, plan::Action::replace, "compute", "c1"));
  const Error ended{.kind = ErrorKind::cancelled, .message = "the run ended"};
  Result result;
  result.outcomes = {{.step = 0, .verdict = Verdict::unknown, .accepted = true, .error = ended},
                     {.step = 1, .verdict = Verdict::unknown, .error = ended},
                     {.step = 2, .verdict = Verdict::skipped, .error = ended},
                     {.step = 3, .verdict = Verdict::unknown, .accepted = true, .error = ended}};
  result.outcomes[0].operation = "/subscriptions/s/op/1";
  const std::string text = result_text(plan, result, {}, 130);
  for (const char* want :
       {"? create environment/mnist-env            accepted, still running",
        "the operation goes on: /subscriptions/s/op/1", "the same command waits for the operation",
        "sent, outcome unknown", "? replace compute/c1                      deleted, not created",
        "0 done, 1 still running, 2 unknown, 1 not started"}) {
    CAPTURE(text);
    CHECK(text.find(want) != std::string::npos);
  }
  CHECK(text.find("not sent") == std::string::npos);
}

TEST_CASE("an apply that is done says what reading back has shown") {
  plan::Plan plan = three_steps();
  plan.steps.resize(1);
  Result result;
  result.outcomes = {{.step = 0, .verdict = Verdict::done, .accepted = true, .settled = true}};
  CHECK(result_text(plan, result, {}, 5).find("could not be read back") != std::string::npos);
  result.residue_known = true;
  CHECK(result_text(plan, result, {}, 0) == "1 done\nRead back: nothing is left to do\n");
  result.residue.steps = {step(0, plan::Action::update, "compute", "c1")};
  CHECK(result_text(plan, result, {}, 5).find("~ compute/c1") != std::string::npos);
}

TEST_CASE("a result as JSON counts by verdict and names steps by address") {
  const plan::Plan plan = three_steps();
  Result result;
  result.outcomes = {{.step = 0, .verdict = Verdict::done, .accepted = true, .settled = true},
                     {.step = 1, .verdict = Verdict::failed},
                     {.step = 2, .verdict = Verdict::skipped, .because_of = {1}}};
  const Json json = result_json(plan, result, 5);
  CHECK(json["exitCode"] == 5);
  CHECK(json["counts"] == Json{{"done", 1}, {"failed", 1}, {"skipped", 1}, {"unknown", 0}});
  CHECK(json["steps"][2]["becauseOf"] == Json{"code/score"});
  CHECK(result_json(plan, {}, 0)["steps"].empty());
}

TEST_CASE("an error outside of a step names the cause first, and ids last") {
  Error error{.kind = ErrorKind::rejected,
              .message = "no\nreally",
              .code = "AuthorizationFailed",
              .status = 403,
              .remedy = "ask",
              .ids = {"id 1"}};
  error = std::move(error).in("reading computes").in("observing");
  CHECK(error_text(error, {}) ==
        "error: no\n  really\n  Code   403 AuthorizationFailed\n  Do     ask\n"
        "  While  observing: reading computes\n  Ids    id 1\n");
}

}  // namespace armature::report
