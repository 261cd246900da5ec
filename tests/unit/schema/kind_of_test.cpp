#include <string>

#include <catch2/catch.hpp>

#include "schema/check.hpp"
#include "unit/schema/documents.hpp"

using namespace armature;

namespace {

const std::string az = "$schema: https://azuremlschemas.azureedge.net/latest/";

std::string kind_name(const std::string& yaml, const std::string& flag = "") {
  Diagnostics diagnostics;
  const catalog::Kind* kind = schema::kind_of(document_of(yaml), flag, diagnostics);
  return kind != nullptr ? std::string(kind->name) : text_of(diagnostics);
}

}  // namespace

TEST_CASE("the kind of a document is what it says, never a guess") {
  struct Row {
    std::string name, yaml, flag, want;
  };
  const std::vector<Row> rows = {
      {"the schema", az + "modelBatchDeployment.schema.json\n", "", "batch_deployment"},
      {"the schema before the flag", az + "model.schema.json\n", "environment", "model"},
      {"kind", "kind: code\npath: ./x\n", "", "code"},
      {"kind before the flag", "kind: code\npath: ./x\n", "model", "code"},
      {"the flag", "name: x\n", "environment", "environment"},
      {"a kind of others leaves it to the flag", "kind: serverless\nname: x\n", "model", "model"},
      {"a value that one kind has alone", "name: cpu\ntype: amlcompute\n", "", "compute"},
  };
  for (const Row& row : rows) DYNAMIC_SECTION(row.name) {
      CHECK(kind_name(row.yaml, row.flag) == row.want);
    }
}

TEST_CASE("a document whose kind cannot be told says what to write") {
  struct Row {
    std::string name, yaml, flag, want;
  };
  const std::vector<Row> rows = {
      {"a schema with a typing error", az + "batchEndpont.schema.json\n", "",
       "m.yml:1:10: error: Unknown schema \"batchEndpont\"\n  Did you mean \"batchEndpoint\"?\n"},
      {"a schema of a later version", az + "commandJob.schema.json\n", "",
       "m.yml:1:10: error: Unsupported schema \"commandJob\"\n"
       "  This version of Armature does not support jobs.\n"},
      {"a kind with a typing error", "kind: batch_endpint\n", "",
       "m.yml:1:7: error: Unknown kind \"batch_endpint\"\n  Did you mean \"batch_endpoint\"?\n"},
      {"a kind of a later version", "kind: schedule\n", "",
       "m.yml:1:7: error: Unsupported kind \"schedule\"\n  This version of Armature does not "
       "support schedules.\n"},
      {"routing that belongs to an endpoint", "kind: traffic\n", "",
       "m.yml:1:7: error: Unknown kind \"traffic\"\n"
       "  traffic is declared in the manifest of its online_endpoint, not in one of its own.\n"},
      {"a flag that names none", "name: x\n", "environmnt",
       "m.yml:1:1: error: Unknown kind \"environmnt\"\n  Did you mean \"environment\"?\n"},
      {"nothing at all", "name: x\n", "",
       "m.yml:1:1: error: Kind of document not stated\n  Add a line \"kind: NAME\" with one of "
       "compute, datastore, code, data, model, "
       "environment, component, batch_endpoint, batch_deployment, default_deployment, "
       "online_endpoint, online_deployment, serverless_endpoint, connection, arm, or the "
       "$schema line of az ml; for a single file --kind NAME does as well.\n"},
  };
  for (const Row& row : rows) DYNAMIC_SECTION(row.name) {
      CHECK(kind_name(row.yaml, row.flag) == row.want);
    }
}

TEST_CASE("other YAML of a folder is no manifest") {
  struct Row {
    std::string yaml;
    bool want;
  };
  const std::vector<Row> rows = {
      {az + "batchEndpoint.schema.json\n", true},
      {az + "computeInstance.schema.json\n", true},
      {az + "nothingWeKnow.schema.json\n", true},
      {"kind: code\n", true},
      {"name: cpu\ntype: amlcompute\n", true},
      {"$schema: https://json.schemastore.org/github-workflow.json\n", false},
      {"kind: Deployment\napiVersion: apps/v1\n", false},
      {"kind: hub\nname: w\n", false},
      {"name: conda\nchannels: [conda-forge]\n", false},
  };
  for (const Row& row : rows) {
    INFO(row.yaml);
    CHECK(schema::is_manifest(document_of(row.yaml)) == row.want);
  }
}
