#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "emulator/rules.hpp"
#include "emulator/workspace.hpp"

namespace armature::emulator {
namespace {

Json stored_or(const Draft& draft, std::string_view path, Json otherwise) {
  const Json* value = draft.stored == nullptr ? nullptr : find(*draft.stored, path);
  return value == nullptr ? std::move(otherwise) : *value;
}

/// principalId, tenantId, and the ids of each user identity.
void fill_identity(const Draft& draft) {
  if (!draft.body.contains("identity")) return;
  Json& identity = draft.body["identity"];
  const std::string type = identity.value("type", "None");
  if (type.find("SystemAssigned") != type.npos) {
    identity["principalId"] =
        stored_or(draft, "identity.principalId", guid_of("principal " + draft.target.key()));
    identity["tenantId"] = guid_of("tenant");
  }
  if (!identity.contains("userAssignedIdentities")) return;
  for (auto& [id, entry] : identity["userAssignedIdentities"].items())
    entry = {{"principalId", guid_of("principal " + to_lower(id))},
             {"clientId", guid_of("client " + to_lower(id))}};
}

void fill_endpoint(Draft& draft) {
  const bool online = draft.target.type->online;
  const std::string host =
      fmt::format("https://{}.{}.inference.ml.azure.com", to_lower(draft.target.name()),
                  workspace_location(draft.context, draft.target));
  Json& properties = draft.body["properties"];
  properties["scoringUri"] = host + (online ? "/score" : "/jobs");
  if (online) properties["swaggerUri"] = host + "/swagger.json";
  Json& bag = properties["properties"];
  bag["azureml.onlineendpointid"] = to_lower(draft.target.id());
  if (online) return;
  const char* const version = "properties.properties.BatchEndpointCreationApiVersion";
  bag["BatchEndpointCreationApiVersion"] =
      stored_or(draft, version, *draft.call.parameter("api-version"));
}

void fill_compute(Draft& draft) {
  const std::string now = iso_time(draft.context.now);
  Json& properties = draft.body["properties"];
  const std::string location = workspace_location(draft.context, draft.target);
  if (!draft.body.contains("location"))
    draft.body["location"] = stored_or(draft, "location", location);
  if (!properties.contains("computeLocation"))
    properties["computeLocation"] = draft.body["location"];
  properties["createdOn"] = stored_or(draft, "properties.createdOn", now);
  properties["modifiedOn"] = now;
  const Json* type = find(draft.body, "properties.computeType");
  properties["isAttachedCompute"] = *type != "AmlCompute" && *type != "ComputeInstance";
  if (*type == "AmlCompute")
    put(draft.body, "properties.properties.allocationStateTransitionTime",
        stored_or(draft, "properties.createdOn", now));
}

void fill_container(Draft& draft) {
  Json& properties = draft.body["properties"];
  properties["latestVersion"] = stored_or(draft, "properties.latestVersion", nullptr);
  properties["nextVersion"] = stored_or(draft, "properties.nextVersion", "1");
}

void fill_serverless(Draft& draft) {
  const std::string host =
      fmt::format("https://{}.{}.models.ai.azure.com", to_lower(draft.target.name()),
                  workspace_location(draft.context, draft.target));
  draft.body["properties"]["inferenceEndpoint"] = {{"uri", host}, {"headers", Json::object()}};
  draft.body["properties"]["endpointState"] = "Online";
}

void fill_connection(Draft& draft) {
  Json& properties = draft.body["properties"];
  properties["createdByWorkspaceArmId"] = draft.target.workspace_id();
  properties["group"] = "Azure";
}

/// The service writes "resourcegroups" here, whatever the client wrote.
void respell_compute_id(Draft& draft) {
  const Json* id = find(draft.body, "properties.compute");
  if (id == nullptr || !id->is_string()) return;
  std::string text = id->get<std::string>();
  constexpr std::string_view word = "/resourceGroups/";
  if (const auto at = to_lower(text).find(to_lower(word)); at != text.npos)
    text.replace(at, word.size(), to_lower(word));
  put(draft.body, "properties.compute", text);
}

}  // namespace

void fill_server_fields(Draft& draft) {
  fill_identity(draft);
  switch (draft.target.type->family) {
    case Family::compute:
      return fill_compute(draft);
    case Family::endpoint:
      return fill_endpoint(draft);
    case Family::container:
      return fill_container(draft);
    case Family::deployment:
      return respell_compute_id(draft);
    case Family::serverless:
      return fill_serverless(draft);
    case Family::connection:
      return fill_connection(draft);
    case Family::datastore:
    case Family::version:
      return;
  }
}

}  // namespace armature::emulator
