#include "azure/blob_url.hpp"

#include <fmt/core.h>

#include "arm/resource_id.hpp"
#include "base/text.hpp"
#include "http/message.hpp"

namespace armature::azure {
namespace {

bool is_address(std::string_view host) {
  return !host.empty() && host.find_first_not_of("0123456789.") == host.npos;
}

bool path_style(std::string_view endpoint) {
  const std::string host = to_lower(endpoint);
  return host.find(':') != host.npos || host == "localhost" || host.ends_with(".localhost") ||
         is_address(host);
}

}  // namespace

Result<std::string> container_url(const resolve::DefaultDatastore& datastore) {
  const std::string& endpoint = datastore.endpoint;
  std::string url = path_style(endpoint)
                        ? fmt::format("{}://{}/{}/{}", datastore.protocol, endpoint,
                                      arm::percent_encode(datastore.account),
                                      arm::percent_encode(datastore.container))
                        : fmt::format("{}://{}.blob.{}/{}", datastore.protocol, datastore.account,
                                      endpoint, arm::percent_encode(datastore.container));
  const http::Url parts = http::parse_url(url);
  const bool host = !endpoint.empty() && endpoint.find_first_of("/?#@\\") == endpoint.npos;
  if (!host || parts.origin.empty() || datastore.account.empty() || datastore.container.empty())
    return fail(
        ErrorKind::invalid,
        fmt::format("datastore {} names no place that can be written to: {}", datastore.name, url));
  if (!parts.origin.starts_with("https://") && !http::is_loopback(parts))
    return fail(ErrorKind::refused,
                fmt::format("datastore {} asks for uploads over plain http", datastore.name),
                "set the datastore's protocol to https");
  return url;
}

std::string datastore_path(const manifest::Content& content) {
  return fmt::format("LocalUpload/{}/{}", content.md5, content.name);
}

std::string encoded_path(std::string_view path) {
  std::string out;
  for (const std::string_view segment : split(path, '/')) {
    if (!out.empty()) out += '/';
    out += arm::percent_encode(segment);
  }
  return out;
}

}  // namespace armature::azure
