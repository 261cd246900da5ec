#include "azure/blob_access.hpp"

#include <algorithm>
#include <map>

#include "arm/resource_id.hpp"
#include "azure/http_date.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"

namespace armature::azure {
namespace {

constexpr const char* service_version = "2021-12-02";

std::string header_or_empty(const http::Request& request, std::string_view name) {
  const std::string* value = http::header(request.headers, name);
  return value == nullptr ? std::string() : *value;
}

std::string canonical_headers(const http::Request& request) {
  std::map<std::string, std::string> sorted;
  for (const auto& [name, value] : request.headers) {
    if (starts_with_ignoring_case(name, "x-ms-")) sorted[to_lower(name)] = trim(value);
  }
  std::string out;
  for (const auto& [name, value] : sorted) out += name + ":" + value + "\n";
  return out;
}

std::string canonical_resource(const http::Url& url, const std::string& account) {
  std::string out = "/" + account + url.path;
  std::map<std::string, std::string> sorted;
  for (const std::string_view pair : split(url.query, '&')) {
    const auto equals = pair.find('=');
    if (pair.empty()) continue;
    const std::string value(equals == pair.npos ? std::string_view() : pair.substr(equals + 1));
    sorted[to_lower(arm::percent_decode(pair.substr(0, equals)))] = arm::percent_decode(value);
  }
  for (const auto& [name, value] : sorted) out += "\n" + name + ":" + value;
  return out;
}

/// The text of the Shared Key scheme: verb, eleven standard headers, the x-ms headers, the
/// resource.
std::string text_to_sign(const http::Request& request, const std::string& account) {
  const std::string length = request.body.empty() ? "" : std::to_string(request.body.size());
  std::string out = request.method + "\n\n\n" + length + "\n";
  out += header_or_empty(request, "Content-MD5") + "\n";
  out += header_or_empty(request, "Content-Type") + "\n";
  out += "\n\n\n\n\n\n";  // Date (x-ms-date stands for it), conditions, Range
  return out + canonical_headers(request) +
         canonical_resource(http::parse_url(request.url), account);
}

}  // namespace

void authorise(http::Request& request, const BlobAccess& access, std::int64_t utc_seconds) {
  http::set_header(request.headers, "x-ms-version", service_version);
  if (access.key.empty()) {
    const bool has_query = request.url.find('?') != std::string::npos;
    request.url += (has_query ? "&" : "?") + access.sas;
    return;
  }
  http::set_header(request.headers, "x-ms-date", format_http_date(utc_seconds));
  const std::string signature =
      base64(hmac_sha256(access.key, text_to_sign(request, access.account)));
  http::set_header(request.headers, "Authorization",
                   "SharedKey " + access.account + ":" + signature);
}

}  // namespace armature::azure
