#include "unit/plan/world.hpp"

namespace armature::plan {

TEST_CASE("nothing is deleted that does not carry this stack's marks") {
  struct Row {
    std::string_view name;
    Json tags;
  };
  const Row rows[] = {
      {"no tags", nullptr},
      {"another stack", {{"armature.stack", "other/prod"}, {"armature.source", "5a17c0de"}}},
      {"our stack from another source",
       {{"armature.stack", "stack/prod"}, {"armature.source", "copy"}}},
      {"a look-alike name", {{"armature.stack", "stack/prod2"}, {"armature.source", "5a17c0de"}}},
      {"another case", {{"armature.stack", "Stack/Prod"}, {"armature.source", "5a17c0de"}}},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      World world;
      world.theirs("compute/c1", {{"tags", row.tags}});
      world.theirs("online_endpoint/e1", {{"tags", row.tags}});
      world.theirs("online_deployment/e1/blue", {{"tags", row.tags}});
      CHECK(told(world.plan()) == "");
      world.options.destroy = true;
      CHECK(told(world.plan()) == "");
    }
  }
}

TEST_CASE("absence from a list is no absence, and what only a list says is no step") {
  World world;
  const auto compute = want("compute/c1", {{"properties", {{"computeType", "AmlCompute"}}}});
  world.ours(compute);
  world.options.allow = {"compute/c1"};
  arm::Observed observed = world.observed();
  const arm::Query get = query_of(*compute.desired.kind, compute.desired.id);
  SECTION("listed and confirmed: pruned") {
    CHECK(told(world.plan()) == "remove compute/c1\n");
  }
  SECTION("listed and gone by now: nothing") {
    observed[get] = {nullptr};
    CHECK(told(make({}, {}, {}, scope, observed, {}, us, world.options)) == "");
  }
  SECTION("listed as ours and another's by now: nothing") {
    Json body = *observed[get].body;
    body["tags"]["armature.stack"] = "other/prod";
    observed[get] = {share(body)};
    CHECK(told(make({}, {}, {}, scope, observed, {}, us, world.options)) == "");
  }
  SECTION("listed and not confirmed: the read is asked for first") {
    observed.erase(get);
    CHECK(missing_reads({}, scope, observed, us, world.options) == std::vector<arm::Query>{get});
    CHECK(told(make({}, {}, {}, scope, observed, {}, us, world.options)) == "");
  }
}

TEST_CASE("a list that names resources of another workspace prunes nothing there") {
  World world;
  world.live.push_back({{"id",
                         "/subscriptions/s/resourceGroups/g/providers/"
                         "Microsoft.MachineLearningServices/workspaces/other/computes/c1"},
                        {"tags", {{"armature.stack", us.stack}, {"armature.source", us.source}}}});
  arm::Observed observed;
  observed[arm::list_query(scope.workspace_path(), "computes", "2026-05-01")] = {
      share(Json::array({world.live.front()}))};
  CHECK(missing_reads({}, scope, observed, us, {}).empty());
}

TEST_CASE(
    "an endpoint that goes takes its deployments along in one step, and its routing needs none") {
  World world;
  world.ours(endpoint(), {{"properties", {{"traffic", {{"blue", 100}}}}}});
  world.ours(deployment("blue"));
  world.options.destroy = true;
  SECTION("declared") {
    world.add(endpoint());
    world.add(deployment("blue"), {0});
    world.add(traffic({{"blue", 100}}), {0, 1});
    CHECK(told(world.plan()) == "remove online_endpoint/e1\n");
  }
  SECTION("with no manifest left") {
    CHECK(told(world.plan()) == "remove online_endpoint/e1\n");
  }
  SECTION("unless somebody else's deployment would go with it") {
    world.theirs("online_deployment/e1/theirs", {{"tags", {{"team", "b"}}}});
    CHECK(world.plan().refusals.size() == 1);
  }
  SECTION("unless it is protected") {
    world.live.front()["tags"]["armature.protect"] = "true";
    CHECK(world.plan().refusals.size() == 1);
  }
}

TEST_CASE("pruning an endpoint needs to be allowed by name") {
  World world;
  world.ours(endpoint());
  CHECK(world.plan().refusals.size() == 1);
  world.options.allow = {"online_endpoint/other"};
  CHECK(world.plan().refusals.size() == 1);
  world.options.allow = {"online_endpoint/e1"};
  const Plan plan = world.plan();
  CHECK(told(plan) == "remove online_endpoint/e1\n");
  REQUIRE(plan.allowed.size() == 1);
  CHECK(plan.allowed.front().text() == "online_endpoint/e1");
}

TEST_CASE("traffic leaves a deployment before it goes") {
  World world;
  const Json serving = {{"properties", {{"traffic", {{"blue", 100}}}}}};
  world.ours(endpoint(), serving);
  world.ours(deployment("blue"));
  world.add(endpoint());
  SECTION("to a new one, which is made first") {
    world.add(deployment("green"), {0});
    world.add(traffic({{"green", 100}}), {0, 1});
    CHECK(told(world.plan()) ==
          "create online_deployment/e1/green\n"
          "route traffic/e1 <- online_deployment/e1/green\n"
          "remove online_deployment/e1/blue <- traffic/e1\n");
  }
  SECTION("to nobody, when the manifest says so") {
    world.add(traffic(Json::object()), {0});
    CHECK(told(world.plan()) ==
          "route traffic/e1\nremove online_deployment/e1/blue <- traffic/e1\n");
  }
  SECTION("or it is refused when nobody says where to") {
    CHECK(world.plan().refusals.size() == 1);
  }
  SECTION("or it is drained when it is allowed by name") {
    world.options.allow = {"online_deployment/e1/blue"};
    CHECK(told(world.plan()) ==
          "route (drain) traffic/e1\nremove online_deployment/e1/blue <- traffic/e1\n");
  }
  SECTION("a deployment that serves nothing just goes") {
    world.ours(deployment("old"));
    world.add(deployment("blue"), {0});
    CHECK(told(world.plan()) == "remove online_deployment/e1/old\n");
  }
}

TEST_CASE(
    "a serving deployment that must be replaced is drained around it, and undeclared routing is "
    "put back") {
  World world;
  world.ours(endpoint(), {{"properties", {{"traffic", {{"blue", 70}, {"green", 30}}}}}});
  world.ours(deployment("blue"));
  world.ours(deployment("green"));
  world.add(endpoint());
  world.add(deployment("blue", "Standard_DS4_v2"), {0});
  world.add(deployment("green"), {0});
  CHECK(world.plan().refusals.size() == 1);
  world.options.allow = {"online_deployment/e1/blue"};
  const Plan plan = world.plan();
  CHECK(told(plan) ==
        "route (drain) traffic/e1\n"
        "replace online_deployment/e1/blue <- traffic/e1\n"
        "route traffic/e1 <- traffic/e1 <- online_deployment/e1/blue\n");
  CHECK(*find(*plan.steps.front().body, "properties.traffic") == Json{{"green", 100}});
  CHECK(*find(*plan.steps.back().body, "properties.traffic") == Json{{"blue", 70}, {"green", 30}});
}

TEST_CASE("mirrored traffic that nobody declares is put back after a replacement") {
  World world;
  world.ours(endpoint(),
             {{"properties",
               {{"traffic", {{"blue", 70}, {"green", 30}}}, {"mirrorTraffic", {{"blue", 10}}}}}});
  world.ours(deployment("blue"));
  world.ours(deployment("green"));
  world.add(endpoint());
  world.add(deployment("blue", "Standard_DS4_v2"), {0});
  world.add(deployment("green"), {0});
  world.options.allow = {"online_deployment/e1/blue"};
  SECTION("beside declared traffic") {
    world.add(traffic({{"blue", 70}, {"green", 30}}), {0, 1, 2});
  }
  SECTION("and nothing declared") {}
  const Plan plan = world.plan();
  CHECK(plan.refusals.empty());
  REQUIRE(plan.steps.size() == 3);
  const Json& body = *plan.steps.back().body;
  CHECK(*find(body, "properties.traffic") == Json{{"blue", 70}, {"green", 30}});
  CHECK(*find(body, "properties.mirrorTraffic") == Json{{"blue", 10}});
}

TEST_CASE("a serving deployment of another stack's endpoint is not drained to replace it") {
  World world;
  world.theirs("online_endpoint/e1", {{"location", "westeurope"},
                                      {"tags", {{"armature.stack", "other/prod"}}},
                                      {"properties", {{"traffic", {{"blue", 100}}}}}});
  world.ours(deployment("blue"));
  world.add(deployment("blue", "Standard_DS4_v2"));
  world.options.allow = {"online_deployment/e1/blue"};
  CHECK(world.plan().refusals.size() == 1);
}

TEST_CASE("a replaced endpoint gets its deployments and its routing anew") {
  World world;
  world.ours(endpoint(), {{"properties", {{"traffic", {{"blue", 100}}}}}});
  world.ours(deployment("blue"));
  auto moved = endpoint();
  moved.desired.body = share(
      {{"location", "westeurope"}, {"properties", {{"authMode", "Key"}, {"description", "new"}}}});
  moved.desired.declared = {"properties.authMode", "properties.description"};
  world.add(moved);
  world.add(deployment("blue"), {0});
  world.options.allow = {"online_endpoint/e1"};
  CHECK(told(world.plan()) ==
        "replace online_endpoint/e1\n"
        "create online_deployment/e1/blue <- online_endpoint/e1\n"
        "route traffic/e1 <- online_endpoint/e1 <- online_deployment/e1/blue\n");
}

TEST_CASE("what is to be pruned but still referred to is refused") {
  World world;
  const auto compute = want("compute/c1", {{"properties", {{"computeType", "AmlCompute"}}}});
  world.ours(compute);
  world.add(want("batch_deployment/b1/d1",
                 {{"properties", {{"compute", compute.desired.id.text()}}}},
                 {"properties.compute"}));
  world.options.allow = {"compute/c1"};
  CHECK(world.plan().refusals.size() == 1);
}

TEST_CASE("a cluster goes after the deployment that moved off it") {
  World world;
  const auto old = want("compute/old", {{"properties", {{"computeType", "AmlCompute"}}}});
  const auto fresh = want("compute/fresh", {{"properties", {{"computeType", "AmlCompute"}}}});
  const auto on = [](const resolve::Resolved& compute) {
    return want("batch_deployment/b1/d1",
                {{"properties", {{"compute", compute.desired.id.text()}}}}, {"properties.compute"});
  };
  world.ours(old);
  world.ours(on(old));
  world.add(fresh);
  world.add(on(fresh), {0});
  world.options.allow = {"compute/old"};
  CHECK(told(world.plan()) ==
        "create compute/fresh\n"
        "update batch_deployment/b1/d1 <- compute/fresh\n"
        "remove compute/old <- batch_deployment/b1/d1\n");
}

TEST_CASE("an untagged resource is adopted in a visible step, another stack's only with --adopt") {
  World world;
  const auto compute = want("compute/c1", {{"properties", {{"computeType", "AmlCompute"}}}});
  world.add(compute);
  SECTION("untagged and equal: tags only") {
    world.theirs("compute/c1", *compute.desired.body);
    const Plan plan = world.plan();
    CHECK(told(plan) == "adopt compute/c1\n");
    CHECK(plan.steps.front().body == nullptr);
  }
  SECTION("untagged, without a stack to mark it for: nothing") {
    world.theirs("compute/c1", *compute.desired.body);
    world.owner = {};
    CHECK(told(world.plan()) == "");
  }
  SECTION("another stack's") {
    world.theirs("compute/c1", *compute.desired.body,
                 {{"tags", {{"armature.stack", "other/prod"}}}});
    CHECK(world.plan().refusals.size() == 1);
    world.options.adopt = true;
    CHECK(told(world.plan()) == "adopt compute/c1\n");
  }
}

TEST_CASE("versions are shared history: another stack's is used as it is, and destroy leaves it") {
  World world;
  const auto model =
      want("model/mnist:1",
           {{"properties", {{"modelType", "custom_model"}, {"modelUri", "azureml://x"}}}},
           {"properties.modelType", "properties.modelUri"});
  world.theirs("model/mnist:1", *model.desired.body,
               {{"properties", {{"tags", {{"armature.stack", "other/prod"}}}}}});
  world.add(model);
  CHECK(told(world.plan()) == "");
  world.options.destroy = true;
  CHECK(told(world.plan()) == "");
}

TEST_CASE(
    "destroy archives every version that is ours, earlier ones included, and once is enough") {
  World world;
  const auto version = [](const std::string& number) {
    return want(
        "model/mnist:" + number,
        {{"properties", {{"modelType", "custom_model"}, {"modelUri", "azureml://x" + number}}}},
        {"properties.modelType", "properties.modelUri"});
  };
  world.ours(version("1"));
  world.ours(version("2"));
  world.ours(version("3"), {{"properties", {{"isArchived", true}}}});
  world.add(version("2"));
  world.options.destroy = true;
  const Plan plan = world.plan();
  CHECK(told(plan) == "remove model/mnist:1\nremove model/mnist:2\n");
  CHECK(dump(put_body(plan.steps.front(), &world.live[0])).find("\"isArchived\":true") !=
        std::string::npos);
  world.options.purge = true;
  CHECK(world.plan().steps.size() == 3);
  CHECK(world.plan().steps.front().purge);
}

TEST_CASE("subsets bring what they need, and --exclude of something needed and absent is refused") {
  World world;
  world.add(want("compute/c1", {{"properties", {{"computeType", "AmlCompute"}}}}));
  world.add(endpoint());
  world.add(deployment("blue"), {1});
  world.add(deployment("green"), {1});
  world.options.only = {"online_deployment/*/blue"};
  CHECK(told(world.plan()) ==
        "create online_endpoint/e1\ncreate online_deployment/e1/blue <- online_endpoint/e1\n");
  world.options.exclude = {"online_endpoint/**"};
  CHECK(world.plan().refusals.size() == 1);
}

TEST_CASE("a running operation is joined, whatever else is to be done") {
  World world;
  world.ours(endpoint(), {{"properties", {{"provisioningState", "Updating"}}}});
  world.add(endpoint());
  const Plan plan = world.plan();
  REQUIRE(plan.steps.size() == 1);
  CHECK(plan.steps.front().joins_operation);
  CHECK(plan.steps.front().summary == "operation in progress: Updating");
}

TEST_CASE("facts of a saved plan move with values that it relied on, and with nothing else") {
  World world;
  world.ours(endpoint(), {{"properties", {{"authMode", "AMLToken"}}}});
  world.add(endpoint());
  const Plan plan = world.plan();
  REQUIRE(plan.steps.size() == 1);
  const auto moved_by = [&](const Json& patch) {
    World other = world;
    other.live.front().merge_patch(patch);
    for (const ReadFact& fact : plan.read_set)
      if (fact_digest(fact, other.answer(fact.query)) != fact.digest) return true;
    return false;
  };
  CHECK(!moved_by({{"systemData", {{"lastModifiedAt", "2027-01-01"}}}}));
  CHECK(!moved_by({{"properties", {{"authMode", "amltoken"}}}}));
  CHECK(!moved_by({{"properties", {{"publicNetworkAccess", "Disabled"}}}}));
  CHECK(!moved_by({{"tags", {{"team", "b"}}}}));
  CHECK(moved_by({{"properties", {{"authMode", "AADToken"}}}}));
  CHECK(moved_by({{"tags", {{"armature.stack", "other/prod"}}}}));
  CHECK(moved_by({{"tags", {{"armature.protect", "true"}}}}));
}

TEST_CASE("what would go along with an endpoint is among the facts of a saved plan") {
  World world;
  world.ours(endpoint(), {{"properties", {{"traffic", {{"blue", 100}}}}}});
  world.ours(deployment("blue"));
  world.ours(deployment("green"));
  world.options.allow = {"online_endpoint/e1"};
  const Plan plan = world.plan();
  REQUIRE(told(plan) == "remove online_endpoint/e1\n");
  const auto moved = [&plan](const World& now) {
    for (const ReadFact& fact : plan.read_set)
      if (fact_digest(fact, now.answer(fact.query)) != fact.digest) return true;
    return false;
  };
  World now = world;
  CHECK_FALSE(moved(now));
  SECTION("in whatever order the list comes") {
    std::swap(now.live[1], now.live[2]);
    CHECK_FALSE(moved(now));
  }
  SECTION("a stranger's deployment") {
    now.theirs("online_deployment/e1/red", {{"location", "westeurope"}});
    CHECK(moved(now));
  }
  SECTION("a protection") {
    now.live[2].merge_patch({{"tags", {{"armature.protect", "true"}}}});
    CHECK(moved(now));
  }
}

TEST_CASE("who serves is among the facts of a plan that removes a deployment") {
  World world;
  world.ours(endpoint(), {{"properties", {{"traffic", {{"blue", 100}}}}}});
  world.ours(deployment("blue"));
  world.ours(deployment("old"));
  world.add(endpoint());
  world.add(deployment("blue"), {0});
  const Plan plan = world.plan();
  REQUIRE(told(plan) == "remove online_deployment/e1/old\n");
  world.live.front()["properties"]["traffic"] = {{"blue", 90}, {"old", 10}};
  bool moved = false;
  for (const ReadFact& fact : plan.read_set)
    moved = moved || fact_digest(fact, world.answer(fact.query)) != fact.digest;
  CHECK(moved);
}

}  // namespace armature::plan
