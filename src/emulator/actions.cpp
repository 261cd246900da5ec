#include "emulator/actions.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "emulator/blob.hpp"
#include "emulator/workspace.hpp"

namespace armature::emulator {
namespace {

constexpr Nanos kSasLifetime = 24LL * 3600 * 1'000'000'000;

http::Response absent(const Target& target) {
  return refuse(404, "ResourceNotFound", "The resource '" + target.id() + "' was not found.");
}

Json stored_secrets(const Context& context, const Target& target) {
  const auto text = context.store.get("x\x1f" + target.key());
  return text == nullptr ? Json::object() : Json::parse(*text, nullptr, false);
}

http::Response list_secrets(const Context& context, const Target& target) {
  if (default_datastore(context, target))
    return json_answer(
        200, dump({{"secretsType", "AccountKey"}, {"key", account_key(storage_account(target))}}));
  if (load(context, target.key()) == nullptr) return absent(target);
  const Json secrets = stored_secrets(context, target);
  const Json* held = find(secrets, "properties.credentials.secrets");
  if (held == nullptr) return refuse(400, "UserError", "The datastore holds no secrets.");
  return json_answer(200, dump(*held));
}

http::Response list_keys(const Context& context, const Call& call, const Target& target) {
  const auto record = load(context, target.key());
  if (record == nullptr) return absent(target);
  const Json body = rendered_json(*record, call, context.now);
  const Json* mode = find(body, "properties.authMode");
  if (mode == nullptr || *mode != "Key")
    return refuse(400, "UserError", "The endpoint does not use keys.");
  const Json secrets = stored_secrets(context, target);
  Json keys = Json::object();
  for (const char* name : {"primaryKey", "secondaryKey"}) {
    const Json* given = find(secrets, std::string("properties.keys.") + name);
    keys[name] = given != nullptr ? *given : Json(base64(hmac_sha256(name, target.key())));
  }
  return json_answer(200, dump(keys));
}

http::Response list_connection_secrets(const Context& context, const Call& call,
                                       const Target& target) {
  const auto record = load(context, target.key());
  if (record == nullptr) return absent(target);
  Json body = rendered_json(*record, call, context.now);
  const Json secrets = stored_secrets(context, target);
  if (const Json* held = find(secrets, "properties.credentials"))
    put(body, "properties.credentials", *held);
  return json_answer(200, dump(body));
}

/// A container of its own for each upload; versions of code only.
http::Response start_pending_upload(Context& context, const Call& call, const Target& target) {
  const auto body =
      parse_json(call.request.body.empty() ? "{}" : std::string_view(call.request.body));
  if (!body || !body->is_object())
    return refuse(400, "InvalidRequestContent",
                  "The request content was invalid: a JSON object is expected.");
  for (const auto& [name, value] : body->items()) {
    const bool type =
        name == "pendingUploadType" && (value == "TemporaryBlobReference" || value == "None");
    if (!type && !(name == "pendingUploadId" && (value.is_null() || value.is_string())))
      return refuse(400, "InvalidRequestContent",
                    name + ": not known, or not a value that is known.");
  }
  std::string id = guid_of("pending " + std::to_string(next_number(context)));
  if (const auto given = body->find("pendingUploadId"); given != body->end() && given->is_string())
    id = given->get<std::string>();
  const std::string account = storage_account(target);
  const std::string container = "azureml-" + md5_hex(id).substr(0, 20);
  const std::string uri = fmt::format("{}/{}/{}", call.origin(), account, container);
  const std::string arm = fmt::format(
      "/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Storage/storageAccounts/{}",
      target.subscription, target.group, account);
  const std::string sas = container_sas(account, container, context.now + kSasLifetime);
  const Json reference = {{"blobUri", uri},
                          {"storageAccountArmId", arm},
                          {"credential", {{"credentialType", "SAS"}, {"sasUri", uri + "?" + sas}}}};
  return json_answer(200, dump({{"pendingUploadId", id},
                                {"pendingUploadType", "TemporaryBlobReference"},
                                {"blobReferenceForConsumption", reference}}));
}

}  // namespace

http::Response act(Context& context, const Call& call, const Target& target) {
  const bool item = target.type != nullptr && !target.collection;
  if (item && target.type->path == "datastores" &&
      equal_ignoring_case(target.action, "listSecrets"))
    return list_secrets(context, target);
  if (item && target.type->family == Family::connection &&
      equal_ignoring_case(target.action, "listsecrets"))
    return list_connection_secrets(context, call, target);
  if (item && target.type->family == Family::endpoint &&
      equal_ignoring_case(target.action, "listKeys"))
    return list_keys(context, call, target);
  if (item && target.type->path == "codes/versions" &&
      equal_ignoring_case(target.action, "startPendingUpload"))
    return start_pending_upload(context, call, target);
  return refuse(404, "NotFound", "No such action: " + target.action);
}

}  // namespace armature::emulator
