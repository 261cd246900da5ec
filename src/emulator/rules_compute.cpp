#include <array>

#include <nlohmann/json.hpp>

#include "emulator/rules.hpp"
#include "emulator/workspace.hpp"

namespace armature::emulator {
namespace {

/// A PUT that changes these is acknowledged and has no effect.
constexpr std::array<std::string_view, 10> kIgnored = {
    "properties.properties.vmSize",
    "properties.properties.vmPriority",
    "properties.properties.osType",
    "properties.properties.subnet",
    "properties.properties.userAccountCredentials",
    "properties.properties.enableNodePublicIp",
    "properties.properties.remoteLoginPortPublicAccess",
    "properties.disableLocalAuth",
    "properties.description",
    "properties.computeLocation"};

/// Secrets of the node account are never given back.
void hide_account(Json& body) {
  drop(body, "properties.properties.userAccountCredentials.adminUserPassword");
  drop(body, "properties.properties.userAccountCredentials.adminUserSshPublicKey");
}

Verdict cluster_rules(Draft& draft) {
  const Json* size = find(draft.body, "properties.properties.vmSize");
  if (draft.stored == nullptr && (size == nullptr || size->get_ref<const std::string&>().empty()))
    return user_error("properties.properties.vmSize: a cluster needs a VM size.");
  const Json* least = find(draft.body, "properties.properties.scaleSettings.minNodeCount");
  const Json* most = find(draft.body, "properties.properties.scaleSettings.maxNodeCount");
  if (most != nullptr && *most < 0)
    return user_error("properties.properties.scaleSettings.maxNodeCount: less than 0.");
  if (least != nullptr && *least < 0)
    return user_error("properties.properties.scaleSettings.minNodeCount: less than 0.");
  if (least != nullptr && most != nullptr && *least > *most)
    return user_error("properties.properties.scaleSettings.minNodeCount: more than maxNodeCount.");
  hide_account(draft.body);
  for (const std::string_view path : kIgnored) keep(draft, path);
  return std::nullopt;
}

/// Of other computes the service takes nothing but tags once they are there.
Verdict fixed_rules(Draft& draft) {
  const Json* type = find(draft.body, "properties.computeType");
  const Json* id = find(draft.body, "properties.resourceId");
  const bool instance = *type == "ComputeInstance";
  if (!instance && (id == nullptr || id->get_ref<const std::string&>().empty()))
    return user_error("properties.resourceId: an attached compute needs the id of what it is.");
  drop(draft.body, "properties.properties.administratorAccount.password");
  drop(draft.body, "properties.properties.administratorAccount.privateKeyData");
  for (const char* path : {"properties.properties", "properties.description",
                           "properties.resourceId", "properties.computeLocation", "identity"})
    keep(draft, path);
  return std::nullopt;
}

/// A cluster that was only detached is still there, with its old size.
void adopt_detached(Draft& draft) {
  const std::string key = "h\x1f" + draft.target.key();
  const auto size = draft.stored == nullptr ? draft.context.store.get(key) : nullptr;
  if (size != nullptr) put(draft.body, "properties.properties.vmSize", *size);
}

}  // namespace

Verdict compute_rules(Draft& draft) {
  const Json* properties = find(draft.body, "properties");
  if (properties == nullptr) return user_error("properties: a compute needs properties.");
  if (changed(draft, "properties.computeType"))
    return user_error("properties.computeType: the type of a compute cannot be changed.");
  const Json* type = find(draft.body, "properties.computeType");
  if (*type != "AmlCompute") return fixed_rules(draft);
  const Json* login = find(draft.body, "properties.properties.remoteLoginPortPublicAccess");
  if (login != nullptr && *login == "NotSpecified")
    drop(draft.body, "properties.properties.remoteLoginPortPublicAccess");
  adopt_detached(draft);
  return cluster_rules(draft);
}

Verdict datastore_rules(Draft& draft) {
  if (default_datastore(draft.context, draft.target))
    return user_error("A default datastore of the workspace cannot be changed.");
  for (const char* path :
       {"properties.datastoreType", "properties.accountName", "properties.containerName",
        "properties.fileShareName", "properties.filesystem", "properties.storeName",
        "properties.artifact", "properties.oneLakeWorkspaceName"})
    if (changed(draft, path))
      return user_error(std::string(path) + ": where a datastore lies cannot be changed.");
  const Json* type = find(draft.body, "properties.credentials.credentialsType");
  const Json* secrets = find(draft.body, "properties.credentials.secrets.secretsType");
  if (secrets != nullptr && *secrets != *type)
    return user_error(
        "properties.credentials.secrets.secretsType: differs from the type of the credentials.");
  return std::nullopt;
}

}  // namespace armature::emulator
