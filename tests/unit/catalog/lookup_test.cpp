#include <string>

#include <catch2/catch.hpp>

#include "catalog/kind.hpp"

using namespace armature;
using catalog::Mutability;

TEST_CASE("a kind is found by name, schema and ARM type") {
  CHECK(catalog::kind_named("batch_deployment")->arm_type == "batchEndpoints/deployments");
  CHECK(catalog::kind_named("batch-deployment") == nullptr);
  CHECK(catalog::kind_of_schema("modelBatchDeployment")->name == "batch_deployment");
  CHECK(catalog::kind_of_schema("batchDeployment")->name == "batch_deployment");
  CHECK(catalog::kind_of_schema("commandJob") == nullptr);
  CHECK(catalog::kind_of_type("BATCHENDPOINTS")->name == "batch_endpoint");
  CHECK(catalog::kind_of_type("onlineendpoints/Deployments")->name == "online_deployment");
  CHECK(catalog::kind_of_type("schedules") == nullptr);
}

TEST_CASE("an entry of a map is looked up by its map") {
  const catalog::Kind& endpoint = *catalog::kind_named("online_endpoint");
  CHECK(catalog::field_at(endpoint, "tags/team.name")->compare == catalog::Compare::tags);
  CHECK(catalog::field_at(endpoint, "properties.properties/a.b")->mutability ==
        Mutability::append_only);
  CHECK(catalog::field_at(endpoint, "properties.scoringUri") == nullptr);
  CHECK(catalog::field_at(endpoint, "") == nullptr);
}

TEST_CASE("keys that the service writes are known in any letter case") {
  const catalog::Kind& deployment = *catalog::kind_named("batch_deployment");
  CHECK(catalog::server_key(deployment, "azureasyncoperationuri"));
  CHECK(catalog::server_key(deployment, "componentDeployment.Settings.anything"));
  CHECK_FALSE(catalog::server_key(deployment, "team"));
}

TEST_CASE("what a change does to a resource that exists") {
  struct Row {
    std::string_view kind, arm;
    Mutability want;
  };
  const Row rows[] = {
      {"compute", "properties.properties.vmSize", Mutability::replace},
      {"compute", "properties.properties.vmPriority", Mutability::replace},
      {"compute", "properties.properties.subnet.id", Mutability::replace},
      {"compute", "properties.description", Mutability::replace},
      {"compute", "identity", Mutability::replace},
      {"compute", "location", Mutability::replace},
      {"compute", "properties.properties.scaleSettings.maxNodeCount", Mutability::in_place},
      {"compute", "properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown",
       Mutability::in_place},
      {"compute", "tags/a", Mutability::in_place},
      {"batch_endpoint", "properties.authMode", Mutability::replace},
      {"batch_endpoint", "properties.description", Mutability::in_place},
      {"batch_deployment", "properties.codeConfiguration.codeId", Mutability::in_place},
      {"batch_deployment", "properties.resources.instanceCount", Mutability::in_place},
      {"online_endpoint", "properties.authMode", Mutability::in_place},
      {"online_endpoint", "properties.description", Mutability::replace},
      {"online_endpoint", "identity", Mutability::replace},
      {"online_deployment", "properties.instanceType", Mutability::replace},
      {"online_deployment", "properties.egressPublicNetworkAccess", Mutability::replace},
      {"online_deployment", "sku.capacity", Mutability::in_place},
      {"environment", "properties.image", Mutability::new_version},
      {"environment", "properties.description", Mutability::in_place},
      {"model", "properties.modelUri", Mutability::new_version},
      {"model", "properties.properties/k", Mutability::append_only},
      {"code", "properties.codeUri", Mutability::new_version},
      {"data", "properties.dataUri", Mutability::new_version},
      {"data", "properties.description", Mutability::in_place},
      {"component", "properties.componentSpec.command", Mutability::new_version},
      {"datastore", "properties.containerName", Mutability::replace},
      {"datastore", "properties.credentials.credentialsType", Mutability::in_place},
      {"connection", "properties.category", Mutability::replace},
      {"connection", "properties.target", Mutability::in_place},
      {"serverless_endpoint", "properties.modelSettings.modelId", Mutability::replace},
  };
  for (const Row& row : rows) {
    INFO(row.kind << " " << row.arm);
    const catalog::Field* field = catalog::field_at(*catalog::kind_named(row.kind), row.arm);
    REQUIRE(field != nullptr);
    CHECK(field->mutability == row.want);
  }
}

TEST_CASE("names keep the service's rules") {
  struct Row {
    std::string_view kind, name;
    bool want;
  };
  const std::string long_32 = "a" + std::string(31, '1');
  const std::string long_255(255, 'a');
  const std::string long_33 = long_32 + "1", long_256 = long_255 + "a";
  const std::string long_34 = long_33 + "1";
  const Row rows[] = {
      {"batch_endpoint", "mnist-batch", true},
      {"batch_endpoint", long_32, true},
      {"batch_endpoint", long_33, false},
      {"batch_endpoint", "ab", false},
      {"batch_endpoint", "1ab", false},
      {"batch_endpoint", "ab-", false},
      {"batch_endpoint", "a_b", false},
      {"batch_endpoint", "", false},
      {"online_deployment", "blue", true},
      {"compute", "cpu-cluster", true},
      {"compute", "cpu-cluster1", true},
      {"compute", "cpu-1", false},
      {"compute", "ab", false},
      {"compute", "a23456789012345678901234", true},
      {"compute", "a234567890123456789012345", false},
      {"compute", "cpu_cluster", false},
      {"model", "m", true},
      {"model", "1_model-x", true},
      {"model", "_m", false},
      {"model", "a/b", false},
      {"model", "a.b", false},
      {"environment", long_255, true},
      {"environment", long_256, false},
      {"connection", "1_a", true},
      {"connection", "ab", false},
      {"connection", long_33, true},
      {"connection", long_34, false},
      {"serverless_endpoint", "l", true},
      {"serverless_endpoint", "1l", false},
  };
  for (const Row& row : rows) {
    INFO(row.kind << " " << row.name);
    CHECK(catalog::kind_named(row.kind)->name_ok(row.name) == row.want);
  }
}
