#include <fstream>
#include <iterator>

#include "unit/plan/world.hpp"

namespace armature::plan {
namespace {

/// As much of JSON Schema as plan.schema.json uses. The first violation, empty if there is none.
std::string violation(const Json& root, const Json& schema, const Json& value,
                      const std::string& at) {
  if (schema.contains("$ref"))
    return violation(root, root.at(Json::json_pointer(schema["$ref"].get<std::string>().substr(1))),
                     value, at);
  if (schema.contains("const")) return schema["const"] == value ? "" : at + " is another constant";
  if (schema.contains("enum")) {
    for (const Json& one : schema["enum"])
      if (one == value) return {};
    return at + " is no value of its enum";
  }
  if (!schema.contains("type")) return {};
  const std::string type = schema["type"];
  const bool fits =
      (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
      (type == "string" && value.is_string()) || (type == "boolean" && value.is_boolean()) ||
      (type == "integer" && value.is_number_integer());
  if (!fits) return at + " is no " + type;
  for (const Json& name : schema.value("required", Json::array()))
    if (!value.contains(name.get<std::string>())) return at + " lacks " + name.get<std::string>();
  if (type == "array") {
    for (std::size_t i = 0; i < value.size(); ++i)
      if (const auto bad = violation(root, schema["items"], value[i], at + "/" + std::to_string(i));
          !bad.empty())
        return bad;
  }
  if (type != "object" || !schema.contains("properties")) return {};
  for (const auto& [name, member] : value.items()) {
    if (!schema["properties"].contains(name)) return at + " has an unknown member " + name;
    if (const auto bad = violation(root, schema["properties"][name], member, at + "/" + name);
        !bad.empty())
      return bad;
  }
  return {};
}

Json plan_schema() {
  std::ifstream in(ARMATURE_SOURCE_DIR "/schemas/plan.schema.json");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return parse_json(text).value();
}

SourcePos at_line(int line) {
  return {std::make_shared<const std::string>("code.yml"), line, 3};
}

/// A plan with something of everything.
Plan rich_plan() {
  World world;
  const auto compute =
      want("compute/c1",
           {{"properties", {{"computeType", "AmlCompute"}, {"properties", {{"vmSize", "A"}}}}}},
           {"properties.properties.vmSize"});
  world.ours(compute, {{"properties", {{"properties", {{"vmSize", "B"}}}}}});
  world.ours(endpoint(), {{"properties", {{"traffic", {{"blue", 100}}}}}});
  world.ours(deployment("blue"));
  auto code =
      want("code/score:3f9a1c20", {{"properties", {{"codeUri", nullptr}}}}, {"properties.codeUri"});
  code.desired.content = manifest::Content{
      .path = "src",
      .name = "src",
      .md5 = "m",
      .sha256 = "s",
      .files = {{.path = "src/a.py", .relative = "a.py", .size = 7, .sha256 = "x", .md5 = "y"}}};
  code.desired.holes = {{.kind = lower::Hole::Kind::upload_uri, .path = "properties.codeUri"}};
  code.desired.pos = at_line(1);
  code.number_pinned_now = true;
  code.notes = {"a note"};
  world.add(compute);
  world.add(code);
  world.add(endpoint());
  world.add(deployment("green"), {2});
  world.add(traffic({{"green", 100}}), {2, 3});
  Plan plan = world.plan();
  plan.header = {.stack = "stack",
                 .target = "prod",
                 .cloud = "local",
                 .subscription = "s",
                 .resource_group = "g",
                 .workspace = "w",
                 .location = "westeurope",
                 .commit = "4e1c9aa"};
  plan.datastore = {"blob", "acc", "con", "core.windows.net", "https"};
  plan.api_version = "2025-12-01";
  plan.options = {.prune = false,
                  .purge = true,
                  .adopt = true,
                  .allow = {"compute/*"},
                  .only = {"code/*"},
                  .exclude = {"model/*"}};
  return plan;
}

}  // namespace

TEST_CASE("a saved plan follows its schema") {
  const Json schema = plan_schema();
  const Json document = to_json(rich_plan());
  CHECK(document["steps"].size() == 5);
  CHECK(document["refusals"].size() == 1);
  CHECK(violation(schema, schema, document, "plan") == "");
}

TEST_CASE("a plan that was saved and read is the same plan") {
  const Plan plan = rich_plan();
  const Json document = to_json(plan);
  const auto again = from_json(parse_json(dump(document)).value());
  REQUIRE(again);
  CHECK(to_json(*again) == document);
  CHECK(plan_id(*again) == plan_id(plan));
  CHECK(again->api_version == plan.api_version);
  CHECK_FALSE(again->options.prune);
  CHECK(again->options.only == plan.options.only);
  REQUIRE(again->steps.size() == plan.steps.size());
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    CHECK(again->steps[i].kind == plan.steps[i].kind);
    CHECK(put_body(again->steps[i], nullptr) == put_body(plan.steps[i], nullptr));
  }
}

TEST_CASE("a saved plan names its secrets, and gets them from the manifests") {
  World world;
  world.add(want("compute/c1",
                 {{"properties",
                   {{"properties",
                     {{"userAccountCredentials",
                       {{"adminUserName", "me"}, {"adminUserPassword", "canary"}}}}}}}},
                 {"properties.properties.userAccountCredentials.adminUserName",
                  "properties.properties.userAccountCredentials.adminUserPassword"}));
  const Json document = to_json(world.plan());
  CHECK(dump(document).find("canary") == std::string::npos);
  auto read = from_json(document);
  REQUIRE(read);
  SECTION("as they are now") {
    REQUIRE(give_secrets(*read, {world.resources.front().desired}));
    CHECK(*read->steps.front().body == *world.resources.front().desired.body);
  }
  SECTION("and is not carried out without them") {
    const Status given = give_secrets(*read, {});
    REQUIRE(!given);
    CHECK(given.error().kind == ErrorKind::refused);
    CHECK(given.error().message.find("adminUserPassword") != std::string::npos);
  }
}

TEST_CASE("a damaged plan is refused with the place of the damage, and never crashes") {
  struct Row {
    std::string_view name, pointer;
    Json value;
    std::string_view says;
  };
  const Row rows[] = {
      {"another format", "/format", "terraform", "no plan"},
      {"another version", "/version", 2, "no plan"},
      {"an action nobody knows", "/steps/0/action", "explode", "steps[0].action"},
      {"a kind nobody knows", "/steps/0/kind", "vm", "steps[0].kind"},
      {"a target outside of a workspace", "/steps/0/target", "/subscriptions/s", "steps[0].target"},
      {"a step after itself", "/steps/0/after", Json::array({0}), "steps[0].after"},
      {"a step after nothing that exists", "/steps/1/after", Json::array({99}), "steps[1].after"},
      {"a negative predecessor", "/steps/1/after", Json::array({-1}), "steps[1].after"},
      {"ids that jump", "/steps/1/id", 7, "steps[1].id"},
      {"steps that are no list", "/steps", "none", "steps"},
      {"a step that is no object", "/steps/0", 5, "steps[0]"},
      {"a body that is no object", "/steps/0/body", Json::array(), "steps[0].body"},
      {"marks that are no text", "/steps/0/marks", {{"a", 1}}, "steps[0].marks"},
      {"no header", "/header", nullptr, "header"},
  };
  const Json good = to_json(rich_plan());
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      Json bad = good;
      bad[Json::json_pointer(std::string(row.pointer))] = row.value;
      const auto read = from_json(bad);
      REQUIRE(!read);
      CHECK(read.error().message.find(row.says) != std::string::npos);
      CHECK(!read.error().remedy.empty());
    }
  }
  for (const Json& odd : {Json(), Json(1), Json("x"), Json::array(), Json::object()})
    CHECK(!from_json(odd));
}

}  // namespace armature::plan
