#include "base/text.hpp"
#include "unit/diff/bodies.hpp"

namespace armature::diff {

TEST_CASE("a deployment that the SDK made differs in nothing the service cares about") {
  const auto resolved = declared("batch_deployment", deployment_yaml);
  const Difference difference = compare(resolved, sdk_deployment(), us);
  CHECK(told(difference.changes) == "");
  CHECK(!difference.marks_outdated);
  std::string suppressed;
  for (const Change& change : difference.suppressed) suppressed += change.path + "\n";
  CHECK(suppressed ==
        "properties.codeConfiguration.codeId\nproperties.compute\nproperties.environmentId\n"
        "properties.model.assetId\nproperties.retrySettings.timeout\n");
}

TEST_CASE(
    "a field of another's deployment that differs is a change, never drift, and nothing undeclared "
    "counts") {
  const auto resolved = declared("batch_deployment", deployment_yaml);
  Json live = sdk_deployment();
  put(live, "properties.miniBatchSize", 20);
  put(live, "properties.maxConcurrencyPerInstance", 8);
  CHECK(told(compare(resolved, live, us).changes) == "properties.miniBatchSize changed 20 -> 10\n");
}

TEST_CASE("what the service says in its own words is equal to what is declared") {
  struct Row {
    std::string_view name, kind, yaml, path;
    Json live;
  };
  const std::string cluster =
      "name: c1\ntype: amlcompute\nsize: STANDARD_D2_V2\nlocation: West Europe\n";
  const std::string user =
      "identity:\n  type: user_assigned\n  user_assigned_identities:\n  - resource_id: "
      "/subscriptions/S/resourceGroups/G/providers/Microsoft.ManagedIdentity/"
      "userAssignedIdentities/ME\n";
  const Row rows[] = {
      {"a size in another case", "compute", cluster, "properties.properties.vmSize",
       "Standard_D2_v2"},
      {"a location as the portal writes it", "compute", cluster, "location", "westeurope"},
      {"a duration in other units", "compute",
       "name: c1\ntype: amlcompute\nidle_time_before_scale_down: 90\n",
       "properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown", "PT0H1M30.000S"},
      {"a whole number with a fraction", "compute",
       "name: c1\ntype: amlcompute\nmax_instances: 4\n",
       "properties.properties.scaleSettings.maxNodeCount", 4.0},
      {"an identity with its ids filled in",
       "compute",
       user,
       "identity",
       {{"type", "UserAssigned"},
        {"userAssignedIdentities",
         {{"/subscriptions/s/resourcegroups/g/providers/Microsoft.ManagedIdentity/"
           "userAssignedIdentities/me",
           {{"principalId", "p"}, {"clientId", "c"}}}}}}},
      {"a conda file written anew", "environment",
       "name: e\nversion: 1\nimage: i\nconda_file:\n  name: m\n  dependencies: [python=3.11, "
       "pip]\n",
       "properties.condaFile", "dependencies:\n- python=3.11\n- pip\nname: m\n"},
      {"an empty description that is not there", "batch_endpoint",
       "name: endpoint\ndescription: ''\n", "properties.description", nullptr},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      const std::string head =
          row.yaml.starts_with("identity") ? "name: c1\ntype: amlcompute\n" : "";
      const auto resolved = declared(row.kind, head + std::string(row.yaml));
      Json live = *resolved.desired.body;
      put(live, row.path, row.live);
      CHECK(told(compare(resolved, live, us).changes) == "");
    }
  }
}

TEST_CASE(
    "ids of assets differ by the case of their names and versions, and by nothing else in case") {
  const auto resolved = declared("batch_deployment", deployment_yaml);
  Json live = sdk_deployment();
  put(live, "properties.model.assetId", ws + "/models/MNIST/versions/1");
  CHECK(compare(resolved, live, us).changes.size() == 1);
}

TEST_CASE("a field that was declared and is no longer goes back to its default") {
  const auto before = declared("batch_deployment", deployment_yaml + "  error_threshold: 10\n");
  const auto now = declared("batch_deployment", deployment_yaml);
  const Json live = applied(before);
  SECTION("live still has the value") {
    const auto difference = compare(now, live, us);
    CHECK(told(difference.changes) == "properties.errorThreshold removed 10 -> -1\n");
    CHECK(difference.marks_outdated);
  }
  SECTION("live has the default already") {
    Json restored = live;
    put(restored, "properties.errorThreshold", -1);
    CHECK(compare(now, restored, us).changes.empty());
  }
  SECTION("somebody else's field of the same name stays, as long as the marks do not name it") {
    Json theirs = applied(now);
    put(theirs, "properties.errorThreshold", 10);
    CHECK(compare(now, theirs, us).changes.empty());
  }
  SECTION("without our marks nobody can tell") {
    Json stripped = live;
    stripped.erase("tags");
    CHECK(compare(now, stripped, us).changes.empty());
  }
}

TEST_CASE("a tag that was declared and is no longer is taken away, a foreign one is not") {
  const auto before =
      declared("batch_endpoint", "name: endpoint\ntags: {team: vision, cost: 12}\n");
  const auto now = declared("batch_endpoint", "name: endpoint\ntags: {team: vision}\n");
  Json live = applied(before);
  live["tags"]["policy"] = "added";
  CHECK(told(compare(now, live, us).changes) == "tags/cost removed \"12\" -> -\n");
}

TEST_CASE("drift and change are told apart by the digest of the last apply") {
  const auto before = declared("batch_deployment", deployment_yaml);
  std::string moved = deployment_yaml;
  moved.replace(moved.find("mini_batch_size: 10"), 19, "mini_batch_size: 25");
  const auto now = declared("batch_deployment", moved);
  Json live = applied(before);
  SECTION("only live moved") {
    put(live, "properties.loggingLevel", "Debug");
    const auto changes = compare(before, live, us).changes;
    CHECK(told(changes) == "properties.loggingLevel drifted \"Debug\" -> \"Info\"\n");
    CHECK(changes.front().note == "ops@contoso.example, 2026-11-20 09:12Z");
  }
  SECTION("only the manifest moved") {
    CHECK(told(compare(now, live, us).changes) == "properties.miniBatchSize changed 10 -> 25\n");
  }
  SECTION("both moved, each another field") {
    put(live, "properties.loggingLevel", "Debug");
    CHECK(told(compare(now, live, us).changes) ==
          "properties.miniBatchSize changed 10 -> 25\nproperties.loggingLevel drifted \"Debug\" -> "
          "\"Info\"\n");
  }
  SECTION("both moved, and a field was removed as well") {
    const auto more = declared("batch_deployment", deployment_yaml + "  error_threshold: 10\n");
    Json other = applied(more);
    put(other, "properties.loggingLevel", "Debug");
    CHECK(told(compare(now, other, us).changes) ==
          "properties.miniBatchSize changed 10 -> 25\nproperties.errorThreshold removed 10 -> -1\n"
          "properties.loggingLevel drifted \"Debug\" -> \"Info\"\n");
  }
  SECTION("a newly declared field is a change, whatever live holds") {
    const auto more = declared("batch_deployment", deployment_yaml + "  error_threshold: 10\n");
    put(live, "properties.errorThreshold", 7);
    put(live, "properties.loggingLevel", "Debug");
    CHECK(told(compare(more, live, us).changes) ==
          "properties.errorThreshold changed 7 -> 10\nproperties.loggingLevel drifted \"Debug\" -> "
          "\"Info\"\n");
  }
  SECTION("both moved the same field: no proof, so it is a change") {
    put(live, "properties.miniBatchSize", 99);
    CHECK(told(compare(now, live, us).changes) == "properties.miniBatchSize changed 99 -> 25\n");
  }
}

TEST_CASE("a change that the service does not take in place forces a replacement and says why") {
  const auto resolved = declared("compute", "name: c1\ntype: amlcompute\nsize: STANDARD_DS3_V2\n");
  Json live = *resolved.desired.body;
  put(live, "properties.properties.vmSize", "STANDARD_D2_V2");
  const auto changes = compare(resolved, live, us).changes;
  CHECK(
      told(changes) ==
      "properties.properties.vmSize changed \"STANDARD_D2_V2\" -> \"STANDARD_DS3_V2\" replaces\n");
  CHECK(!changes.front().note.empty());
}

TEST_CASE("a failed resource and an archived version are changes of their own") {
  const auto compute = declared("compute", "name: c1\ntype: amlcompute\n");
  Json live = *compute.desired.body;
  put(live, "properties.provisioningState", "Canceled");
  CHECK(told(compare(compute, live, us).changes) ==
        "properties.provisioningState unhealthy \"Canceled\" -> \"Succeeded\"\n");

  const auto environment = declared("environment", "name: e\nversion: 1\nimage: i\n");
  live = *environment.desired.body;
  put(live, "properties.isArchived", true);
  CHECK(told(compare(environment, live, us).changes) ==
        "properties.isArchived unarchived true -> false\n");
}

TEST_CASE("a secret is never compared, shown or hashed") {
  const std::string yaml =
      "name: c1\ntype: amlcompute\nssh_settings:\n  admin_username: me\n  admin_password: ";
  const auto one = declared("compute", yaml + "canary-one\n");
  const auto other = declared("compute", yaml + "canary-two\n");
  CHECK(digest_of(one.desired, *one.desired.body) == digest_of(other.desired, *other.desired.body));
  Json live = applied(one);
  live["properties"]["properties"]["userAccountCredentials"].erase("adminUserPassword");
  const auto difference = compare(other, live, us);
  CHECK(difference.changes.empty());
  REQUIRE(difference.suppressed.size() == 1);
  CHECK(difference.suppressed.front().reason == Reason::secret);
  CHECK(difference.suppressed.front().sensitive);
}

TEST_CASE("a reference to another version that is proven to hold the same content is equal") {
  auto resolved = declared("batch_deployment", deployment_yaml);
  Json live = sdk_deployment();
  const std::string theirs = ws + "/codes/0a1b2c3d/versions/1";
  put(live, "properties.codeConfiguration.codeId", theirs);
  CHECK(compare(resolved, live, us).changes.size() == 1);
  resolved.same_content.emplace_back("properties.codeConfiguration.codeId", theirs);
  CHECK(compare(resolved, live, us).changes.empty());
  resolved.same_content.clear();
  resolved.unverifiable = {"properties.codeConfiguration.codeId"};
  CHECK(compare(resolved, live, us).changes.front().reason == Reason::unverifiable);
}

}  // namespace armature::diff
