#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace armature::http {

/// Header names compare ignoring case; order is kept.
using Headers = std::vector<std::pair<std::string, std::string>>;
/// Null pointer if absent. The pointer lives as long as `headers` is unchanged.
const std::string* header(const Headers& headers, std::string_view name);
void set_header(Headers& headers, std::string_view name, std::string value);

struct Request {
  std::string method;  ///< GET PUT PATCH DELETE POST HEAD
  std::string url;     ///< absolute
  Headers headers = {};
  std::string body = {};
  std::int64_t timeout = 60'000'000'000;  ///< nanoseconds for the whole exchange
};

struct Response {
  int status = 0;
  Headers headers = {};
  std::string body = {};
};

/// No usable answer. In the *_sent cases the request may have taken effect.
enum class NetError : std::uint8_t { connect, timeout_sent, reset_sent, too_large, cancelled };

using Reply = std::variant<Response, NetError>;

/// The parts of an absolute URL; no decoding. `origin` is scheme://host[:port], lower case.
struct Url {
  std::string origin;
  std::string path;   ///< begins with '/'
  std::string query;  ///< without '?'
};
/// Origin empty on malformed input (no scheme, userinfo, control characters, white space).
Url parse_url(std::string_view text);
/// 127.0.0.0/8, ::1, localhost and the names below it: the only hosts that http:// may reach.
bool is_loopback(const Url& url);

}  // namespace armature::http
