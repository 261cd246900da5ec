#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "http/message.hpp"

namespace armature::azure {

/// The Error for an answer of 400 and above, with the ids that support and the Activity Log ask
/// for. Whatever of `secrets` the service echoes is taken out, and so are signatures in URLs.
Error error_of(const http::Response& answer, const std::vector<std::string>& secrets);

/// The ids of an answer: "x-ms-request-id 5c1e". What does not look like an id is not shown.
std::vector<std::string> ids_of(const http::Headers& headers);

/// Bearer tokens, signatures and the given secrets hidden.
std::string scrub(std::string text, const std::vector<std::string>& secrets);

/// Every `secret` that is long enough to be one, hidden.
void hide_all(std::string& text, std::string_view secret);

/// An error for a request that got no usable answer.
Error error_of(http::NetError error, std::string_view method);

/// What a 404 says about the thing at `path` (below the host, encoded).
enum class Missing : std::uint8_t {
  resource,   ///< the item is not there, or something between it and the workspace is not
  container,  ///< workspace, group or subscription: a mistake, never a reason to create or to prune
  unclear,    ///< no code, a page of a proxy, an unknown type: nothing is established
};
Missing missing_of(const http::Response& answer, std::string_view path);

/// The URL's path without its query, which may be a signature.
std::string without_query(std::string_view url);

}  // namespace armature::azure
