#include "emulator/operations.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "emulator/workspace.hpp"

namespace armature::emulator {
namespace {

constexpr std::string_view kOperationVersion = "2023-04-01-preview";

std::string store_key(std::string_view guid) {
  return "o\x1f" + std::string(guid);
}

/// The query looks as ARM's signed ones do and is a function of the path, so that a changed byte
/// shows.
std::string signed_url(const std::string& path, Nanos start) {
  const std::string mark = base64url(hmac_sha256("armature operation url", path));
  return fmt::format("{}?api-version={}&t={}&c=MIIHhzCCBm-{}&s={}&h={}", path, kOperationVersion,
                     start / 1'000'000'000, mark.substr(0, 16),
                     mark + base64url(hmac_sha256(mark, path)), mark.substr(8, 20));
}

void store(Context& context, const Operation& operation) {
  context.store.put(store_key(operation.guid),
                    fmt::format("{}\x1f{}\x1f{}\x1f{}\x1f{}\x1f{}\n{}", operation.start,
                                operation.end, operation.verb, operation.status_path,
                                operation.result_path, operation.failure, operation.resource_key));
}

bool fetch(const Context& context, std::string_view guid, Operation& out) {
  const auto text = context.store.get(store_key(guid));
  if (text == nullptr) return false;
  const auto line = text->find('\n');
  const auto parts = split(std::string_view(*text).substr(0, line), '\x1f');
  if (line == std::string::npos || parts.size() != 6) return false;
  out = {.guid = std::string(guid),
         .verb = std::string(parts[2]),
         .resource_key = text->substr(line + 1),
         .status_path = std::string(parts[3]),
         .result_path = std::string(parts[4]),
         .start = std::stoll(std::string(parts[0])),
         .end = std::stoll(std::string(parts[1])),
         .failure = std::string(parts[5])};
  return true;
}

/// Code and message of a failure, as an error member.
Json error_of(const std::string& failure) {
  const auto colon = failure.find(": ");
  if (colon == failure.npos) return {{"code", failure}, {"message", failure}};
  return {{"code", failure.substr(0, colon)}, {"message", failure.substr(colon + 2)}};
}

void add_retry_after(const Context& context, http::Response& answer) {
  if (context.config.retry_after_seconds > 0)
    answer.headers.emplace_back("Retry-After", std::to_string(context.config.retry_after_seconds));
}

http::Response poll_status(const Context& context, const Call& call, const Operation& operation) {
  const bool running = context.now < operation.end;
  if (!running && operation.failure.empty() && context.on(Switch::status_url_answers_resource))
    if (const auto record = load(context, operation.resource_key))
      return json_answer(200, render(*record, call, context.now));
  const std::string path = operation.status_path.substr(0, operation.status_path.find('?'));
  Json body = {{"id", path}, {"name", operation.guid}, {"startTime", iso_time(operation.start)}};
  if (running) {
    body["status"] = "InProgress";
  } else {
    body["endTime"] = iso_time(operation.end);
    body["status"] = operation.failure.empty() ? "Succeeded"
                     : operation.canceled()    ? "Canceled"
                                               : "Failed";
    if (!operation.failure.empty()) body["error"] = error_of(operation.failure);
  }
  http::Response answer = json_answer(200, dump(body));
  if (running) add_retry_after(context, answer);
  return answer;
}

http::Response poll_result(const Context& context, const Call& call, const Operation& operation) {
  if (context.now < operation.end) {
    http::Response answer{202, {{"Location", call.origin() + operation.result_path}}, {}};
    add_retry_after(context, answer);
    return answer;
  }
  if (!operation.failure.empty())
    return json_answer(400, dump({{"error", error_of(operation.failure)}}));
  if (operation.verb == "DELETE") return {204, {}, {}};
  const auto record = load(context, operation.resource_key);
  if (record == nullptr)
    return refuse(404, "ResourceNotFound", "The resource of this operation is gone.");
  return json_answer(200, render(*record, call, context.now));
}

}  // namespace

Operation begin_operation(Context& context, const Target& target, const std::string& verb,
                          std::string doing, Record& record) {
  const std::string type(target.type->full_type());
  const Nanos duration =
      context.config.duration ? context.config.duration(type, verb) : context.config.operation_time;
  const std::string guid = guid_of("operation " + std::to_string(next_number(context)));
  const std::string base =
      fmt::format("/subscriptions/{}/providers/Microsoft.MachineLearningServices/locations/{}/",
                  target.subscription, workspace_location(context, target));
  const std::string name =
      fmt::format("{}:{}:{}", target.type->operation_prefix, workspace_guid(target), guid);
  const bool compute = target.type->family == Family::compute;
  Operation operation{
      .guid = guid,
      .verb = verb,
      .resource_key = target.key(),
      .status_path =
          signed_url(base + (compute ? "computeOperationsStatus/" : "mfeOperationsStatus/") + name,
                     context.now),
      .result_path = signed_url(base + "mfeOperationResults/" + name, context.now),
      .start = context.now,
      .end = context.now + duration};
  if (context.config.outcome) operation.failure = context.config.outcome(type, target.id());
  record.doing = std::move(doing);
  record.settles = operation.end;
  record.operation = guid;
  if (!operation.failure.empty())
    record.ends_as = operation.canceled() ? "Canceled" : "Failed";
  else
    record.ends_as = verb == "DELETE" ? "" : "Succeeded";
  store(context, operation);
  return operation;
}

void supersede(Context& context, const std::string& key, Record& record) {
  Operation operation;
  if (fetch(context, record.operation, operation)) {
    operation.failure =
        "OperationCanceled: A later operation on the same entity has superseded this one.";
    operation.end = context.now;
    store(context, operation);
  }
  record.ends_as = "Canceled";
  record.settles = context.now;
  save(context, key, record);
}

AnswerForm answer_form(const Context& context, const Target& target, const std::string& verb) {
  const AnswerForm chosen = context.config.form
                                ? context.config.form(std::string(target.type->full_type()), verb)
                                : AnswerForm::usual;
  if (chosen != AnswerForm::usual) return chosen;
  const bool compute = target.type->family == Family::compute;
  if (verb == "PUT") return AnswerForm::status_url;
  if (verb == "DELETE") return compute ? AnswerForm::both_urls : AnswerForm::location_url;
  return compute ? AnswerForm::status_url : AnswerForm::location_url;
}

void announce(const Context& context, const Call& call, const Target& target,
              const Operation& operation, http::Response& answer) {
  const AnswerForm form = answer_form(context, target, operation.verb);
  const bool bodyless = operation.verb == "DELETE" && form == AnswerForm::body_only;
  if (form == AnswerForm::status_url || form == AnswerForm::both_urls)
    answer.headers.emplace_back("Azure-AsyncOperation", call.origin() + operation.status_path);
  if (form == AnswerForm::location_url || form == AnswerForm::both_urls || bodyless)
    answer.headers.emplace_back("Location", call.origin() + operation.result_path);
  if (form != AnswerForm::body_only)
    answer.headers.emplace_back("x-ms-async-operation-timeout", "PT1H");
  add_retry_after(context, answer);
}

bool is_operation_url(const Call& call) {
  const auto& s = call.segments;
  return s.size() == 8 && equal_ignoring_case(s[0], "subscriptions") &&
         equal_ignoring_case(s[2], "providers") && equal_ignoring_case(s[4], "locations") &&
         (equal_ignoring_case(s[6], "mfeOperationsStatus") ||
          equal_ignoring_case(s[6], "computeOperationsStatus") ||
          equal_ignoring_case(s[6], "mfeOperationResults"));
}

http::Response poll(const Context& context, const Call& call) {
  const std::string& name = call.segments[7];
  const auto colon = name.rfind(':');
  Operation operation;
  if (colon == name.npos || !fetch(context, std::string_view(name).substr(colon + 1), operation))
    return refuse(404, "NotFound", "No such operation.");
  const std::string sent = call.path + "?" + call.query_text;
  if (sent == operation.status_path) return poll_status(context, call, operation);
  if (sent == operation.result_path) return poll_result(context, call, operation);
  return refuse(400, "InvalidOperationUrl",
                "An operation URL has to be sent back exactly as it was handed out.");
}

}  // namespace armature::emulator
