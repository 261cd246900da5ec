#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "emulator/core.hpp"

namespace armature::emulator {

/// One request, taken apart.
struct Call {
  const http::Request& request;
  std::string scheme;                        ///< "http"
  std::string host;                          ///< "127.0.0.1:8080", as the client names us
  std::string path;                          ///< still percent-encoded
  std::vector<std::string> segments;         ///< of the path, decoded
  std::map<std::string, std::string> query;  ///< names in lower case, values decoded
  std::string query_text;                    ///< as sent

  std::string origin() const { return scheme + "://" + host; }
  const std::string* parameter(const std::string& lower_name) const;
};

/// False if the URL, its encoding or the Host header is malformed.
bool take_apart(const http::Request& request, Call& out);

std::string percent_encode(std::string_view text);
/// False on a broken escape or a control character.
bool percent_decode(std::string_view text, std::string& out);

/// What every handler works with.
struct Context {
  const Config& config;
  StateStore& store;
  Nanos now;

  bool on(Switch which) const;
};

/// A number that no other request gets; kept in the state.
std::uint64_t next_number(Context& context);
/// A GUID that is a function of `seed` only.
std::string guid_of(std::string_view seed);

std::string iso_time(Nanos utc);    ///< 2026-05-04T09:00:00.1230000+00:00
std::string short_time(Nanos utc);  ///< 20260504T090000Z
std::string http_time(Nanos utc);   ///< Mon, 04 May 2026 09:00:00 GMT

http::Response json_answer(int status, std::string body);
/// ARM's error envelope.
http::Response refuse(int status, std::string_view code, std::string_view message);

}  // namespace armature::emulator
