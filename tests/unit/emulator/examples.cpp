#include <catch2/catch.hpp>

#include "unit/emulator/cloud.hpp"

namespace armature::test {
namespace {

constexpr const char* kGuid = "11111111-2222-3333-4444-555555555555";

Json online_deployment(const Cloud& cloud) {
  return {
      {"location", "eastus"},
      {"sku", {{"name", "Default"}, {"capacity", 2}, {"tier", "Standard"}}},
      {"tags", {{"team", "vision"}}},
      {"properties",
       {{"endpointComputeType", "Managed"},
        {"instanceType", "Standard_DS3_v2"},
        {"model", cloud.id("/models/mnist/versions/1")},
        {"environmentId", cloud.id("/environments/mnist-env/versions/1")},
        {"codeConfiguration",
         {{"codeId", cloud.id("/codes/score/versions/1")}, {"scoringScript", "score.py"}}},
        {"appInsightsEnabled", true},
        {"environmentVariables", {{"MODE", "fast"}}},
        {"scaleSettings", {{"scaleType", "Default"}}},
        {"requestSettings", {{"maxConcurrentRequestsPerInstance", 4}, {"requestTimeout", "PT90S"}}},
        {"livenessProbe", {{"period", "PT20S"}, {"failureThreshold", 5}}},
        {"dataCollector",
         {{"collections", {{"in", {{"dataCollectionMode", "Enabled"}}}}},
          {"requestLogging", {{"captureHeaders", {"a"}}}}}}}}};
}

Json batch_deployment(const Cloud& cloud) {
  return {{"location", "eastus"},
          {"properties",
           {{"model", {{"referenceType", "Id"}, {"assetId", cloud.id("/models/mnist/versions/1")}}},
            {"environmentId", cloud.id("/environments/mnist-env/versions/1")},
            {"codeConfiguration",
             {{"codeId", cloud.id("/codes/score/versions/1")}, {"scoringScript", "batch.py"}}},
            {"compute", cloud.id("/computes/batch-cluster")},
            {"resources", {{"instanceCount", 1}, {"properties", {{"any", {1, "two"}}}}}},
            {"miniBatchSize", 5},
            {"outputAction", "AppendRow"},
            {"retrySettings", {{"maxRetries", 3}, {"timeout", "PT30S"}}},
            {"environmentVariables", {{"MODE", "fast"}}}}}};
}

Json cluster() {
  return {{"location", "eastus"},
          {"tags", {{"team", "vision"}}},
          {"identity", {{"type", "SystemAssigned"}}},
          {"properties",
           {{"computeType", "AmlCompute"},
            {"description", "batch"},
            {"disableLocalAuth", false},
            {"properties",
             {{"vmSize", "STANDARD_D2_V2"},
              {"osType", "Linux"},
              {"enableNodePublicIp", true},
              {"subnet", {{"id", "/subscriptions/s/net"}}},
              {"userAccountCredentials",
               {{"adminUserName", "ops"}, {"adminUserPassword", "secret-word"}}},
              {"scaleSettings",
               {{"minNodeCount", 0},
                {"maxNodeCount", 5},
                {"nodeIdleTimeBeforeScaleDown", "PT120S"}}}}}}}};
}

Json instance() {
  return {{"location", "eastus"},
          {"properties",
           {{"computeType", "ComputeInstance"},
            {"properties",
             {{"vmSize", "STANDARD_D2_V2"},
              {"personalComputeInstanceSettings",
               {{"assignedUser", {{"objectId", kGuid}, {"tenantId", kGuid}}}}},
              {"customServices",
               {{{"name", "rstudio"}, {"image", {{"type", "docker"}, {"reference", "r"}}}}}},
              {"schedules",
               {{"computeStartStop", {{{"action", "Start"}, {"status", "Enabled"}}}}}}}}}}};
}

Json kubernetes() {
  return {{"properties",
           {{"computeType", "AKS"},
            {"resourceId", "/subscriptions/s/aks"},
            {"properties",
             {{"agentCount", 3},
              {"aksNetworkingConfiguration",
               {{"dnsServiceIP", "10.0.0.10"}, {"serviceCidr", "10.0.0.0/16"}, {"subnetId", "x"}}},
              {"sslConfiguration", {{"overwriteExistingDomain", true}}}}}}}};
}

}  // namespace

std::vector<Example> examples(const Cloud& cloud) {
  const Json identities = {{"/subscriptions/s/id", Json::object()}};
  return {
      {"/computes/batch-cluster", cluster()},
      {"/computes/workstation", instance()},
      {"/computes/attached", kubernetes()},
      {"/datastores/extra",
       {{"properties",
         {{"datastoreType", "AzureDataLakeGen2"},
          {"accountName", "lake"},
          {"filesystem", "raw"},
          {"tags", {{"a", "b"}}},
          {"credentials",
           {{"credentialsType", "ServicePrincipal"},
            {"clientId", kGuid},
            {"tenantId", kGuid},
            {"secrets", {{"secretsType", "ServicePrincipal"}, {"clientSecret", "hush"}}}}}}}}},
      {"/codes/score/versions/1",
       {{"properties",
         {{"codeUri", "https://x.blob.core.windows.net/c/code"},
          {"isAnonymous", false},
          {"properties", {{"hash_sha256", "ab"}}}}}}},
      {"/codes/score", {{"properties", {{"description", "scoring"}, {"isArchived", false}}}}},
      {"/models/mnist/versions/1",
       {{"properties",
         {{"modelUri", "https://x.blob.core.windows.net/c/model"},
          {"modelType", "custom_model"},
          {"flavors", {{"onnx", {{"data", {{"v", "1"}}}}}}}}}}},
      {"/environments/mnist-env/versions/1",
       {{"properties",
         {{"image", "ubuntu:22.04"},
          {"condaFile", "name: x\n"},
          {"osType", "Linux"},
          {"inferenceConfig", {{"livenessRoute", {{"path", "/live"}, {"port", 5001}}}}}}}}},
      {"/environments/built/versions/1",
       {{"properties", {{"build", {{"contextUri", "https://x.blob.core.windows.net/c/ctx/"}}}}}}},
      {"/data/digits/versions/1",
       {{"properties",
         {{"dataType", "mltable"},
          {"dataUri", "azureml://jobs/x/outputs/y"},
          {"referencedUris", {"a", "b"}}}}}},
      {"/components/step/versions/1",
       {{"properties", {{"componentSpec", {{"type", "command"}, {"n", 1}}}}}}},
      {"/batchEndpoints/mnist-batch",
       {{"location", "eastus"},
        {"tags", {{"team", "vision"}}},
        {"properties",
         {{"authMode", "AADToken"}, {"description", "digits"}, {"properties", {{"note", "x"}}}}}}},
      {"/batchEndpoints/mnist-batch/deployments/torch", batch_deployment(cloud)},
      {"/onlineEndpoints/mnist-rt",
       {{"location", "eastus"},
        {"identity", {{"type", "UserAssigned"}, {"userAssignedIdentities", identities}}},
        {"properties",
         {{"authMode", "Key"},
          {"publicNetworkAccess", "Enabled"},
          {"keys", {{"primaryKey", "one"}, {"secondaryKey", "two"}}},
          {"traffic", Json::object()}}}}},
      {"/onlineEndpoints/mnist-rt/deployments/blue", online_deployment(cloud)},
  };
}

void fill(Cloud& cloud) {
  for (const Example& example : examples(cloud)) {
    const http::Response answer = cloud.put(example.path, example.body);
    INFO(example.path << ": " << answer.body);
    REQUIRE((answer.status == 201 || answer.status == 200));
  }
}

}  // namespace armature::test
