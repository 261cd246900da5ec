#include <catch2/catch.hpp>

#include "unit/execute/shelf.hpp"

using namespace armature;
using namespace armature::support;
using execute::Verdict;
using plan::Action;

namespace {

const char* const size_path = "properties.properties.vmSize";

SharedJson facts(const Json& by_path) {
  return share(by_path);
}

}  // namespace

TEST_CASE("a plan is made real, each step after what it needs") {
  const plan::Plan plan = plan_of({
      {.name = "c", .kind = "compute", .body = cluster(5)},
      {.name = "e", .kind = "batch_endpoint", .body = described("x")},
      {.name = "d",
       .kind = "batch_deployment",
       .parent = "e",
       .after = {0, 1},
       .body = described("y")},
  });
  Shelf shelf;
  const auto outcomes = shelf.run(plan);
  CHECK(Shelf::verdicts(outcomes) == "done done done");
  CHECK(shelf.writes() == "PUT c, PUT e, PUT d");
  for (const auto& outcome : outcomes) {
    CHECK(outcome.accepted);
    CHECK(outcome.settled);
    CHECK(outcome.ended > outcome.began);
  }
  CHECK(shelf.stored.at(Shelf::path_of(plan.steps[2]))["properties"]["description"] == "y");
  CHECK(outcomes[2].began >= outcomes[0].ended);
}

TEST_CASE("nothing to do is done at once") {
  Shelf shelf;
  CHECK(shelf.run({}).empty());
  CHECK(shelf.net.sent.empty());
}

TEST_CASE("what does not depend on a failed step still finishes") {
  const plan::Plan plan = plan_of({
      {.name = "c", .kind = "compute", .body = cluster(5)},
      {.name = "e", .kind = "batch_endpoint", .body = described("x")},
      {.name = "d",
       .kind = "batch_deployment",
       .parent = "e",
       .after = {0, 1},
       .body = described("y")},
      {.name = "e",
       .kind = "default_deployment",
       .after = {2},
       .action = Action::route,
       .body = {{"properties", {{"defaults", {{"deploymentName", "d"}}}}}}},
  });
  Shelf shelf;
  shelf.refusals[Shelf::path_of(plan.steps[0])] = refusal(400, "QuotaExceeded");
  const auto outcomes = shelf.run(plan);
  CHECK(Shelf::verdicts(outcomes) == "failed done skipped skipped");
  CHECK(outcomes[0].error->code == "QuotaExceeded");
  CHECK_FALSE(outcomes[0].accepted);
  CHECK(outcomes[2].because_of == std::vector<plan::StepId>{0});
  CHECK(outcomes[3].because_of == std::vector<plan::StepId>{0});
  std::size_t finished = 0;
  for (const auto& event : shelf.events)
    finished += event.what == execute::Event::What::finished ? 1U : 0U;
  CHECK(finished == 4);
}

TEST_CASE("a body that the plan has just read is not read again, an old one is") {
  plan::Plan plan =
      plan_of({{.name = "c", .kind = "compute", .action = Action::update, .body = cluster(5)}});
  plan.steps[0].seen = facts({{size_path, "standard_d2_v2"}});
  Shelf shelf;
  shelf.have(plan.steps[0], cluster(1));
  execute::Options options;
  options.observed[arm::get_query(plan.steps[0].target,
                                  std::string(plan.steps[0].kind->api_version))] = {
      share(shelf.stored.at(Shelf::path_of(plan.steps[0])))};
  SECTION("young") {
    shelf.run(plan, options);
    CHECK(shelf.net.story() == "PUT c, GET c");
  }
  SECTION("old") {
    shelf.loop.after(40 * second, [] {});
    REQUIRE(shelf.loop.run_until_idle());
    shelf.run(plan, options);
    CHECK(shelf.net.story() == "GET c, PUT c, GET c");
  }
  SECTION("unknown") {
    shelf.run(plan);
    CHECK(shelf.net.story() == "GET c, PUT c, GET c");
  }
  CHECK(shelf.stored.at(Shelf::path_of(
            plan.steps[0]))["properties"]["properties"]["scaleSettings"]["maxNodeCount"] == 5);
}

TEST_CASE("a step is stale when what it was decided on has moved") {
  struct Row {
    const char* name;
    bool there;
    const char* live_size;
    bool stale;
  };
  const Row rows[] = {{"as it was", true, "STANDARD_D2_V2", false},
                      {"in another spelling", true, "standard_d2_v2", false},
                      {"another size", true, "STANDARD_DS3_V2", true},
                      {"gone", false, "", true}};
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      plan::Plan plan =
          plan_of({{.name = "c", .kind = "compute", .action = Action::update, .body = cluster(5)}});
      plan.steps[0].seen = facts({{size_path, "standard_d2_v2"}});
      Shelf shelf;
      Json live = cluster(1);
      live["properties"]["properties"]["vmSize"] = row.live_size;
      if (row.there) shelf.have(plan.steps[0], live);
      const auto outcomes = shelf.run(plan);
      CHECK(Shelf::verdicts(outcomes) == (row.stale ? "failed" : "done"));
      if (row.stale) CHECK(outcomes[0].error->kind == ErrorKind::stale);
      if (row.stale) CHECK(shelf.writes().empty());
    }
  }
}

TEST_CASE("a create whose name is taken by something else is stale, by the same thing is done") {
  const plan::Plan plan = plan_of({{.name = "c", .kind = "compute", .body = cluster(5)}});
  Shelf shelf;
  SECTION("something else") {
    shelf.have(plan.steps[0], cluster(1));
    const auto outcomes = shelf.run(plan);
    CHECK(outcomes[0].error->kind == ErrorKind::stale);
  }
  SECTION("the same thing") {
    shelf.have(plan.steps[0], cluster(5));
    const auto outcomes = shelf.run(plan);
    CHECK(Shelf::verdicts(outcomes) == "done");
    CHECK_FALSE(outcomes[0].accepted);
  }
  CHECK(shelf.writes().empty());
}

TEST_CASE("a pinned number is looked at once more, however young the plan is") {
  plan::Plan plan = plan_of({{.name = "m", .kind = "environment", .body = described("mine")}});
  plan.steps[0].number_pinned = true;
  execute::Options options;
  options.observed[arm::get_query(plan.steps[0].target,
                                  std::string(plan.steps[0].kind->api_version))] = {};
  Shelf shelf;
  SECTION("still free") {
    CHECK(Shelf::verdicts(shelf.run(plan, options)) == "done");
    CHECK(shelf.net.story() == "GET 1, PUT 1");
  }
  SECTION("taken") {
    shelf.have(plan.steps[0], described("another's"));
    const auto outcomes = shelf.run(plan, options);
    CHECK(outcomes[0].error->kind == ErrorKind::stale);
    CHECK(shelf.writes().empty());
  }
}

TEST_CASE("a replace deletes, waits until the resource is gone, and creates") {
  plan::Plan plan =
      plan_of({{.name = "c", .kind = "compute", .action = Action::replace, .body = cluster(5)}});
  Shelf shelf;
  Json live = cluster(5);
  live["properties"]["properties"]["vmSize"] = "STANDARD_DS3_V2";
  live["tags"] = {{"foreign", "x"}};
  shelf.have(plan.steps[0], live);
  plan.steps[0].seen = facts({{size_path, "standard_ds3_v2"}});
  CHECK(Shelf::verdicts(shelf.run(plan)) == "done");
  CHECK(shelf.writes() == "DELETE c, PUT c");
  CHECK(shelf.net.sent[1].request.url.find("underlyingResourceAction=Delete") != std::string::npos);
  CHECK_FALSE(shelf.stored.at(Shelf::path_of(plan.steps[0])).contains("tags"));
}

TEST_CASE("a removal erases, or archives what is shared history") {
  const Draft endpoint{.name = "e", .kind = "batch_endpoint", .action = Action::remove};
  const Draft model{.name = "m", .kind = "model", .action = Action::remove};
  Shelf shelf;
  SECTION("an endpoint") {
    plan::Plan plan = plan_of({endpoint});
    plan.steps[0].seen = facts(Json::object());
    shelf.have(plan.steps[0], described("x"));
    CHECK(Shelf::verdicts(shelf.run(plan)) == "done");
    CHECK(shelf.writes() == "DELETE e");
  }
  SECTION("one that is gone already") {
    plan::Plan plan = plan_of({endpoint});
    plan.steps[0].seen = facts(Json::object());
    const auto outcomes = shelf.run(plan);
    CHECK(Shelf::verdicts(outcomes) == "done");
    CHECK_FALSE(outcomes[0].accepted);
    CHECK(shelf.writes().empty());
  }
  SECTION("a version") {
    plan::Plan plan = plan_of({model});
    plan.steps[0].seen = facts(Json::object());
    Json live = described("kept");
    live["properties"]["tags"] = {{"team", "a"}};
    shelf.have(plan.steps[0], live);
    CHECK(Shelf::verdicts(shelf.run(plan)) == "done");
    CHECK(shelf.writes() == "PUT 1");
    const Json& stored = shelf.stored.at(Shelf::path_of(plan.steps[0]))["properties"];
    CHECK(stored["isArchived"] == true);
    CHECK(stored["description"] == "kept");
    CHECK(stored["tags"]["team"] == "a");
  }
  SECTION("a version that is to be purged") {
    plan::Plan plan = plan_of({model});
    plan.steps[0].seen = facts(Json::object());
    plan.steps[0].purge = true;
    shelf.have(plan.steps[0], described("x"));
    CHECK(Shelf::verdicts(shelf.run(plan)) == "done");
    CHECK(shelf.writes() == "DELETE 1");
  }
}

TEST_CASE("routing is laid over the endpoint as it is") {
  plan::Plan plan = plan_of({{.name = "e",
                              .kind = "traffic",
                              .action = Action::route,
                              .body = {{"properties", {{"traffic", {{"blue", 100}}}}}}}});
  Shelf shelf;
  SECTION("which keeps everything else") {
    plan.steps[0].seen = facts(Json::object());
    Json live = described("theirs");
    live["tags"] = {{"team", "a"}};
    live["properties"]["authMode"] = "Key";
    shelf.have(plan.steps[0], live);
    CHECK(Shelf::verdicts(shelf.run(plan)) == "done");
    CHECK(shelf.writes() == "PUT e");
    const Json& stored = shelf.stored.at(Shelf::path_of(plan.steps[0]));
    CHECK(stored["properties"]["traffic"] == Json{{"blue", 100}});
    CHECK(stored["properties"]["description"] == "theirs");
    CHECK(stored["properties"]["authMode"] == "Key");
    CHECK(stored["tags"]["team"] == "a");
  }
  SECTION("and without an endpoint there is nothing to lay it on") {
    const auto outcomes = shelf.run(plan);
    CHECK(outcomes[0].error->kind == ErrorKind::stale);
    CHECK(shelf.writes().empty());
  }
}

TEST_CASE("marks alone go by PATCH with all live tags, where that carries tags") {
  struct Row {
    const char* kind;
    const char* writes;
  };
  for (const Row& row : {Row{"batch_endpoint", "PATCH e"}, Row{"compute", "PUT e"}}) {
    DYNAMIC_SECTION(row.kind) {
      plan::Plan plan = plan_of({{.name = "e", .kind = row.kind, .action = Action::adopt}});
      plan.steps[0].marks = {{"armature.stack", "s/t"}};
      plan.steps[0].seen = facts(Json::object());
      Shelf shelf;
      Json live = described("x");
      live["tags"] = {{"team", "a"}};
      shelf.have(plan.steps[0], live);
      CHECK(Shelf::verdicts(shelf.run(plan)) == "done");
      CHECK(shelf.writes() == row.writes);
      const Json& stored = shelf.stored.at(Shelf::path_of(plan.steps[0]));
      CHECK(stored["tags"] == Json{{"armature.stack", "s/t"}, {"team", "a"}});
      CHECK(stored["properties"]["description"] == "x");
    }
  }
}

TEST_CASE("a change that the service takes and ignores is a failure that names the field") {
  plan::Plan plan =
      plan_of({{.name = "c", .kind = "compute", .action = Action::update, .body = cluster(5)}});
  plan.steps[0].seen = facts(Json::object());
  Shelf shelf;
  shelf.have(plan.steps[0], cluster(1));
  shelf.ignored = "properties.properties.scaleSettings";
  const auto outcomes = shelf.run(plan);
  CHECK(Shelf::verdicts(outcomes) == "failed");
  CHECK(outcomes[0].accepted);
  CHECK(outcomes[0].settled);
  CHECK(outcomes[0].error->message.find("maxNodeCount") != std::string::npos);
}

TEST_CASE("content is uploaded first and its place stands in the body") {
  struct Row {
    const char* name;
    lower::Hole::UriForm form;
    std::string want;
  };
  const std::string place = "https://contosoml.blob.core.windows.net/azureml/LocalUpload/abc/src";
  const Row rows[] = {
      {"https", lower::Hole::UriForm::https, place},
      {"https with a slash", lower::Hole::UriForm::https_slash, place + "/"},
      {"azureml", lower::Hole::UriForm::azureml_long,
       "azureml://subscriptions/s1/resourcegroups/g1/workspaces/w1/datastores/workspaceblobstore/"
       "paths/LocalUpload/abc/src"}};
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      plan::Plan plan = plan_of({{.name = "code", .kind = "code", .body = described("x")}});
      plan::Step& step = plan.steps[0];
      step.holes = {
          {.kind = lower::Hole::Kind::upload_uri, .path = "properties.codeUri", .uri = row.form}};
      step.content =
          manifest::Content{.path = "src", .name = "src", .md5 = "abc", .sha256 = {}, .files = {}};
      step.content->files.push_back({.path = "src/a.py",
                                     .relative = "a.py",
                                     .size = 2,
                                     .sha256 = sha256_hex("aa"),
                                     .md5 = {}});
      Shelf shelf;
      shelf.files.files["src/a.py"] = "aa";
      shelf.net.on("POST *listSecrets", {answer(200, {{"key", "a2V5"}})});
      shelf.net.on("HEAD *", {http::Response{.status = 404}});
      const auto outcomes = shelf.run(plan);
      CHECK(Shelf::verdicts(outcomes) == "done");
      CHECK(outcomes[0].bytes_sent == 2);
      CHECK(shelf.writes() == "POST listSecrets, PUT a.py, PUT 1");
      CHECK(shelf.stored.at(Shelf::path_of(step))["properties"]["codeUri"] == row.want);
    }
  }
}

TEST_CASE("an interrupt starts nothing more, and what may still run is unknown") {
  const plan::Plan plan = plan_of({
      {.name = "c", .kind = "compute", .body = cluster(5)},
      {.name = "m", .kind = "model", .body = described("x")},
      {.name = "e", .kind = "batch_endpoint", .after = {0}, .body = described("y")},
  });
  Shelf shelf;
  const std::string op = std::string(Bench::origin) + "/op/1";
  shelf.net.on("PUT " + Shelf::path_of(plan.steps[0]),
               {answer(201, shown("Creating"), {{"Azure-AsyncOperation", op}})});
  shelf.net.on("GET /op/1", {answer(200, {{"status", "InProgress"}})});
  SECTION("asked for") {
    std::optional<std::vector<execute::Outcome>> outcomes;
    execute::Executor executor(shelf.env, shelf.client, plan, {}, {});
    executor.run([&](std::vector<execute::Outcome> all) { outcomes = std::move(all); });
    shelf.loop.after(20 * second, [&] { executor.interrupt(); });
    REQUIRE(shelf.loop.run_until([&] { return outcomes.has_value(); }));
    CHECK(Shelf::verdicts(*outcomes) == "unknown done skipped");
    CHECK((*outcomes)[0].accepted);
    CHECK_FALSE((*outcomes)[0].settled);
    CHECK((*outcomes)[0].operation == "/op/1");
    CHECK(shelf.loop.now() < 31 * second);
  }
  SECTION("by the time limit of the run") {
    const auto outcomes = shelf.run(plan, {.deadline = 60 * second});
    CHECK(Shelf::verdicts(outcomes) == "unknown done skipped");
    CHECK(outcomes[2].because_of == std::vector<plan::StepId>{0});
    CHECK(shelf.loop.now() < 80 * second);
  }
}

TEST_CASE("a waiting operation holds no slot") {
  std::vector<Draft> drafts;
  for (int n = 0; n < 10; ++n)
    drafts.push_back({.name = "c" + std::to_string(n), .kind = "compute", .body = cluster(5)});
  const plan::Plan plan = plan_of(drafts);
  Shelf shelf;
  const std::string op = std::string(Bench::origin) + "/op/1";
  shelf.net.on("GET /op/1", [&](const http::Request&) {
    const bool over = shelf.loop.now() > 600 * second;
    return http::Reply{answer(200, {{"status", over ? "Succeeded" : "InProgress"}})};
  });
  for (const plan::Step& step : plan.steps) {
    shelf.net.on("PUT " + Shelf::path_of(step), [&, op](const http::Request& request) {
      REQUIRE(std::holds_alternative<http::Response>(shelf.put(request)));
      return http::Reply{answer(201, shown("Creating"), {{"Azure-AsyncOperation", op}})};
    });
  }
  execute::Options options;
  options.writes_in_flight_max = 2;
  CHECK(Shelf::verdicts(shelf.run(plan, options)) ==
        "done done done done done done done done done done");
  for (const auto& sent : shelf.net.sent)
    if (sent.request.method == "PUT") CHECK(sent.at < 10 * second);
}

TEST_CASE("an executor that is gone does nothing more") {
  const plan::Plan plan = plan_of({{.name = "c", .kind = "compute", .body = cluster(5)},
                                   {.name = "m", .kind = "model", .after = {0}}});
  for (const Nanos killed_at : {Nanos{0}, 60 * runtime::millisecond, 120 * runtime::millisecond}) {
    Shelf shelf;
    auto client = std::make_unique<azure::Client>(
        shelf.env, azure::Endpoint{.origin = Bench::origin}, shelf.tokens, "run");
    auto executor = std::make_unique<execute::Executor>(
        shelf.env, *client, plan, execute::Options{}, [](const execute::Event&) {});
    executor->run([](const auto&) { FAIL("called back from the grave"); });
    shelf.loop.after(killed_at, [&] {
      executor.reset();
      client.reset();
    });
    REQUIRE(shelf.loop.run_until_idle());
  }
}

TEST_CASE("a step whose resource somebody is changing waits, then does what is left to do") {
  plan::Plan plan =
      plan_of({{.name = "c", .kind = "compute", .action = Action::update, .body = cluster(5)}});
  plan.steps[0].joins_operation = true;
  plan.steps[0].seen = facts({{size_path, "standard_d2_v2"}});
  Shelf shelf;
  Json busy = cluster(1);
  busy["properties"]["provisioningState"] = "Updating";
  shelf.have(plan.steps[0], busy);
  const bool by_them = GENERATE(true, false);
  shelf.loop.after(10 * second, [&] { shelf.have(plan.steps[0], cluster(by_them ? 5 : 1)); });
  CHECK(Shelf::verdicts(shelf.run(plan)) == "done");
  CHECK(shelf.writes() == (by_them ? "" : "PUT c"));
}

TEST_CASE("a write that was refused for now is not repeated on what became another stack's") {
  plan::Plan plan = plan_of({{.name = "c", .kind = "compute", .body = cluster(5)}});
  plan.steps[0].marks = {{"armature.stack", "ours"}, {"armature.source", "0123"}};
  Json theirs = cluster(1);
  theirs["properties"]["provisioningState"] = "Succeeded";
  const auto taken_by = [&](Shelf& shelf, const Json& tags) {
    theirs["tags"] = tags;
    shelf.refusals[Shelf::path_of(plan.steps[0])] = refusal(409, "Conflict", "it is being created");
    shelf.net.on("PUT " + Shelf::path_of(plan.steps[0]), [&](const http::Request& request) {
      const bool first = shelf.stored.empty();
      if (!first) return shelf.put(request);
      shelf.have(plan.steps[0], theirs);
      http::Reply busy = shelf.put(request);
      shelf.refusals.clear();
      return busy;
    });
    return shelf.run(plan);
  };
  Shelf shelf;
  SECTION("by another stack") {
    const auto outcomes = taken_by(shelf, {{"armature.stack", "theirs"}});
    REQUIRE(Shelf::verdicts(outcomes) == "failed");
    CHECK(outcomes[0].error->kind == ErrorKind::stale);
    CHECK_THAT(outcomes[0].error->message, Catch::Contains("it belongs to stack theirs now"));
  }
  SECTION("by somebody without a stack") {
    const auto outcomes = taken_by(shelf, Json::object());
    REQUIRE(Shelf::verdicts(outcomes) == "failed");
    CHECK(outcomes[0].error->kind == ErrorKind::stale);
  }
  SECTION("by a copy of the stack's file elsewhere") {
    const auto outcomes =
        taken_by(shelf, {{"armature.stack", "ours"}, {"armature.source", "4567"}});
    CHECK(Shelf::verdicts(outcomes) == "failed");
  }
  SECTION("but on what another run of this stack made") {
    const auto outcomes =
        taken_by(shelf, {{"armature.stack", "ours"}, {"armature.source", "0123"}});
    CHECK(Shelf::verdicts(outcomes) == "done");
    CHECK(shelf.writes() == "PUT c, PUT c");
  }
}

TEST_CASE("a DELETE that was refused for now is not repeated on what may not go any more") {
  const Json ours = {{"armature.stack", "ours"}, {"armature.source", "0123"}};
  plan::Plan plan = plan_of({{.name = "c", .kind = "compute", .action = Action::remove}});
  plan.steps[0].seen = facts({{"tags/armature.stack", "ours"},
                              {"tags/armature.source", "0123"},
                              {"tags/armature.protect", nullptr}});
  Json live = cluster(1);
  live["properties"]["provisioningState"] = "Succeeded";
  live["tags"] = ours;
  Shelf shelf;
  shelf.have(plan.steps[0], live);
  const auto retagged = [&](const Json& tags) {
    bool first = true;
    shelf.net.on("DELETE *", [&, first](const http::Request& request) mutable -> http::Reply {
      if (!std::exchange(first, false)) {
        shelf.stored.erase(Shelf::path_of(request));
        return answer(200);
      }
      shelf.stored.begin()->second["tags"] = tags;
      return refusal(409, "Conflict", "it is being updated");
    });
    return shelf.run(plan);
  };
  SECTION("since it was protected") {
    Json tags = ours;
    tags["armature.protect"] = "true";
    const auto outcomes = retagged(tags);
    CHECK(outcomes[0].error->kind == ErrorKind::stale);
    CHECK_THAT(outcomes[0].error->message, Catch::Contains("it is protected from deletion now"));
    CHECK(shelf.writes() == "DELETE c");
  }
  SECTION("since its tags were taken off") {
    CHECK(retagged(Json::object())[0].error->kind == ErrorKind::stale);
    CHECK(shelf.writes() == "DELETE c");
  }
  SECTION("but where nothing changed hands") {
    CHECK(Shelf::verdicts(retagged(ours)) == "done");
    CHECK(shelf.writes() == "DELETE c, DELETE c");
  }
}

TEST_CASE("an update is not turned into a creation when its resource goes meanwhile") {
  plan::Plan plan =
      plan_of({{.name = "c", .kind = "compute", .action = Action::update, .body = cluster(5)}});
  plan.steps[0].seen = facts({{size_path, "standard_d2_v2"}});
  Shelf shelf;
  shelf.have(plan.steps[0], cluster(1));
  shelf.net.on("PUT *", [&](const http::Request&) {
    shelf.stored.clear();
    return http::Reply{http::NetError::timeout_sent};
  });
  const auto outcomes = shelf.run(plan);
  CHECK(Shelf::verdicts(outcomes) == "failed");
  CHECK(shelf.writes() == "PUT c");
}
