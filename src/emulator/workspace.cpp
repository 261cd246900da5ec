#include "emulator/workspace.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace armature::emulator {
namespace {

constexpr std::string_view kType = "Microsoft.MachineLearningServices/workspaces";
constexpr std::array<std::string_view, 4> kDefaultDatastores = {
    "workspaceartifactstore", "workspaceblobstore", "workspacefilestore",
    "workspaceworkingdirectory"};

std::string stored_key(const Target& target) {
  return "w\x1f" + to_lower(target.subscription) + "\x1f" + to_lower(target.group) + "\x1f" +
         to_lower(target.workspace);
}

bool any_below(const Context& context, const std::string& prefix) {
  return !context.store.page(prefix, {}, 1).empty();
}

Json body_of(const Context& context, const Target& target) {
  const std::string guid = workspace_guid(target);
  const std::string location = workspace_location(context, target);
  const std::string group =
      "/subscriptions/" + target.subscription + "/resourceGroups/" + target.group;
  return {{"id", target.workspace_id()},
          {"name", target.workspace},
          {"type", std::string(kType)},
          {"location", location},
          {"kind", "Default"},
          {"tags", Json::object()},
          {"identity",
           {{"type", "SystemAssigned"},
            {"principalId", guid_of(guid + "principal")},
            {"tenantId", guid_of("tenant")}}},
          {"sku", {{"name", "Basic"}, {"tier", "Basic"}}},
          {"properties",
           {{"friendlyName", target.workspace},
            {"workspaceId", guid},
            {"provisioningState", "Succeeded"},
            {"publicNetworkAccess", "Enabled"},
            {"discoveryUrl", "https://" + location + ".api.azureml.ms/discovery"},
            {"storageAccount",
             group + "/providers/Microsoft.Storage/storageAccounts/" + storage_account(target)},
            {"keyVault", group + "/providers/Microsoft.KeyVault/vaults/kv" +
                             storage_account(target).substr(2)}}}};
}

}  // namespace

std::string workspace_guid(const Target& target) {
  return guid_of("workspace " + target.workspace_key());
}

std::string storage_account(const Target& target) {
  return "st" + md5_hex("account " + target.workspace_key()).substr(0, 12);
}

std::string account_key(std::string_view account) {
  const std::string half = hmac_sha256("armature emulator", account);
  return base64(half + hmac_sha256(half, account));
}

std::string default_container(const Target& target) {
  return "azureml-blobstore-" + workspace_guid(target);
}

std::string workspace_location(const Context& context, const Target& target) {
  const auto stored = context.store.get(stored_key(target));
  return stored == nullptr ? context.config.location : *stored;
}

std::optional<http::Response> missing_workspace(const Context& context, const Target& target) {
  if (!context.config.scopes_strict || context.store.get(stored_key(target)) != nullptr)
    return std::nullopt;
  const std::string subscription = "w\x1f" + to_lower(target.subscription) + "\x1f";
  if (!any_below(context, subscription))
    return refuse(404, "SubscriptionNotFound",
                  "The subscription '" + target.subscription + "' could not be found.");
  if (!any_below(context, subscription + to_lower(target.group) + "\x1f"))
    return refuse(404, "ResourceGroupNotFound",
                  "Resource group '" + target.group + "' could not be found.");
  return refuse(404, target.type == nullptr ? "ResourceNotFound" : "ParentResourceNotFound",
                "The workspace '" + target.workspace + "' under resource group '" + target.group +
                    "' was not found.");
}

http::Response get_workspace(const Context& context, const Call&, const Target& target) {
  return json_answer(200, dump(body_of(context, target)));
}

http::Response put_workspace(Context& context, const Call& call, const Target& target) {
  const auto body = parse_json(call.request.body);
  const Json* location = body ? find(*body, "location") : nullptr;
  if (location == nullptr || !location->is_string() ||
      location->get_ref<const std::string&>().empty())
    return refuse(400, "LocationRequired", "A workspace needs a location.");
  std::string name = to_lower(location->get_ref<const std::string&>());
  name.erase(std::remove(name.begin(), name.end(), ' '), name.end());
  const bool created = context.store.get(stored_key(target)) == nullptr;
  if (!created && workspace_location(context, target) != name)
    return refuse(409, "InvalidResourceLocation", "The location of a workspace cannot be changed.");
  context.store.put(stored_key(target), name);
  return json_answer(created ? 201 : 200, dump(body_of(context, target)));
}

std::span<const std::string_view> default_datastores() {
  return kDefaultDatastores;
}

std::optional<std::string> default_datastore(const Context& context, const Target& target) {
  const std::string name = to_lower(target.name());
  if (std::find(kDefaultDatastores.begin(), kDefaultDatastores.end(), name) ==
      kDefaultDatastores.end())
    return std::nullopt;
  const bool files = name == "workspacefilestore" || name == "workspaceworkingdirectory";
  Target canonical = target;
  canonical.names = {name};
  Json properties = {{"accountName", storage_account(target)},
                     {"endpoint", std::string(kHostSlot)},
                     {"protocol", std::string(kSchemeSlot)},
                     {"serviceDataAccessAuthIdentity", "None"},
                     {"subscriptionId", target.subscription},
                     {"resourceGroup", target.group},
                     {"isDefault", name == "workspaceblobstore"},
                     {"credentials", {{"credentialsType", "AccountKey"}}},
                     {"description", nullptr},
                     {"properties", Json::object()},
                     {"tags", Json::object()}};
  properties["datastoreType"] = files ? "AzureFile" : "AzureBlob";
  if (files)
    properties["fileShareName"] = "azureml-filestore-" + workspace_guid(target);
  else
    properties["containerName"] =
        name == "workspaceblobstore" ? default_container(target) : "azureml";
  const std::string epoch = iso_time(0);
  return dump({{"id", canonical.id()},
               {"name", name},
               {"type", std::string(canonical.type->full_type())},
               {"properties", std::move(properties)},
               {"systemData",
                {{"createdAt", epoch},
                 {"createdBy", context.config.who},
                 {"createdByType", "User"},
                 {"lastModifiedAt", epoch},
                 {"lastModifiedBy", context.config.who},
                 {"lastModifiedByType", "User"}}}});
}

}  // namespace armature::emulator
