#include <algorithm>
#include <optional>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reconcile/reconcile.hpp"
#include "support/scripted_arm.hpp"

namespace armature::reconcile {
namespace {

const arm::Scope scope{"s", "g", "w"};

lower::Desired compute(const std::string& name, int nodes) {
  lower::Desired one;
  one.address = {.kind = "compute", .name = name};
  one.kind = catalog::kind_named("compute");
  one.id = {.scope = scope, .parts = {{"computes", name}}};
  one.body = share({{"properties",
                     {{"computeType", "AmlCompute"},
                      {"properties", {{"scaleSettings", {{"maxNodeCount", nodes}}}}}}}});
  one.declared = {"properties.properties.scaleSettings.maxNodeCount"};
  return one;
}

lower::Desired model(const std::string& name) {
  lower::Desired one;
  one.address = {.kind = "model", .name = name};
  one.kind = catalog::kind_named("model");
  one.id = {.scope = scope, .parts = {{"models", name}, {"versions", ""}}};
  one.body = share({{"properties", {{"modelUri", "azureml://datastores/d/paths/m"}}}});
  one.declared = {"properties.modelUri"};
  one.versioning = lower::Versioning::next_free;
  return one;
}

struct Fixture : support::ScriptedWorld {
  Declared declared;
  Inputs inputs;
  std::string workspace = scope.workspace_path();

  Fixture() {
    arm.held[workspace] = {{"location", "westeurope"}};
    inputs.scope = scope;
    inputs.header.stack = "demo";
    inputs.owner = {.stack = "demo", .source = "here"};
  }

  void declare(std::vector<lower::Desired> all) {
    declared.after.assign(all.size(), {});
    declared.desired = std::move(all);
  }

  tl::expected<plan::Plan, Problem> plan() {
    std::optional<tl::expected<plan::Plan, Problem>> made;
    make_plan(env, client, declared, inputs, [&](auto answer) { made = std::move(answer); });
    CHECK_FALSE(made.has_value());  // callbacks come later
    loop.run_until_idle();
    REQUIRE(made.has_value());
    return *std::move(made);
  }

  report::Result apply(const plan::Plan& plan) {
    std::optional<report::Result> result;
    Apply run(env, client, declared, inputs, plan, {}, [](const execute::Event&) {});
    run.run([&](report::Result end) { result = std::move(end); });
    loop.run_until_idle();
    REQUIRE(result.has_value());
    return *std::move(result);
  }

  std::string cluster(const std::string& name) const { return workspace + "/computes/" + name; }
};

TEST_CASE_METHOD(Fixture, "a first plan is one round of reads and nothing else") {
  declare({compute("c", 5), model("m")});
  const auto made = plan();
  REQUIRE(made.has_value());
  CHECK(made->steps.size() == 2);
  CHECK(made->header.location == "westeurope");
  CHECK(arm.count("GET") == arm.log.size());
  CHECK(arm.rounds() == 1);
}

TEST_CASE_METHOD(Fixture, "every request carries the api-version that was asked for") {
  declare({compute("c", 5), model("m")});
  inputs.api_version = "2025-12-01";
  CHECK(plan().has_value());
  CHECK(std::ranges::all_of(arm.queries, [](const std::string& query) {
    return query.find("api-version=2025-12-01") != std::string::npos;
  }));
}

TEST_CASE_METHOD(Fixture, "a workspace that does not exist ends the plan with its name") {
  arm.held.erase(workspace);
  declare({compute("c", 5)});
  const auto made = plan();
  REQUIRE_FALSE(made.has_value());
  std::string text;
  for (const Diagnostic& one : made.error().diagnostics) text += to_text(one);
  if (made.error().error) {
    text += made.error().error->message;
    for (const std::string& where : made.error().error->context) text += where;
  }
  CHECK(text.find('w') != std::string::npos);
}

TEST_CASE_METHOD(Fixture, "a read that is refused ends the plan: nothing is taken for absent") {
  declare({compute("c", 5)});
  arm.scripted["GET " + cluster("c")] = {.status = 403, .headers = {}, .body = "{}"};
  const auto made = plan();
  REQUIRE_FALSE(made.has_value());
  REQUIRE(made.error().error.has_value());
  CHECK(made.error().error->status == 403);
}

TEST_CASE_METHOD(Fixture,
                 "an apply is proven by one more round of reads, and a second one by none") {
  declare({compute("c", 5), model("m")});
  const auto made = plan();
  REQUIRE(made.has_value());
  const report::Result result = apply(*made);
  CHECK(arm.count("PUT") == 2);
  CHECK(result.residue_known);
  CHECK(result.residue.empty());
  CHECK(exit_code(*made, result, false) == 0);
  // The closing look begins with the workspace and is over with what was sent at that moment.
  const auto looked = std::ranges::find(arm.log.rbegin(), arm.log.rend(), "GET " + workspace);
  REQUIRE(looked != arm.log.rend());
  CHECK(arm.sent_at[static_cast<std::size_t>(arm.log.rend() - looked - 1)] == arm.sent_at.back());

  const auto again = plan();
  REQUIRE(again.has_value());
  CHECK(again->empty());
  arm.log.clear();
  arm.sent_at.clear();
  CHECK(exit_code(*again, apply(*again), false) == 0);
  CHECK(arm.log.empty());
}

TEST_CASE_METHOD(Fixture, "a step that fails leaves a residue and does not stop the others") {
  declare({compute("a", 1), compute("b", 2)});
  const auto made = plan();
  REQUIRE(made.has_value());
  arm.scripted["PUT " + cluster("a")] = {
      .status = 400, .headers = {}, .body = R"({"error":{"code":"QuotaExceeded","message":"no"}})"};
  const report::Result result = apply(*made);
  REQUIRE(result.outcomes.size() == 2);
  CHECK(result.outcomes[0].verdict == execute::Verdict::failed);
  CHECK(result.outcomes[1].verdict == execute::Verdict::done);
  REQUIRE(result.residue.steps.size() == 1);
  CHECK(result.residue.steps[0].address.text() == "compute/a");
  CHECK(exit_code(*made, result, false) == 5);
}

TEST_CASE_METHOD(Fixture, "a closing look that fails is told, and is no success") {
  declare({compute("c", 5)});
  const auto made = plan();
  REQUIRE(made.has_value());
  arm.scripted["GET " + workspace] = {.status = 403, .headers = {}, .body = "{}"};
  const report::Result result = apply(*made);
  CHECK_FALSE(result.residue_known);
  CHECK(exit_code(*made, result, false) == 5);
  CHECK(std::ranges::any_of(said, [](const std::string& line) {
    return line.find("closing observation failed") != std::string::npos;
  }));
}

TEST_CASE_METHOD(Fixture,
                 "an operation that somebody else started is waited for, then planned anew") {
  const auto live = [](const char* state, int nodes) {
    return Json{{"location", "westeurope"},
                {"tags", Json::object()},
                {"properties",
                 {{"computeType", "AmlCompute"},
                  {"provisioningState", state},
                  {"properties", {{"scaleSettings", {{"maxNodeCount", nodes}}}}}}}};
  };
  inputs.owner = {};
  arm.held[cluster("c")] = live("Updating", 3);
  declare({compute("c", 5)});
  const auto made = plan();
  REQUIRE(made.has_value());
  REQUIRE(made->steps.size() == 1);
  CHECK(made->steps[0].joins_operation);

  SECTION("what it left is what was wanted: nothing is written") {
    loop.after(20 * runtime::second, [&] { arm.held[cluster("c")] = live("Succeeded", 5); });
    const report::Result result = apply(*made);
    CHECK(arm.count("PUT") == 0);
    CHECK(result.outcomes[0].verdict == execute::Verdict::done);
    CHECK(exit_code(*made, result, false) == 0);
  }
  SECTION("what it left is something else: the write comes after it") {
    runtime::Nanos ended = 0;
    loop.after(20 * runtime::second, [&] {
      arm.held[cluster("c")] = live("Succeeded", 4);
      ended = loop.now();
    });
    const report::Result result = apply(*made);
    CHECK(arm.count("PUT") == 1);
    for (std::size_t i = 0; i < arm.log.size(); ++i)
      if (arm.log[i].starts_with("PUT")) CHECK(arm.sent_at[i] > ended);
    CHECK(exit_code(*made, result, false) == 0);
  }
  SECTION("the time limit holds for it too") {
    std::optional<report::Result> result;
    Apply run(env, client, declared, inputs, *made, {.deadline = 10 * runtime::second},
              [](const execute::Event&) {});
    run.run([&](report::Result end) { result = std::move(end); });
    loop.run_until([&] { return result.has_value(); });
    REQUIRE(result.has_value());
    CHECK(loop.now() < 12 * runtime::second);
    CHECK(result->outcomes[0].verdict == execute::Verdict::failed);
    CHECK(exit_code(*made, *result, false) == 1);
  }
  SECTION("an interrupt does not wait for it") {
    std::optional<report::Result> result;
    Apply run(env, client, declared, inputs, *made, {}, [](const execute::Event&) {});
    run.run([&](report::Result end) { result = std::move(end); });
    loop.after(2 * runtime::second, [&] { run.interrupt(); });
    loop.run_until([&] { return result.has_value(); });
    REQUIRE(result.has_value());
    CHECK(loop.now() < 5 * runtime::second);
    CHECK(result->outcomes[0].verdict == execute::Verdict::skipped);
    CHECK(arm.count("PUT") == 0);
  }
}

TEST_CASE_METHOD(Fixture, "a saved plan holds as long as what it relied on does") {
  declare({compute("c", 5)});
  const auto first = plan();
  REQUIRE(first.has_value());
  std::optional<Status> holds;
  const auto check = [&](const plan::Plan& saved) {
    check_read_set(client, saved, [&](Status status) { holds = std::move(status); });
    loop.run_until_idle();
    REQUIRE(holds.has_value());
  };
  SECTION("nothing has moved") {
    check(*first);
    CHECK(holds->has_value());
  }
  SECTION("somebody made it meanwhile") {
    arm.held[cluster("c")] = {{"properties", {{"computeType", "AmlCompute"}}}};
    check(*first);
    REQUIRE_FALSE(holds->has_value());
    CHECK(holds->error().kind == ErrorKind::stale);
    CHECK(holds->error().message.find("computes/c did not exist then") != std::string::npos);
  }
}

TEST_CASE_METHOD(Fixture, "a run that is dropped does nothing more") {
  declare({compute("c", 5)});
  const auto made = plan();
  REQUIRE(made.has_value());
  bool ended = false;
  {
    Apply run(env, client, declared, inputs, *made, {}, [](const execute::Event&) {});
    run.run([&](report::Result) { ended = true; });
  }
  loop.run_until_idle();
  CHECK_FALSE(ended);
  CHECK(arm.count("PUT") == 0);
}

}  // namespace
}  // namespace armature::reconcile
