#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "http/message.hpp"

/// What logs of requests and answers may show. Everything not known to be harmless is hidden.
namespace armature::http {

/// Values of query parameters are hidden unless their names are on a list of harmless ones:
/// signatures, SAS tokens, codes.
std::string redacted_url(std::string_view url);

/// Tokens, cookies and keys hidden; the queries of URLs in headers as above.
Json redacted_headers(const Headers& headers);

/// JSON with keys, secrets, tokens, environment variables' values and signed queries hidden;
/// anything else as its size. `url` is the request's: the answers of actions that list secrets are
/// hidden wholly.
Json redacted_body(std::string_view url, std::string_view body);

}  // namespace armature::http
