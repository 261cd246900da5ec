#include "azure/answer.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "arm/error_body.hpp"
#include "base/text.hpp"

namespace armature::azure {
namespace {

constexpr std::string_view hidden = "(hidden)";

/// Hides what follows `label` up to the next character that cannot be part of a value.
void hide_after(std::string& text, std::string_view label) {
  std::string lower = to_lower(text);
  std::size_t from = 0;
  while ((from = lower.find(label, from)) != lower.npos) {
    from += label.size();
    const auto end = std::min(text.find_first_of(" &\"'<>\r\n\t,;", from), text.size());
    text.replace(from, end - from, hidden);
    lower.replace(from, end - from, hidden);
  }
}

/// Path segments behind ".../Microsoft.MachineLearningServices/workspaces/{name}".
std::size_t depth_below_workspace(std::string_view path) {
  const auto parts = split(path, '/');
  const auto provider = std::find_if(parts.begin(), parts.end(), [](std::string_view part) {
    return equal_ignoring_case(part, "Microsoft.MachineLearningServices");
  });
  const auto behind = parts.end() - provider;
  return behind > 3 ? static_cast<std::size_t>(behind - 3) : 0;
}

/// ARM itself says "The Resource 'Microsoft.MachineLearningServices/workspaces/w' under resource
/// group ... was not found".
bool names_workspace(std::string_view message) {
  const std::string lower = to_lower(message);
  const auto at = lower.find("machinelearningservices/workspaces/");
  if (at == lower.npos) return false;
  const auto name = at + std::string_view("machinelearningservices/workspaces/").size();
  const auto end = lower.find_first_of("/'\" ", name);
  return end == lower.npos || lower[end] != '/';
}

/// "5c1e…", a GUID: what the service names requests with, and never long enough for a token.
bool id_like(std::string_view text) {
  constexpr std::size_t longest = 64;
  return !text.empty() && text.size() <= longest &&
         text.find_first_not_of("0123456789abcdefABCDEF-") == text.npos;
}

/// "WESTEUROPE:20261121T075544Z:5c1e…"
bool routing_id_like(std::string_view text) {
  const auto parts = split(text, ':');
  constexpr std::size_t region_max = 40;
  return parts.size() == 3 && parts[0].size() <= region_max &&
         parts[0].find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ") == text.npos &&
         parts[1].size() == 16 && parts[1].find_first_not_of("0123456789TZ") == text.npos &&
         id_like(parts[2]);
}

}  // namespace

void hide_all(std::string& text, std::string_view secret) {
  constexpr std::size_t shortest = 8;
  if (secret.size() < shortest) return;
  for (auto at = text.find(secret); at != text.npos; at = text.find(secret, at + hidden.size()))
    text.replace(at, secret.size(), hidden);
}

std::string scrub(std::string text, const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) hide_all(text, secret);
  for (const char* label : {"bearer ", "sig=", "&s=", "&c=", "&h=", "&t=", "accountkey="})
    hide_after(text, label);
  return text;
}

std::vector<std::string> ids_of(const http::Headers& headers) {
  std::vector<std::string> ids;
  for (const char* name :
       {"x-ms-request-id", "x-ms-correlation-request-id", "x-ms-routing-request-id"}) {
    const std::string* value = http::header(headers, name);
    if (value != nullptr && (id_like(*value) || routing_id_like(*value)))
      ids.push_back(fmt::format("{} {}", name, *value));
  }
  return ids;
}

Error error_of(const http::Response& answer, const std::vector<std::string>& secrets) {
  Error error = arm::error_from(answer.status, answer.body);
  error.message = scrub(std::move(error.message), secrets);
  error.remedy = scrub(std::move(error.remedy), secrets);
  error.code = scrub(std::move(error.code), secrets);
  error.ids = ids_of(answer.headers);
  return error;
}

Error error_of(http::NetError error, std::string_view method) {
  const bool read = method == "GET" || method == "HEAD";
  const ErrorKind lost = read ? ErrorKind::unreachable : ErrorKind::outcome_unknown;
  switch (error) {
    case http::NetError::connect:
      return {.kind = ErrorKind::unreachable,
              .message = "no connection to the service",
              .remedy = "check network, proxy and the cloud's address, then run again"};
    case http::NetError::timeout_sent:
      return {.kind = lost, .message = "no answer within the time limit"};
    case http::NetError::reset_sent:
      return {.kind = lost, .message = "the connection broke before an answer came"};
    case http::NetError::too_large:
      return {.kind = read ? ErrorKind::invalid : lost, .message = "the answer is too large"};
    case http::NetError::cancelled:
      return {.kind = ErrorKind::cancelled, .message = "given up: interrupted"};
  }
  return {.kind = ErrorKind::internal, .message = "unknown kind of network error"};
}

Missing missing_of(const http::Response& answer, std::string_view path) {
  const Error error = arm::error_from(answer.status, answer.body);
  if (error.code.empty()) return Missing::unclear;
  const auto is = [&](std::string_view code) { return equal_ignoring_case(error.code, code); };
  if (is("ResourceGroupNotFound") || is("SubscriptionNotFound") || is("WorkspaceNotFound") ||
      is("InvalidSubscriptionId"))
    return Missing::container;
  const std::size_t depth = depth_below_workspace(path);
  if (depth == 0) return Missing::container;
  if (is("ParentResourceNotFound")) return depth > 2 ? Missing::resource : Missing::container;
  if (is("UserError")) return Missing::resource;
  if (!to_lower(error.code).ends_with("notfound")) return Missing::unclear;
  return names_workspace(error.message) ? Missing::container : Missing::resource;
}

std::string without_query(std::string_view url) {
  return http::parse_url(url).path;
}

}  // namespace armature::azure
