#include "emulator/defaults.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace armature::emulator {
namespace {

enum class Put : std::uint8_t {
  always,
  inside,  ///< only where the object around it is there
};

struct Default {
  std::string_view type;  ///< resource path
  std::string_view when;  ///< "path=value": only if the member has that value; "path": only if it
                          ///< is there; "!path": if not
  std::string_view path;
  std::string_view value;  ///< JSON text
  Put put = Put::always;
};

constexpr std::string_view kBatch = "batchEndpoints/deployments",
                           kOnline = "onlineEndpoints/deployments";
constexpr std::string_view kAml = "properties.computeType=AmlCompute",
                           kInstance = "properties.computeType=ComputeInstance";
constexpr std::string_view kModel = "!properties.deploymentConfiguration",
                           kPipeline = "properties.deploymentConfiguration";
constexpr std::string_view kManaged = "properties.endpointComputeType=Managed";
constexpr std::string_view kUtilization = "properties.scaleSettings.scaleType=TargetUtilization";

constexpr std::array kDefaults = {
    Default{"computes", "", "tags", "{}"},
    Default{"computes", "", "properties.description", "null"},
    Default{"computes", "", "properties.disableLocalAuth", "false"},
    Default{"computes", "", "properties.resourceId", "null"},
    Default{"computes", "", "properties.provisioningErrors", "null"},
    Default{"computes", kAml, "properties.properties.osType", "\"Linux\""},
    Default{"computes", kAml, "properties.properties.vmPriority", "\"Dedicated\""},
    Default{"computes", kAml, "properties.properties.virtualMachineImage", "null"},
    Default{"computes", kAml, "properties.properties.isolatedNetwork", "false"},
    Default{"computes", kAml, "properties.properties.enableNodePublicIp", "true"},
    Default{"computes", kAml, "properties.properties.remoteLoginPortPublicAccess", "\"Disabled\""},
    Default{"computes", kAml, "properties.properties.subnet", "null"},
    Default{"computes", kAml, "properties.properties.errors", "null"},
    Default{"computes", kAml, "properties.properties.allocationState", "\"Steady\""},
    Default{"computes", kAml, "properties.properties.currentNodeCount", "0"},
    Default{"computes", kAml, "properties.properties.targetNodeCount", "0"},
    Default{"computes", kAml, "properties.properties.nodeStateCounts",
            R"({"idleNodeCount":0,"runningNodeCount":0})"},
    Default{"computes", kAml, "properties.properties.scaleSettings.minNodeCount", "0"},
    Default{"computes", kAml, "properties.properties.scaleSettings.maxNodeCount", "1"},
    Default{"computes", kAml, "properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown",
            "\"PT2M\""},
    Default{"computes", kInstance, "properties.properties.applicationSharingPolicy", "\"Shared\""},
    Default{"computes", kInstance, "properties.properties.computeInstanceAuthorizationType",
            "\"personal\""},
    Default{"computes", kInstance, "properties.properties.sshSettings.sshPublicAccess",
            "\"Disabled\""},
    Default{"computes", "properties.computeType=Kubernetes", "properties.properties.namespace",
            "\"default\""},

    Default{"connections", "", "properties.credentials", "null"},
    Default{"connections", "", "properties.isSharedToAll", "false"},
    Default{"connections", "", "properties.expiryTime", "null"},
    Default{"connections", "", "properties.metadata", "{}"},
    Default{"connections", "", "properties.sharedUserList", "[]"},

    Default{"serverlessEndpoints", "", "tags", "{}"},
    Default{"serverlessEndpoints", "", "kind", "null"},
    Default{"serverlessEndpoints", "", "sku.name", "\"Consumption\""},
    Default{"serverlessEndpoints", "", "properties.contentSafety", "null"},

    Default{"datastores", "", "properties.description", "null"},
    Default{"datastores", "", "properties.tags", "{}"},
    Default{"datastores", "", "properties.properties", "{}"},
    Default{"datastores", "", "properties.isDefault", "false"},
    Default{"datastores", "", "properties.serviceDataAccessAuthIdentity", "\"None\""},
    Default{"datastores", "properties.accountName", "properties.endpoint", "\"core.windows.net\""},
    Default{"datastores", "properties.accountName", "properties.protocol", "\"https\""},
    Default{"datastores", "properties.accountName", "properties.subscriptionId", "null"},
    Default{"datastores", "properties.accountName", "properties.resourceGroup", "null"},

    Default{"models/versions", "", "properties.flavors", "null"},
    Default{"models/versions", "", "properties.jobName", "null"},
    Default{"models/versions", "", "properties.stage", "null"},
    Default{"models/versions", "", "properties.datasets", "null"},
    Default{"models/versions", "", "properties.modelType", "\"custom_model\""},
    Default{"environments/versions", "", "properties.environmentType", "\"UserCreated\""},
    Default{"environments/versions", "", "properties.osType", "\"Linux\""},
    Default{"environments/versions", "", "properties.autoRebuild", "\"Disabled\""},
    Default{"environments/versions", "", "properties.build", "null"},
    Default{"environments/versions", "", "properties.image", "null"},
    Default{"environments/versions", "", "properties.condaFile", "null"},
    Default{"environments/versions", "", "properties.inferenceConfig", "null"},
    Default{"environments/versions", "", "properties.stage", "null"},
    Default{"environments/versions", "", "properties.build.dockerfilePath", "\"Dockerfile\"",
            Put::inside},

    Default{"batchEndpoints", "", "tags", "{}"},
    Default{"batchEndpoints", "", "properties.description", "null"},
    Default{"batchEndpoints", "", "properties.keys", "null"},
    Default{"batchEndpoints", "", "properties.defaults", "null"},
    Default{"batchEndpoints", "", "properties.swaggerUri", "null"},

    Default{kBatch, "", "tags", "{}"},
    Default{kBatch, "", "properties.description", "null"},
    Default{kBatch, "", "properties.properties", "{}"},
    Default{kBatch, "", "properties.deploymentConfiguration", "null"},
    Default{kBatch, "", "properties.environmentVariables", "{}"},
    Default{kBatch, "", "properties.environmentId", "null"},
    Default{kBatch, "", "properties.codeConfiguration", "null"},
    Default{kBatch, "", "properties.compute", "null"},
    Default{kBatch, "", "properties.model", "null"},
    Default{kBatch, "", "properties.loggingLevel", "\"Info\""},
    Default{kBatch, "", "properties.outputFileName", "\"predictions.csv\""},
    Default{kBatch, "", "properties.resources.instanceCount", "1"},
    Default{kBatch, "", "properties.resources.instanceType", "null"},
    Default{kBatch, "", "properties.resources.properties", "{}"},
    Default{kBatch, kModel, "properties.errorThreshold", "-1"},
    Default{kBatch, kModel, "properties.maxConcurrencyPerInstance", "1"},
    Default{kBatch, kModel, "properties.miniBatchSize", "10"},
    Default{kBatch, kModel, "properties.outputAction", "\"AppendRow\""},
    Default{kBatch, kModel, "properties.retrySettings.maxRetries", "3"},
    Default{kBatch, kModel, "properties.retrySettings.timeout", "\"PT30S\""},
    Default{kBatch, kPipeline, "properties.errorThreshold", "0"},
    Default{kBatch, kPipeline, "properties.maxConcurrencyPerInstance", "0"},
    Default{kBatch, kPipeline, "properties.miniBatchSize", "0"},
    Default{kBatch, kPipeline, "properties.outputAction", "\"SummaryOnly\""},
    Default{kBatch, kPipeline, "properties.retrySettings.maxRetries", "0"},
    Default{kBatch, kPipeline, "properties.retrySettings.timeout", "\"PT0S\""},

    Default{"onlineEndpoints", "", "tags", "{}"},
    Default{"onlineEndpoints", "", "kind", "\"Managed\""},
    Default{"onlineEndpoints", "", "properties.description", "null"},
    Default{"onlineEndpoints", "", "properties.keys", "null"},
    Default{"onlineEndpoints", "", "properties.compute", "null"},
    Default{"onlineEndpoints", "", "properties.traffic", "{}"},
    Default{"onlineEndpoints", "", "properties.mirrorTraffic", "{}"},
    Default{"onlineEndpoints", "", "properties.publicNetworkAccess", "\"Enabled\""},

    Default{kOnline, "", "tags", "{}"},
    Default{kOnline, "", "sku.name", "\"Default\""},
    Default{kOnline, "", "sku.capacity", "1"},
    Default{kOnline, "", "properties.description", "null"},
    Default{kOnline, "", "properties.properties", "{}"},
    Default{kOnline, "", "properties.model", "null"},
    Default{kOnline, "", "properties.modelMountPath", "null"},
    Default{kOnline, "", "properties.environmentId", "null"},
    Default{kOnline, "", "properties.codeConfiguration", "null"},
    Default{kOnline, "", "properties.environmentVariables", "{}"},
    Default{kOnline, "", "properties.appInsightsEnabled", "false"},
    Default{kOnline, "", "properties.dataCollector", "null"},
    Default{kOnline, "", "properties.startupProbe", "null"},
    Default{kOnline, "", "properties.egressPublicNetworkAccess", "\"Enabled\""},
    Default{kOnline, kManaged, "properties.scaleSettings.scaleType", "\"Default\""},
    Default{kOnline, "", "properties.scaleSettings.scaleType", "\"TargetUtilization\""},
    Default{kOnline, kUtilization, "properties.scaleSettings.minInstances", "1"},
    Default{kOnline, kUtilization, "properties.scaleSettings.maxInstances", "1"},
    Default{kOnline, kUtilization, "properties.scaleSettings.pollingInterval", "\"PT1S\""},
    Default{kOnline, kUtilization, "properties.scaleSettings.targetUtilizationPercentage", "70"},
    Default{kOnline, "", "properties.requestSettings.maxConcurrentRequestsPerInstance", "1"},
    Default{kOnline, "", "properties.requestSettings.requestTimeout", "\"PT5S\""},
    Default{kOnline, "", "properties.requestSettings.maxQueueWait", "\"PT0.5S\""},
    Default{kOnline, "", "properties.livenessProbe.initialDelay", "\"PT10S\""},
    Default{kOnline, "", "properties.livenessProbe.period", "\"PT10S\""},
    Default{kOnline, "", "properties.livenessProbe.timeout", "\"PT2S\""},
    Default{kOnline, "", "properties.livenessProbe.failureThreshold", "30"},
    Default{kOnline, "", "properties.livenessProbe.successThreshold", "1"},
    Default{kOnline, "", "properties.readinessProbe.initialDelay", "\"PT10S\""},
    Default{kOnline, "", "properties.readinessProbe.period", "\"PT10S\""},
    Default{kOnline, "", "properties.readinessProbe.timeout", "\"PT2S\""},
    Default{kOnline, "", "properties.readinessProbe.failureThreshold", "30"},
    Default{kOnline, "", "properties.readinessProbe.successThreshold", "1"},
};

constexpr std::array<std::string_view, 12> kDurations = {
    "properties.retrySettings.timeout",
    "properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown",
    "properties.scaleSettings.pollingInterval",
    "properties.requestSettings.requestTimeout",
    "properties.requestSettings.maxQueueWait",
    "properties.livenessProbe.initialDelay",
    "properties.livenessProbe.period",
    "properties.livenessProbe.timeout",
    "properties.readinessProbe.initialDelay",
    "properties.readinessProbe.period",
    "properties.readinessProbe.timeout",
    "properties.properties.idleTimeBeforeShutdown",
};

bool holds(const Json& body, std::string_view path) {
  const Json* at = find(body, path);
  return at != nullptr && !at->is_null();
}

bool applies(const Json& body, std::string_view when) {
  if (when.empty()) return true;
  if (when[0] == '!') return !holds(body, when.substr(1));
  const auto equals = when.find('=');
  if (equals == when.npos) return holds(body, when);
  const Json* at = find(body, when.substr(0, equals));
  return at != nullptr && at->is_string() &&
         at->get_ref<const std::string&>() == when.substr(equals + 1);
}

bool fits(const Default& row, const Json& body) {
  if (find(body, row.path) != nullptr) return false;
  if (row.put == Put::inside) return holds(body, row.path.substr(0, row.path.rfind('.')));
  return true;
}

/// Line ends are LF, comment lines and trailing blanks are gone: the service parses the file and
/// writes it again.
std::string reformatted(std::string_view conda) {
  std::string out;
  for (std::string_view line : split(conda, '\n')) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
      line.remove_suffix(1);
    const auto first = line.find_first_not_of(" \t");
    if (first == line.npos || line[first] == '#') continue;
    out += line;
    out += '\n';
  }
  return out;
}

}  // namespace

void fill_defaults(const ResourceType& type, Json& body) {
  static const auto values = [] {
    std::vector<Json> parsed;
    for (const Default& row : kDefaults) parsed.push_back(Json::parse(row.value));
    return parsed;
  }();
  for (std::size_t i = 0; i < kDefaults.size(); ++i) {
    const Default& row = kDefaults[i];
    if (row.type == type.path && applies(body, row.when) && fits(row, body))
      put(body, row.path, values[i]);
  }
  if (!type.case_sensitive()) return;
  Json& properties = body["properties"];
  const auto fill = [&properties](const char* name, Json value) {
    if (!properties.contains(name)) properties[name] = std::move(value);
  };
  fill("description", nullptr);
  fill("tags", Json::object());
  fill("properties", Json::object());
  fill("isArchived", false);
  if (type.family == Family::version) fill("isAnonymous", false);
}

std::vector<std::string> normalise(const ResourceType& type, Json& body) {
  std::vector<std::string> complaints;
  for (const std::string_view path : kDurations) {
    const Json* at = find(body, path);
    if (at == nullptr || !at->is_string()) continue;
    std::string text = canonical_duration(at->get_ref<const std::string&>());
    if (text.empty())
      complaints.push_back(std::string(path) + ": expected an ISO 8601 duration");
    else
      put(body, path, std::move(text));
  }
  if (const Json* location = find(body, "location"); location != nullptr && location->is_string()) {
    std::string text = to_lower(location->get_ref<const std::string&>());
    text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
    if (text.empty()) complaints.emplace_back("location: the value is empty");
    body["location"] = std::move(text);
  }
  if (type.path == "environments/versions")
    if (const Json* conda = find(body, "properties.condaFile");
        conda != nullptr && conda->is_string())
      put(body, "properties.condaFile", reformatted(conda->get_ref<const std::string&>()));
  return complaints;
}

}  // namespace armature::emulator
