#include <algorithm>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "emulator/auth.hpp"
#include "emulator/blob.hpp"
#include "emulator/workspace.hpp"

namespace armature::emulator {
namespace {

constexpr std::string_view kSasVersion = "2021-12-02";

std::string signature(std::string_view account, std::string_view text) {
  return base64(hmac_sha256(from_base64(account_key(account)), text));
}

std::string header_or_empty(const Call& call, std::string_view name) {
  const std::string* value = http::header(call.request.headers, name);
  return value == nullptr ? std::string() : std::string(trim(*value));
}

std::string canonical_headers(const Call& call) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const auto& [name, value] : call.request.headers)
    if (starts_with_ignoring_case(name, "x-ms-"))
      lines.emplace_back(to_lower(name), std::string(trim(value)));
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const auto& [name, value] : lines) text += name + ":" + value + "\n";
  return text;
}

/// In path style the account stands twice: once as the account, once as part of the path.
std::string canonical_resource(const Call& call, const BlobPlace& place) {
  std::string text = "/" + place.account + call.path;
  for (const auto& [name, value] : call.query) text += "\n" + name + ":" + value;
  return text;
}

std::string shared_key_text(const Call& call, const BlobPlace& place) {
  std::string text = call.request.method + "\n";
  for (const char* name : {"Content-Encoding", "Content-Language"})
    text += header_or_empty(call, name) + "\n";
  text += (call.request.body.empty() ? "" : std::to_string(call.request.body.size())) + "\n";
  for (const char* name : {"Content-MD5", "Content-Type"})
    text += header_or_empty(call, name) + "\n";
  text +=
      (header_or_empty(call, "x-ms-date").empty() ? header_or_empty(call, "Date") : std::string()) +
      "\n";
  for (const char* name :
       {"If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range"})
    text += header_or_empty(call, name) + "\n";
  return text + canonical_headers(call) + canonical_resource(call, place);
}

std::optional<http::Response> check_shared_key(const Call& call, const BlobPlace& place,
                                               std::string_view credential) {
  const auto colon = credential.find(':');
  if (colon == credential.npos || credential.substr(0, colon) != place.account)
    return blob_refusal(call, 403, "AuthenticationFailed",
                        "The Authorization header names another account.");
  if (header_or_empty(call, "x-ms-date").empty() && header_or_empty(call, "Date").empty())
    return blob_refusal(call, 403, "AuthenticationFailed",
                        "A signed request needs x-ms-date or Date.");
  if (header_or_empty(call, "x-ms-version").empty())
    return blob_refusal(call, 400, "MissingRequiredHeader", "x-ms-version is missing.");
  const std::string text = shared_key_text(call, place);
  if (credential.substr(colon + 1) == signature(place.account, text)) return std::nullopt;
  return blob_refusal(call, 403, "AuthenticationFailed",
                      "The MAC signature is not the same as any computed signature. Server used "
                      "following string to sign: '" +
                          text + "'.");
}

std::string sas_text(const Call& call, const BlobPlace& place) {
  const auto value = [&call](const char* name) {
    const std::string* held = call.parameter(name);
    return held == nullptr ? std::string() : *held;
  };
  std::string resource = "/blob/" + place.account + "/" + place.container;
  if (value("sr") == "b") resource += "/" + place.name;
  std::string text = value("sp") + "\n" + value("st") + "\n" + value("se") + "\n" + resource;
  for (const char* name :
       {"si", "sip", "spr", "sv", "sr", "snapshot", "ses", "rscc", "rscd", "rsce", "rscl", "rsct"})
    text += "\n" + value(name);
  return text;
}

std::string sas_time(Nanos utc) {
  return iso_time(utc).substr(0, 19) + "Z";
}

bool permitted(const Call& call, const std::string& permissions) {
  const std::string& method = call.request.method;
  const std::string* comp = call.parameter("comp");
  const bool listing = comp != nullptr && *comp == "list";
  const std::string_view any = method == "DELETE" ? "d"
                               : method == "PUT"  ? "wc"
                               : listing          ? "l"
                                                  : "r";
  return permissions.find_first_of(any) != permissions.npos;
}

std::optional<http::Response> check_sas(const Context& context, const Call& call,
                                        const BlobPlace& place) {
  const std::string* expiry = call.parameter("se");
  const std::string* permissions = call.parameter("sp");
  const std::string* signed_resource = call.parameter("sr");
  if (expiry == nullptr || permissions == nullptr || signed_resource == nullptr ||
      (*signed_resource != "c" && *signed_resource != "b"))
    return blob_refusal(call, 403, "AuthenticationFailed", "The SAS lacks se, sp or sr.");
  if (*call.parameter("sig") != signature(place.account, sas_text(call, place)))
    return blob_refusal(call, 403, "AuthenticationFailed", "Signature did not match.");
  if (*expiry <= sas_time(context.now))
    return blob_refusal(call, 403, "AuthenticationFailed", "The SAS has expired.");
  if (!permitted(call, *permissions))
    return blob_refusal(
        call, 403, "AuthorizationPermissionMismatch",
        "This request is not authorized to perform this operation using this permission.");
  return std::nullopt;
}

}  // namespace

std::string container_sas(std::string_view account, std::string_view container, Nanos expiry) {
  const std::string se = sas_time(expiry), sp = "racwl";
  const std::string text = fmt::format("{}\n\n{}\n/blob/{}/{}\n\n\n\n{}\nc\n\n\n\n\n\n\n", sp, se,
                                       account, container, kSasVersion);
  return fmt::format("sv={}&se={}&sr=c&sp={}&sig={}", kSasVersion, percent_encode(se), sp,
                     percent_encode(signature(account, text)));
}

std::optional<http::Response> refuse_blob_access(const Context& context, const Call& call,
                                                 const BlobPlace& place) {
  const std::string* sent = http::header(call.request.headers, "Authorization");
  if (call.parameter("sig") != nullptr) {
    if (sent != nullptr)
      return blob_refusal(call, 403, "InvalidAuthenticationInfo",
                          "A request with a SAS carries no Authorization header.");
    return check_sas(context, call, place);
  }
  if (sent == nullptr)
    return blob_refusal(call, 403, "AuthenticationFailed",
                        "The request carries neither a SAS nor an Authorization header.");
  constexpr std::string_view key_scheme = "SharedKey ", bearer_scheme = "Bearer ";
  const std::string_view text = *sent;
  if (text.starts_with(key_scheme))
    return check_shared_key(call, place, text.substr(key_scheme.size()));
  if (starts_with_ignoring_case(text, bearer_scheme) &&
      token_fits(token_claims(trim(text.substr(bearer_scheme.size()))),
                 {"https://storage.azure.com"}, context.now)) {
    if (!header_or_empty(call, "x-ms-version").empty()) return std::nullopt;
    return blob_refusal(call, 400, "MissingRequiredHeader", "x-ms-version is missing.");
  }
  return blob_refusal(call, 403, "AuthenticationFailed",
                      "The Authorization header is no Shared Key and no token for storage.");
}

}  // namespace armature::emulator
