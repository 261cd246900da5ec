#include "emulator/write.hpp"

#include <algorithm>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "emulator/busy.hpp"
#include "emulator/containers.hpp"
#include "emulator/defaults.hpp"
#include "emulator/operations.hpp"
#include "emulator/rules.hpp"
#include "emulator/types.hpp"
#include "emulator/workspace.hpp"

namespace armature::emulator {
namespace {

std::string creations_key(const std::string& key) {
  return "n\x1f" + key;
}

std::string joined(const std::vector<std::string>& complaints) {
  std::string text;
  for (const std::string& one : complaints) text += (text.empty() ? "" : "; ") + one;
  return text;
}

bool json_type(const http::Request& request) {
  const std::string* type = http::header(request.headers, "Content-Type");
  return type != nullptr && starts_with_ignoring_case(*type, "application/json");
}

std::optional<http::Response> read_body(const Call& call, Json& out) {
  if (!json_type(call.request))
    return refuse(415, "UnsupportedMediaType", "The body has to be sent as application/json.");
  auto parsed = parse_json(call.request.body);
  if (!parsed || !parsed->is_object())
    return refuse(400, "InvalidRequestContent",
                  "The request content was invalid: a JSON object is expected.");
  if (holds_slots(call.request.body))
    return refuse(400, "InvalidRequestContent", "The request content holds Unicode noncharacters.");
  out = std::move(*parsed);
  return std::nullopt;
}

/// Volatile members apart, is it what is stored already?
bool same_configuration(Json fresh, Json stored) {
  for (Json* body : {&fresh, &stored}) {
    body->erase("systemData");
    drop(*body, "properties.provisioningState");
    drop(*body, "properties.modifiedOn");
    drop(*body, "properties.properties.AzureAsyncOperationUri");
  }
  return fresh == stored;
}

Json system_data(const Context& context, const Json* stored, bool unchanged) {
  const Json* before = stored == nullptr ? nullptr : find(*stored, "systemData");
  if (before != nullptr && unchanged) return *before;
  const std::string now = iso_time(context.now);
  Json data = {{"lastModifiedAt", now},
               {"lastModifiedBy", context.config.who},
               {"lastModifiedByType", "User"}};
  data["createdAt"] = before == nullptr ? Json(now) : before->value("createdAt", Json(now));
  data["createdBy"] = before == nullptr ? Json(context.config.who)
                                        : before->value("createdBy", Json(context.config.who));
  data["createdByType"] = "User";
  return data;
}

/// Puts what varies with time and request back into slots, after everything else is settled.
void set_slots(const Target& target, const Operation* operation, Json& body) {
  if (target.type->has_state) put(body, "properties.provisioningState", std::string(kStateSlot));
  const Family family = target.type->family;
  if (operation != nullptr && (family == Family::endpoint || family == Family::deployment))
    put(body, "properties.properties.AzureAsyncOperationUri",
        std::string(kOriginSlot) + operation->status_path);
}

bool only_capacity_differs(const Json& body, const Json& stored) {
  const Json* before = find(stored, "sku.capacity");
  const Json* after = find(body, "sku.capacity");
  if (before == nullptr || after == nullptr || *before == *after) return false;
  Json same = body;
  put(same, "sku.capacity", *before);
  return same_configuration(std::move(same), stored);
}

std::string doing(const Draft& draft) {
  if (draft.stored == nullptr) return "Creating";
  const bool scaling = draft.target.type->family == Family::deployment &&
                       only_capacity_differs(draft.body, *draft.stored);
  return scaling ? "Scaling" : "Updating";
}

/// The id keeps the casing of the first write.
void set_identity(Draft& draft) {
  if (draft.stored != nullptr) {
    for (const char* name : {"id", "name", "type"}) draft.body[name] = draft.stored->at(name);
    return;
  }
  draft.body["id"] = draft.target.id();
  draft.body["name"] = draft.target.name();
  draft.body["type"] = std::string(draft.target.type->full_type());
}

/// The types do not mark the credentials of a connection; GET shows none of them all the same.
void mask_credentials(const Target& target, Json& body, Json& secrets) {
  if (target.type->family != Family::connection) return;
  if (const Json* held = find(body, "properties.credentials")) {
    put(secrets, "properties.credentials", *held);
    put(body, "properties.credentials", nullptr);
  }
}

http::Response store_draft(Draft& draft, const std::string& verb, std::unique_ptr<Record> record) {
  Context& context = draft.context;
  const Target& target = draft.target;
  const bool created = draft.stored == nullptr;
  const std::string key = target.key();
  Json secrets = take_write_only(body_type(target.type->path), draft.body);
  mask_credentials(target, draft.body, secrets);
  fill_defaults(*target.type, draft.body);
  set_identity(draft);
  fill_server_fields(draft);
  const bool unchanged = !created && same_configuration(draft.body, *draft.stored);
  draft.body["systemData"] = system_data(context, draft.stored, unchanged);
  if (created) context.store.erase("x\x1f" + key);  // of a namesake that is gone
  if (!secrets.empty()) context.store.put("x\x1f" + key, dump(secrets));

  if (record == nullptr) record = std::make_unique<Record>();
  std::optional<Operation> operation;
  if (target.type->long_running)
    operation = begin_operation(context, target, verb, doing(draft), *record);
  const bool old_style = created && operation && context.on(Switch::put_returns_202);
  record->hidden = old_style;
  const Json* archived = find(draft.body, "properties.isArchived");
  record->archived = archived != nullptr && *archived == true;
  set_slots(target, operation ? &*operation : nullptr, draft.body);
  record->body = dump(draft.body);
  save(context, key, *record);
  if (created) context.store.put(creations_key(key), std::to_string(creations(context, key) + 1));
  if (target.type->family == Family::version && created) note_version(context, target, draft.body);

  const bool bodyless = old_style || (verb == "PATCH" && operation &&
                                      answer_form(context, target, verb) != AnswerForm::status_url);
  http::Response answer =
      bodyless ? http::Response{202, {}, {}}
               : json_answer(created ? 201 : 200, render(*record, draft.call, context.now));
  if (operation) announce(context, draft.call, target, *operation, answer);
  return answer;
}

/// Everything between a parsed body and the stored one.
http::Response carry_out(Context& context, const Call& call, const Target& target, Json body,
                         const std::string& verb) {
  const std::string key = target.key();
  auto record = load(context, key);
  if (record == nullptr && !name_ok(target.type->name_rule, target.name()))
    return refuse(400, "InvalidResourceName",
                  fmt::format("The name '{}' is not valid: {}.", target.name(),
                              describe(target.type->name_rule)));
  std::optional<Json> stored;
  if (record != nullptr) stored = rendered_json(*record, call, context.now);
  const Json fresh = {{"id", target.id()},
                      {"name", target.name()},
                      {"type", std::string(target.type->full_type())}};
  const std::string& version = *call.parameter("api-version");
  const CheckOptions options{
      .unknown_refused = strict_version(version) && context.on(Switch::unknown_fields_refused),
      .stored = stored ? &*stored : &fresh};
  auto complaints = check_body(body_type(target.type->path), body, options);
  if (complaints.empty()) complaints = normalise(*target.type, body);
  if (const auto name = body.find("name");
      name != body.end() && !equal_ignoring_case(name->get<std::string>(), target.name()))
    complaints.emplace_back("name: differs from the name in the URL");
  if (!complaints.empty()) return refuse(400, "InvalidRequestContent", joined(complaints));
  if (auto busy = busy_refusal(context, target, record.get())) return *busy;
  Draft draft{context, call, target, body, stored ? &*stored : nullptr};
  if (const Verdict refusal = apply_rules(draft))
    return refuse(refusal->status, refusal->code, refusal->message);
  return store_draft(draft, verb, std::move(record));
}

std::optional<http::Response> missing_parent(const Context& context, const Target& target) {
  if (target.type->family != Family::deployment || load(context, target.parent().key()) != nullptr)
    return std::nullopt;
  return refuse(404, "ParentResourceNotFound",
                "The endpoint '" + target.names[0] + "' was not found.");
}

/// Whether a dotted path of the body lies at or below one that PATCH carries.
void refuse_others(const Json& body, const std::string& path,
                   std::span<const std::string_view> allowed, std::string& refused) {
  for (const auto& [name, value] : body.items()) {
    const std::string here = path.empty() ? name : path + "." + name;
    const bool taken = std::any_of(allowed.begin(), allowed.end(),
                                   [&](std::string_view one) { return one == here; });
    const bool leads = std::any_of(allowed.begin(), allowed.end(), [&](std::string_view one) {
      return one.starts_with(here + ".");
    });
    if (leads && value.is_object())
      refuse_others(value, here, allowed, refused);
    else if (!taken)
      refused += (refused.empty() ? "" : ", ") + here;
  }
}

/// Drops what the service has added, so that the rest can be written again.
Json writable(const Target& target, Json stored) {
  const CheckOptions keep_all{.unknown_refused = false, .stored = nullptr};
  check_body(body_type(target.type->path), stored, keep_all);
  return stored;
}

}  // namespace

std::uint64_t creations(const Context& context, const std::string& key) {
  const auto text = context.store.get(creations_key(key));
  return text == nullptr ? 0 : std::stoull(*text);
}

http::Response put_resource(Context& context, const Call& call, const Target& target) {
  if (auto missing = missing_parent(context, target)) return *missing;
  Json body;
  if (auto refusal = read_body(call, body)) return *refusal;
  return carry_out(context, call, target, std::move(body), "PUT");
}

http::Response patch_resource(Context& context, const Call& call, const Target& target) {
  if (target.type->patch.empty())
    return refuse(405, "MethodNotAllowed", "This resource type has no PATCH.");
  Json part;
  if (auto refusal = read_body(call, part)) return *refusal;
  const auto record = load(context, target.key());
  if (record == nullptr || !record->shown(context.now))
    return refuse(404, "ResourceNotFound", "The resource '" + target.id() + "' was not found.");
  std::string refused;
  refuse_others(part, {}, target.type->patch, refused);
  if (!refused.empty())
    return refuse(400, "InvalidRequestContent", refused + ": a PATCH cannot carry this.");
  Json body = writable(target, rendered_json(*record, call, context.now));
  if (part.contains("tags")) body.erase("tags");
  body.merge_patch(part);
  return carry_out(context, call, target, std::move(body), "PATCH");
}

}  // namespace armature::emulator
