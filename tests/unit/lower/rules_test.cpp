#include "unit/lower/lowered.hpp"

using namespace armature;

namespace {

/// What a document makes of one arm path, as JSON text; "absent" if nothing is sent.
std::string at(const std::string& kind, const std::string& yaml, const std::string& arm) {
  const Lowered out = lowered({.documents = {{kind, yaml}}});
  REQUIRE(text_of(out.diagnostics) == "");
  const Json* value = find(*out.all.front().body, arm);
  return value == nullptr ? "absent" : dump(*value);
}

const std::string batch = "name: torch\nendpoint_name: mnist\n";
const std::string online = "name: blue\nendpoint_name: rt1\ninstance_type: Standard_DS3_v2\n";
const std::string compute = "name: cpu\n";

struct Row {
  std::string_view name;
  std::string kind, yaml, arm, want;
};

void run(const std::vector<Row>& rows) {
  for (const Row& row : rows) DYNAMIC_SECTION(row.name) {
      CHECK(at(row.kind, row.yaml, row.arm) == row.want);
    }
}

}  // namespace

TEST_CASE("every rule turns a YAML value into what ARM takes") {
  const std::string bag = "properties.properties";
  run({
      {"text", "batch_deployment", batch + "output_file_name: out.csv\n",
       "properties.outputFileName", "\"out.csv\""},
      {"integer", "batch_deployment", batch + "mini_batch_size: 5\n", "properties.miniBatchSize",
       "5"},
      {"integer in quotes", "batch_deployment", batch + "mini_batch_size: '5'\n",
       "properties.miniBatchSize", "5"},
      {"boolean", "compute", compute + "enable_node_public_ip: false\n",
       bag + ".enableNodePublicIp", "false"},
      {"choice", "batch_deployment", batch + "output_action: append_row\n",
       "properties.outputAction", "\"AppendRow\""},
      {"choice, any case", "batch_deployment", batch + "logging_level: INFO\n",
       "properties.loggingLevel", "\"Info\""},
      {"choice of booleans", "compute", compute + "ssh_public_access_enabled: true\n",
       bag + ".remoteLoginPortPublicAccess", "\"Enabled\""},
      {"choice of the API's own spelling", "online_endpoint", "name: rt1\nauth_mode: AMLToken\n",
       "properties.authMode", "\"AMLToken\""},
      {"seconds", "batch_deployment", batch + "retry_settings: {timeout: 86461}\n",
       "properties.retrySettings.timeout", "\"P1DT1M1S\""},
      {"milliseconds", "online_deployment",
       online + "request_settings: {max_queue_wait_ms: 1500}\n",
       "properties.requestSettings.maxQueueWait", "\"PT1.5S\""},
      {"string map", "batch_deployment",
       batch + "environment_variables: {A: true, B: 2.10, C: x, D: 7}\n",
       "properties.environmentVariables", R"({"A":"True","B":"2.1","C":"x","D":"7"})"},
      {"tags", "batch_endpoint", "name: mnist\ntags: {build: 17}\n", "tags", R"({"build":"17"})"},
      {"tags of an asset", "environment", "name: e\nimage: u\ntags: {a: b}\n", "properties.tags",
       R"({"a":"b"})"},
      {"property bag", "batch_deployment", batch + "properties: {a.b: c}\n",
       "properties.properties", R"({"a.b":"c"})"},
      {"nested maps", "model", "name: m\npath: azureml://jobs/j/x\nflavors: {sklearn: {v: '1'}}\n",
       "properties.flavors", R"({"sklearn":{"data":{"v":"1"}}})"},
      {"free JSON", "batch_deployment", batch + "resources: {properties: {a: [1, {b: null}]}}\n",
       "properties.resources.properties", R"({"a":[1,{"b":null}]})"},
      {"identity", "compute", compute + "identity: {type: system_assigned}\n", "identity",
       R"({"type":"SystemAssigned"})"},
      {"identities of users", "compute",
       compute + "identity: {type: user_assigned, user_assigned_identities: [{resource_id: "
                 "/subscriptions/a}]}\n",
       "identity", R"({"type":"UserAssigned","userAssignedIdentities":{"/subscriptions/a":{}}})"},
      {"a subnet by name", "compute", compute + "network_settings: {vnet_name: v, subnet: n}\n",
       bag + ".subnet.id",
       "\"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/"
       "n\""},
      {"a subnet by id", "compute",
       compute + "network_settings: {subnet: /subscriptions/x/subnets/n}\n", bag + ".subnet.id",
       "\"/subscriptions/x/subnets/n\""},
      {"constant", "compute", compute, bag + ".osType", "\"Linux\""},
      {"a constant that accompanies a field", "batch_deployment", batch + "model: azureml:m:1\n",
       "properties.model.referenceType", "\"Id\""},
      {"and is absent without it", "batch_deployment", batch, "properties.model", "absent"},
      {"ignored", "batch_endpoint", "name: mnist\nlocation: moon\n", "location", "null"},
      {"the location of a cluster is its own", "compute", compute + "location: westus2\n",
       "location", "\"westus2\""},
      {"a short URI becomes long", "model", "name: m\npath: azureml://datastores/d/paths/p/\n",
       "properties.modelUri",
       "\"azureml://subscriptions/s/resourcegroups/g/workspaces/w/datastores/d/paths/p/\""},
      {"other URIs pass", "model", "name: m\npath: runs:/r/model\n", "properties.modelUri",
       "\"runs:/r/model\""},
      {"inline text", "environment", "name: e\nimage: u\nconda_file: {name: n, channels: [b, a]}\n",
       "properties.condaFile", R"("channels:\n- b\n- a\nname: n\n")"},
      {"the nested form of a field", "batch_deployment", batch + "settings: {mini_batch_size: 7}\n",
       "properties.miniBatchSize", "7"},
      {"null is not given", "batch_deployment", batch + "mini_batch_size:\n",
       "properties.miniBatchSize", "absent"},
  });
}

TEST_CASE("what the SDK sends by itself is sent, but not declared") {
  struct Default {
    std::string kind, yaml, arm, want;
  };
  const std::vector<Default> rows = {
      {"online_endpoint", "name: rt1\n", "properties.authMode", "\"Key\""},
      {"online_endpoint", "name: rt1\n", "identity", R"({"type":"SystemAssigned"})"},
      {"batch_endpoint", "name: mnist\n", "properties.authMode", "\"AADToken\""},
      {"batch_endpoint", "name: mnist\n", "identity", "absent"},
      {"online_deployment", online, "properties.endpointComputeType", "\"Managed\""},
      {"online_deployment", online, "properties.appInsightsEnabled", "false"},
      {"online_deployment", online, "sku", R"({"capacity":1,"name":"Default"})"},
      {"compute", compute, "properties.properties.vmSize", "\"STANDARD_DS3_V2\""},
      {"compute", compute, "properties.properties.scaleSettings",
       R"({"maxNodeCount":1,"minNodeCount":0})"},
      {"compute", compute, "properties.properties.remoteLoginPortPublicAccess", "\"NotSpecified\""},
      {"compute", compute, "properties.properties.vmPriority", "absent"},
      {"model", "name: m\npath: runs:/r/x\n", "properties.modelType", "\"custom_model\""},
      {"batch_deployment", batch, "properties.miniBatchSize", "absent"},
  };
  for (const Default& row : rows) {
    INFO(row.kind << " " << row.arm);
    const Lowered out = lowered({.documents = {{row.kind, row.yaml}}});
    const lower::Desired& one = out.all.front();
    const Json* value = find(*one.body, row.arm);
    CHECK((value == nullptr ? "absent" : dump(*value)) == row.want);
    CHECK(std::find(one.declared.begin(), one.declared.end(), row.arm) == one.declared.end());
  }
}

TEST_CASE("each declared leaf knows where and how the user wrote it") {
  const Lowered out =
      lowered({.documents = {{"batch_deployment", batch + "tags: {team: vision, b.c: d}\n"
                                                          "model: azureml:m:1\n"
                                                          "settings:\n"
                                                          "  retry_settings: {timeout: 30}\n"
                                                          "environment_variables:\n"
                                                          "  A: b\n"}}});
  std::vector<std::string> leaves;
  for (const std::string& path : out.all.front().declared) {
    const lower::FieldSource& source = out.all.front().sources.at(path);
    leaves.push_back(path + " <- " + source.yaml + " " + short_text(source.pos));
  }
  CHECK(leaves ==
        std::vector<std::string>{
            "properties.environmentVariables <- environment_variables m1.yml:7",
            "properties.model.assetId <- model m1.yml:4",
            "properties.model.referenceType <- model m1.yml:4",
            "properties.retrySettings.timeout <- settings.retry_settings.timeout m1.yml:6",
            "tags/b.c <- tags.b.c m1.yml:3",
            "tags/team <- tags.team m1.yml:3",
        });
}

TEST_CASE("an empty map is declared as a whole, an entry is not") {
  const Lowered out = lowered(
      {.documents = {{"batch_deployment", batch + "environment_variables: {}\ntags: {}\n"}}});
  CHECK(out.all.front().declared == std::vector<std::string>{"properties.environmentVariables"});
}

TEST_CASE("names of endpoints and deployments are lower-cased, all others kept") {
  CHECK(lowered({.documents = {{"batch_deployment", "name: Torch\nendpoint_name: MNIST\n"}}})
            .all.front()
            .id.text() == test_workspace + "/batchEndpoints/mnist/deployments/torch");
  CHECK(lowered({.documents = {{"compute", "name: Full-Cluster\n"}}}).all.front().id.text() ==
        test_workspace + "/computes/Full-Cluster");
  CHECK(lowered({.documents = {{"model", "name: Mnist\nversion: 2\npath: runs:/r/x\n"}}})
            .all.front()
            .id.text() == test_workspace + "/models/Mnist/versions/2");
}

TEST_CASE("the workspace's location is a hole where the manifest names none") {
  const Lowered out =
      lowered({.documents = {{"compute", compute}, {"compute", "name: far\nlocation: westus2\n"}}});
  REQUIRE(out.at("compute/cpu").holes.size() == 1);
  CHECK(out.at("compute/cpu").holes.front().kind == lower::Hole::Kind::location);
  CHECK(out.at("compute/far").holes.empty());
}
