#include "schema/check.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "unit/schema/documents.hpp"

using namespace armature;

namespace {

std::string problems(std::string_view kind, const std::string& yaml) {
  Diagnostics diagnostics;
  schema::check(*catalog::kind_named(kind), document_of(yaml), diagnostics);
  return text_of(diagnostics);
}

struct Row {
  std::string_view name;
  std::string_view kind;
  std::string yaml;
  std::string want;
};

void run(const std::vector<Row>& rows) {
  for (const Row& row : rows) DYNAMIC_SECTION(row.name) {
      CHECK(problems(row.kind, row.yaml) == row.want);
    }
}

const std::string deployment = "name: torch\nendpoint_name: mnist\n";
const std::string online = "name: blue\nendpoint_name: rt1\ninstance_type: Standard_DS3_v2\n";

}  // namespace

TEST_CASE("a field that no row knows is told with what was meant") {
  run({
      {"a near miss", "batch_deployment", deployment + "settings:\n  mini_batchsize: 5\n",
       "m.yml:4:3: error: Unknown field \"mini_batchsize\"\n  Did you mean \"mini_batch_size\"?\n"},
      {"a field of another place", "batch_deployment", deployment + "instance_count: 1\n",
       "m.yml:3:1: error: Unknown field \"instance_count\"\n"
       "  It stands below resources: resources.instance_count.\n"},
      {"a field of the top, further down", "batch_deployment",
       deployment + "resources:\n  compute: azureml:c\n",
       "m.yml:4:3: error: Unknown field \"compute\"\n  It stands at the top of a "
       "batch_deployment.\n"},
      {"nothing near", "default_deployment", "endpoint: mnist\ndeployment: torch\nzzzzzz: 1\n",
       "m.yml:3:1: error: Unknown field \"zzzzzz\"\n"
       "  Fields of a default_deployment: $schema, deployment, endpoint, kind.\n"},
      {"a dotted key is no path", "batch_deployment", deployment + "settings.mini_batch_size: 5\n",
       "m.yml:3:1: error: Unknown field \"settings.mini_batch_size\"\n"
       "  It stands below settings: settings.mini_batch_size.\n"},
      {"in an inline asset", "online_deployment", online + "environment:\n  imag: ubuntu\n",
       "m.yml:5:3: error: Neither \"image\" nor \"build\"\n"
       "  Exactly one of the two must be there. Give image for an image that exists, or build for "
       "a "
       "folder with a Dockerfile.\n"
       "m.yml:5:3: error: Unknown field \"imag\"\n  Did you mean \"image\"?\n"},
  });
}

TEST_CASE("what is missing is told where it belongs") {
  run({
      {"a name", "batch_endpoint", "description: x\n",
       "m.yml:1:1: error: Missing field \"name\"\n  Needed for a batch_endpoint. Name of the "
       "resource.\n"},
      {"the name of an asset with a manifest", "environment", "image: ubuntu\n",
       "m.yml:1:1: error: Missing field \"name\"\n"
       "  Needed for an environment. Name of the asset; an inline asset without one is "
       "anonymous.\n"},
      {"a field of a mapping", "batch_deployment",
       deployment + "code_configuration:\n  code: ./src\n",
       "m.yml:3:1: error: Missing field \"code_configuration.scoring_script\"\n"
       "  Needed for a batch_deployment. Script within the folder.\n"},
      {"a null is not there", "batch_deployment", "name: torch\nendpoint_name:\n",
       "m.yml:1:1: error: Missing field \"endpoint_name\"\n"
       "  Needed for a batch_deployment. Name of the endpoint that the deployment belongs to.\n"},
      {"the mapping is not given either", "batch_deployment", deployment, ""},
  });
}

TEST_CASE("a value of another type than its rule has is told") {
  run({
      {"text for an integer", "batch_deployment", deployment + "mini_batch_size: five\n",
       "m.yml:3:18: error: Wrong type for \"mini_batch_size\"\n  Expected an integer, got the text "
       "\"five\".\n"},
      {"az takes quoted integers", "batch_deployment", deployment + "mini_batch_size: \"5\"\n", ""},
      {"a number for text", "environment", "name: e\nimage: 22.04\n",
       "m.yml:2:8: error: Wrong type for \"image\"\n  Expected text; put it in quotes, got the "
       "number 22.04.\n"},
      {"text for a boolean", "online_deployment", online + "app_insights_enabled: maybe\n",
       "m.yml:4:23: error: Wrong type for \"app_insights_enabled\"\n"
       "  Expected true or false, got the text \"maybe\".\n"},
      {"a scalar for a mapping", "batch_deployment", deployment + "settings: 5\n",
       "m.yml:3:11: error: Wrong type for \"settings\"\n  Expected a mapping, got the number 5.\n"},
      {"a list for a map of texts", "batch_endpoint", "name: mnist\ntags: [a]\n",
       "m.yml:2:7: error: Wrong type for \"tags\"\n  Expected a mapping of texts, got a list.\n"},
      {"a mapping within a map of texts", "batch_deployment",
       deployment + "environment_variables: {A: {b: c}}\n",
       "m.yml:3:28: error: Wrong type for \"environment_variables.A\"\n  Expected text, got a "
       "mapping.\n"},
      {"a list for flavors", "model", "name: m\npath: ./m\nflavors: {x: [1]}\n",
       "m.yml:3:14: error: Wrong type for \"flavors.x\"\n  Expected a mapping, got a list.\n"},
      {"seconds", "batch_deployment", deployment + "retry_settings: {timeout: PT30S}\n",
       "m.yml:3:27: error: Wrong type for \"retry_settings.timeout\"\n"
       "  Expected an integer of seconds, got the text \"PT30S\".\n"},
      {"a conda file", "environment", "name: e\nimage: u\nconda_file: [a]\n",
       "m.yml:3:13: error: Wrong type for \"conda_file\"\n"
       "  Expected the path of a file, or its content as a mapping, got a list.\n"},
  });
}

TEST_CASE("numbers keep their limits") {
  run({
      {"too small", "batch_deployment", deployment + "mini_batch_size: 0\n",
       "m.yml:3:18: error: Value out of range for \"mini_batch_size\"\n  Expected at least 1, got "
       "0.\n"},
      {"too large", "environment",
       "name: e\nimage: u\ninference_config:\n  scoring_route: {path: /, port: 70000}\n",
       "m.yml:4:34: error: Value out of range for \"inference_config.scoring_route.port\"\n"
       "  Expected 1 to 65535, got 70000.\n"},
      {"a duration that no one can wait for", "compute",
       "name: cpu\nidle_time_before_scale_down: 9223372036854775807\n",
       "m.yml:2:30: error: Value out of range for \"idle_time_before_scale_down\"\n"
       "  Expected 0 to 1000000000, got 9223372036854775807.\n"},
      {"no error limit", "batch_deployment", deployment + "error_threshold: -1\n", ""},
  });
}

TEST_CASE("enum values are listed, and read as az reads them") {
  run({
      {"a near miss", "online_endpoint", "name: rt1\nauth_mode: keys\n",
       "m.yml:2:12: error: Bad value for \"auth_mode\"\n"
       "  Expected one of key, aml_token, aad_token, got the text \"keys\". Did you mean "
       "\"key\"?\n"},
      {"one value only", "batch_endpoint", "name: mnist\nauth_mode: password\n",
       "m.yml:2:12: error: Bad value for \"auth_mode\"\n  Expected aad_token, got the text "
       "\"password\".\n"},
      {"another letter case", "batch_deployment",
       deployment + "logging_level: DEBUG\noutput_action: AppendRow\n", ""},
      {"a boolean where the values are booleans", "compute",
       "name: cpu\nssh_public_access_enabled: false\n", ""},
      {"left to a later version", "compute",
       "name: vm1\ntype: aks\nresource_id: /subscriptions/x\n",
       "m.yml:2:7: error: Unsupported value \"aks\" for \"type\"\n"
       "  This version of Armature does not support AKS clusters of the older kind; attach the "
       "cluster with type kubernetes.\n"},
      {"a field left to a later version", "online_deployment",
       online + "private_network_connection: true\n",
       "m.yml:4:1: error: Unsupported field \"private_network_connection\"\n"
       "  This version of Armature does not support private_network_connection, which the service "
       "has given up; egress_public_network_access takes its place.\n"},
  });
}

TEST_CASE("names and versions are checked before the service would refuse them") {
  run({
      {"an endpoint", "online_endpoint", "name: 1st\n",
       "m.yml:1:7: error: Bad name in \"name\"\n  Expected 3 to 32 letters, digits and dashes, a "
       "letter first, "
       "a letter or digit last, got the text \"1st\".\n"},
      {"the endpoint of a deployment", "batch_deployment", "name: torch\nendpoint_name: a_b\n",
       "m.yml:2:16: error: Bad name in \"endpoint_name\"\n  Expected 3 to 32 letters, digits and "
       "dashes, a letter "
       "first, a letter or digit last, got the text \"a_b\".\n"},
      {"a number as a name", "model", "name: 7\npath: ./m\n",
       "m.yml:1:7: error: Wrong type for \"name\"\n  Expected a name; put it in quotes, got the "
       "number 7.\n"},
      {"a version with a slash", "model", "name: m\nversion: a/b\npath: ./m\n",
       "m.yml:2:10: error: Bad version\n"
       "  Expected text without \"/\", \":\", \"@\" and blanks, got the text \"a/b\".\n"},
      {"a version that loses its zero", "model", "name: m\nversion: 2.10\npath: ./m\n",
       "m.yml:2:10: warning: Version is read as a number\n"
       "  2.10 is the number 2.1 in YAML, and that is the version. Write \"2.10\" to keep the "
       "text.\n"},
      {"an inline version without a name", "online_deployment",
       online + "model: {version: 1, path: ./m}\n",
       "m.yml:4:9: error: \"version\" needs \"name\"\n"
       "  An asset without a name is named by its content; leave the version out, or name the "
       "asset.\n"},
      {"the deployment that gets the calls", "default_deployment",
       "endpoint: mnist\ndeployment: x\n",
       "m.yml:2:13: error: Bad name in \"deployment\"\n  Expected 3 to 32 letters, digits and "
       "dashes, a letter first, "
       "a letter or digit last, got the text \"x\".\n"},
  });
}

TEST_CASE("tags that Azure refuses are told") {
  run({
      {"reserved by Azure", "batch_endpoint", "name: mnist\ntags: {Microsoft.x: y}\n",
       "m.yml:2:8: error: Reserved tag \"Microsoft.x\"\n"
       "  Azure keeps tags that begin with \"microsoft\"; choose another name.\n"},
      {"reserved by us", "model", "name: m\npath: ./m\ntags: {armature.stack: y}\n",
       "m.yml:3:8: error: Reserved tag \"armature.stack\"\n"
       "  Tags that begin with \"armature.\" are Armature's own; choose another name.\n"},
      {"empty", "online_deployment", online + "tags: {team: \"\"}\n",
       "m.yml:4:14: error: Empty tag \"team\"\n"
       "  The service refuses tags without a value; write one or leave the tag out.\n"},
      {"null", "compute", "name: cpu\ntags:\n  team:\n",
       "m.yml:3:3: error: Empty tag \"team\"\n"
       "  The service refuses tags without a value; write one or leave the tag out.\n"},
      {"a character that no tag has", "compute", "name: cpu\ntags: {a/b: c}\n",
       "m.yml:2:8: error: Bad tag name \"a/b\"\n"
       "  A tag's name has 1 to 512 characters and none of < > % & \\ ? /.\n"},
      {"assets may have what resources may not", "model",
       "name: m\npath: ./m\ntags: {azureml.x: y, a/b: c}\n", ""},
  });
}

TEST_CASE("fields that belong together are held against each other") {
  run({
      {"image and build", "environment", "name: e\nimage: u\nbuild: {path: ./b}\n",
       "m.yml:3:1: error: Both \"image\" and \"build\"\n  Exactly one of the two can be there. "
       "Give image for an "
       "image that exists, or build for a folder with a Dockerfile.\n"},
      {"conda without an image", "environment", "name: e\nbuild: {path: ./b}\nconda_file: c.yml\n",
       "m.yml:3:1: error: \"conda_file\" needs \"image\"\n  A conda file is installed on top of an "
       "image; put it into "
       "the Dockerfile of the build instead.\n"},
      {"more nodes than the most", "compute", "name: cpu\nmin_instances: 3\nmax_instances: 2\n",
       "m.yml:2:16: error: \"min_instances\" above \"max_instances\"\n"
       "  min_instances is 3, and max_instances is 2. Lower the first, or raise the second.\n"},
      {"more nodes than the default", "compute", "name: cpu\nmin_instances: 2\n",
       "m.yml:2:16: error: \"min_instances\" above \"max_instances\"\n"
       "  min_instances is 2, and max_instances is 1 where it is not given. Lower the first, or "
       "raise the second.\n"},
      {"a subnet's name without its network", "compute",
       "name: cpu\nnetwork_settings: {subnet: s}\n",
       "m.yml:2:28: error: Incomplete \"network_settings.subnet\"\n"
       "  \"s\" is a name: give network_settings.vnet_name as well, or the whole ARM id.\n"},
      {"the flat and the nested form", "batch_deployment",
       deployment + "mini_batch_size: 5\nsettings:\n  mini_batch_size: 6\n",
       "m.yml:5:3: error: Field \"mini_batch_size\" given twice\n"
       "  The same is said at m.yml:3. Keep one of the two.\n"},
  });
}

TEST_CASE("traffic that the service would refuse is told") {
  const std::string endpoint = "name: rt1\n";
  run({
      {"sums to 90", "online_endpoint", endpoint + "traffic: {blue: 60, green: 30}\n",
       "m.yml:2:1: error: \"traffic\" does not sum to 100\n  The entries sum to 90. Let the "
       "entries sum to 100, or "
       "write {} where no deployment shall serve.\n"},
      {"nothing serves", "online_endpoint", endpoint + "traffic: {blue: 0}\n", ""},
      {"cleared", "online_endpoint", endpoint + "traffic: {}\n", ""},
      {"more than all", "online_endpoint", endpoint + "traffic: {blue: 101}\n",
       "m.yml:2:17: error: Value out of range for \"traffic\"\n  Expected 0 to 100, got 101.\n"},
      {"too many copies", "online_endpoint", endpoint + "mirror_traffic: {blue: 60}\n",
       "m.yml:2:24: error: Value out of range for \"mirror_traffic\"\n  Expected 0 to 50, got "
       "60.\n"},
      {"copies for two", "online_endpoint", endpoint + "mirror_traffic: {blue: 10, green: 10}\n",
       "m.yml:2:28: error: Second entry in \"mirror_traffic\"\n"
       "  \"blue\" is there already. Calls can be copied to one deployment only.\n"},
      {"live and copied", "online_endpoint",
       endpoint + "traffic: {blue: 100}\nmirror_traffic: {Blue: 10}\n",
       "m.yml:3:18: error: \"Blue\" in \"traffic\" and in \"mirror_traffic\"\n"
       "  A deployment either serves or gets copies; take it out of one of the two.\n"},
      {"a name that no deployment can have", "online_endpoint", endpoint + "traffic: {1: 100}\n",
       "m.yml:2:11: error: Bad name in \"traffic\"\n  Expected the name of an online_deployment (3 "
       "to 32 letters, "
       "digits and dashes, a letter first, a letter or digit last), got \"1\".\n"},
  });
}

TEST_CASE("identities say whom they mean") {
  const std::string cluster = "name: cpu\n";
  run({
      {"system", "compute", cluster + "identity: {type: system_assigned}\n", ""},
      {"user", "compute",
       cluster + "identity:\n  type: user_assigned\n  user_assigned_identities:\n    - "
                 "resource_id: /subscriptions/s/x\n",
       ""},
      {"user without one", "compute", cluster + "identity: {type: user_assigned}\n",
       "m.yml:2:18: error: Identity and its type do not fit\n"
       "  user_assigned needs user_assigned_identities: a list of resource_id.\n"},
      {"no ARM id", "compute",
       cluster +
           "identity:\n  type: user_assigned\n  user_assigned_identities: [{resource_id: me}]\n",
       "m.yml:4:30: error: Bad identity\n"
       "  Write resource_id with the ARM id of a user-assigned identity (/subscriptions/...).\n"},
      {"no type", "compute", cluster + "identity: {}\n",
       "m.yml:2:11: error: Missing field \"identity.type\"\n  Write system_assigned, user_assigned "
       "or none.\n"},
  });
}

TEST_CASE("all problems of a document are told at once") {
  CHECK(
      problems("batch_deployment",
               "name: x\ncompute: azureml:c@latest\nretry_settings: {timeout: soon}\nfoo: bar\n") ==
      "m.yml:1:1: error: Missing field \"endpoint_name\"\n"
      "  Needed for a batch_deployment. Name of the endpoint that the deployment belongs to.\n"
      "m.yml:1:7: error: Bad name in \"name\"\n  Expected 3 to 32 letters, digits and dashes, a "
      "letter first, a "
      "letter or digit last, got the text \"x\".\n"
      "m.yml:2:10: error: Bad reference in \"compute\"\n  compute takes neither version nor "
      "label.\n"
      "  Write azureml:NAME of a compute, or its ARM id.\n"
      "m.yml:3:27: error: Wrong type for \"retry_settings.timeout\"\n"
      "  Expected an integer of seconds, got the text \"soon\".\n"
      "m.yml:4:1: error: Unknown field \"foo\"\n"
      "  Fields of a batch_deployment: $schema, arm, code_configuration, compute, description, "
      "endpoint_name, environment, "
      "environment_variables, error_threshold, kind, location, logging_level, "
      "max_concurrency_per_instance, "
      "mini_batch_size, model, name, output_action, output_file_name, properties, resources, "
      "retry_settings, settings, "
      "tags, type.\n");
}
