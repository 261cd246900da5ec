#include "unit/lower/lowered.hpp"

using namespace armature;

namespace {

std::string properties(const std::string& kind, const std::string& yaml) {
  const Lowered out = lowered({.documents = {{kind, yaml}}});
  CHECK(text_of(out.diagnostics) == "");
  return dump(find(*out.all.back().body, "properties") == nullptr
                  ? Json()
                  : *find(*out.all.back().body, "properties"));
}

const std::string lake = "name: lake\ntype: azure_data_lake_gen2\naccount_name: a\nfilesystem: f\n";

}  // namespace

TEST_CASE("credentials say of which type they are") {
  const std::string place =
      R"("datastoreType":"AzureDataLakeGen2","endpoint":"core.windows.net","filesystem":"f","protocol":"https"})";
  CHECK(properties("datastore", lake) ==
        R"({"accountName":"a","credentials":{"credentialsType":"None"},)" + place);
  CHECK(
      properties(
          "datastore",
          lake + "credentials: {tenant_id: t, client_id: c, certificate: pem, thumbprint: p}\n") ==
      R"({"accountName":"a","credentials":{"authorityUrl":"https://login.microsoftonline.com","clientId":"c",)"
      R"("credentialsType":"Certificate","secrets":{"certificate":"pem","secretsType":"Certificate"},)"
      R"("tenantId":"t","thumbprint":"p"},)" +
          place);
}

TEST_CASE("no credentials is something that a manifest says") {
  const Lowered out = lowered({.documents = {{"datastore", lake}}});
  const auto& declared = out.all.front().declared;
  CHECK(std::ranges::count(declared, "properties.credentials.credentialsType") == 1);
  CHECK(std::ranges::count(declared, "properties.credentials") == 0);
}

TEST_CASE("an mltable tells the paths that its table lists") {
  manifest::LocalFiles files;
  files.contents["data/table"] = content_at("data/table", "0123");
  files.contents["data/table"].is_file = false;
  files.texts["data/table/MLTable"] =
      "paths:\n  - file: ./a.csv\n  - pattern: ./*.csv\n  - folder: ./b\ntransformations: []\n";
  const Lowered out = lowered({.documents = {{"data", "name: t\ntype: mltable\npath: table\n"}},
                               .files = files,
                               .folder = "data"});
  CHECK(*find(*out.all.front().body, "properties.referencedUris") ==
        Json{"./a.csv", "./*.csv", "./b"});
  CHECK(out.all.front().holes.front().uri == lower::Hole::UriForm::azureml_short);
}

TEST_CASE("the table of an mltable is read, that of another folder is not") {
  const auto wanted = [](const std::string& type) {
    return lower::wanted_files(manifests_of(
        {.documents = {{"data", "name: t\ntype: " + type + "\npath: table/\n"}}, .folder = "d"}));
  };
  REQUIRE(wanted("mltable").size() == 2);
  CHECK(wanted("uri_folder").size() == 1);
}

TEST_CASE("what lies in a datastore needs it") {
  const Lowered out = lowered(
      {.documents = {
           {"data", "name: t\npath: azureml://datastores/lake/paths/raw\n"},
           {"model",
            "name: m\npath: "
            "azureml://subscriptions/S/resourcegroups/g/workspaces/w/datastores/l2/paths/x\n"},
           {"model",
            "name: n\npath: "
            "azureml://subscriptions/s/resourcegroups/g/workspaces/v/datastores/l2/paths/x\n"}}});
  REQUIRE(out.all[0].needs.size() == 1);
  CHECK(out.all[0].needs.front().target.text() == "datastore/lake");
  REQUIRE(out.all[1].needs.size() == 1);
  CHECK(out.all[1].needs.front().target.text() == "datastore/l2");
  CHECK(out.all[2].needs.empty());
}

TEST_CASE("items of a list are made by the rows of their variant") {
  CHECK(
      properties("compute",
                 "name: box\ntype: computeinstance\nschedules:\n  compute_start_stop:\n"
                 "    - {action: stop, trigger: {type: cron, expression: 0 18 * * *}}\n"
                 "    - {action: start, state: disabled, trigger: {type: recurrence, frequency: "
                 "day, interval: 2}}\n") ==
      R"({"computeType":"ComputeInstance","properties":{"applicationSharingPolicy":"Shared",)"
      R"("computeInstanceAuthorizationType":"personal","enableNodePublicIp":true,"schedules":{"computeStartStop":[)"
      R"({"action":"Stop","cron":{"expression":"0 18 * * *","timeZone":"UTC"},"status":"Enabled","triggerType":"Cron"},)"
      R"({"action":"Start","recurrence":{"frequency":"Day","interval":2,"timeZone":"UTC"},"status":"Disabled",)"
      R"("triggerType":"Recurrence"}]}}})");
}

TEST_CASE("an entry takes from its document what it does not say, and may hold a reference") {
  const Lowered out =
      lowered({.documents = {{"online_deployment",
                              "name: blue\nendpoint_name: rt1\ninstance_type: s\ndata_collector:\n"
                              "  sampling_rate: 0.5\n  collections:\n"
                              "    model_inputs: {enabled: true, data: 'azureml:kept:3'}\n"
                              "    model_outputs: {enabled: 'false', sampling_rate: 1}\n"}}});
  const lower::Desired& one = out.all.front();
  CHECK(
      dump(*find(*one.body, "properties.dataCollector")) ==
      R"({"collections":{"model_inputs":{"dataCollectionMode":"Enabled","dataId":null,"samplingRate":0.5},)"
      R"("model_outputs":{"dataCollectionMode":"Disabled","samplingRate":1}}})");
  REQUIRE(one.holes.size() == 2);
  CHECK(one.holes.front().path == "properties.dataCollector.collections.model_inputs.dataId");
  CHECK(one.holes.front().target.text() == "data/kept:3");
}

TEST_CASE("defaults of a component's inputs are texts of their type") {
  const Lowered out = lowered(
      {.documents = {{"component",
                      "name: c\nversion: 2\ncommand: echo\nenvironment: azureml:e:1\ninputs:\n"
                      "  rate: {type: number, default: 1, max: 2.5}\n"
                      "  epochs: {type: integer, default: 3, optional: true}\n"
                      "  flag: {type: boolean, default: true}\n"}}});
  CHECK(
      dump(*find(*out.all.back().body, "properties.componentSpec")) ==
      R"({"command":"echo","environment":null,"inputs":{"epochs":{"default":"3","optional":true,"type":"integer"},)"
      R"("flag":{"default":"True","type":"boolean"},"rate":{"default":"1.0","max":"2.5","type":"number"}},)"
      R"("is_deterministic":true,"name":"c","type":"command","version":"2"})");
}

TEST_CASE("a component's own environment is anonymous, whatever its name") {
  const Lowered out = lowered({.documents = {{"component",
                                              "name: c\ncommand: echo\n"
                                              "environment: {name: mine, image: u}\n"}}});
  CHECK(out.all.front().address.name == "CliV2AnonymousEnvironment");
  CHECK(out.all.back().holes.back().kind == lower::Hole::Kind::version);
}

TEST_CASE("a deployment of a component waits for what its settings name") {
  const Lowered out = lowered(
      {.documents = {{"batch_deployment",
                      "name: one\nendpoint_name: e\ntype: pipeline\ncomponent: azureml:c:1\n"
                      "settings: {default_compute: 'azureml:cpu', force_rerun: true}\n"}}});
  const lower::Desired& one = out.all.front();
  CHECK(dump(*find(*one.body, "properties.deploymentConfiguration.settings")) ==
        R"({"default_compute":"azureml:cpu","force_rerun":"True"})");
  REQUIRE(one.needs.size() == 1);
  CHECK(one.needs.front().target.text() == "compute/cpu");
}

TEST_CASE("a body is written as it is, with its leaves declared and ids filled in later") {
  const Lowered out = lowered(
      {.documents = {
           {"arm",
            "name: llama\n"
            "type: Microsoft.MachineLearningServices/workspaces/serverlessEndpoints@2026-05-01\n"
            "body:\n  tags: {team: a.b}\n  properties:\n    authMode: Key\n"
            "    list: [1, {a: 2}]\n    cluster: {$id: compute/cpu}\n"}}});
  const lower::Desired& one = out.all.front();
  CHECK(one.address.text() == "arm/serverlessEndpoints/llama");
  CHECK(one.id.text() == test_workspace + "/serverlessEndpoints/llama");
  CHECK(one.kind->tags == catalog::Tags::top_level);
  CHECK(
      dump(*one.body) ==
      R"({"properties":{"authMode":"Key","cluster":null,"list":[1,{"a":2}]},"tags":{"team":"a.b"}})");
  CHECK(one.declared == std::vector<std::string>{"properties.authMode", "properties.cluster",
                                                 "properties.list", "tags/team"});
  REQUIRE(one.holes.size() == 1);
  CHECK(one.holes.front().target.text() == "compute/cpu");
}

TEST_CASE("members of the body that have no field are laid into it") {
  const Lowered out = lowered(
      {.documents = {{"batch_endpoint", "name: e\narm:\n  properties: {newSwitch: true}\n"}}});
  CHECK(*find(*out.all.front().body, "properties.newSwitch") == true);
  CHECK(out.all.front().sources.at("properties.newSwitch").yaml == "arm.properties.newSwitch");
}
