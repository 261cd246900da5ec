#include "http/redact.hpp"

#include <algorithm>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace armature::http {
namespace {

constexpr std::string_view hidden = "(redacted)";

constexpr std::string_view harmless_parameters[] = {
    "api-version", "listviewtype", "isdefault",    "comp",   "restype",
    "$top",        "top",          "count",        "prefix", "underlyingresourceaction",
    "timeout",     "blockid",      "blocklisttype"};

constexpr std::string_view secret_headers[] = {
    "authorization", "proxy-authorization",          "cookie",
    "set-cookie",    "x-ms-authorization-auxiliary", "www-authenticate"};

/// Members whose text is a secret by the end of their names: accountKey, primaryKey, clientSecret,
/// sasToken, ...
constexpr std::string_view secret_endings[] = {
    "key",  "secret",           "password",  "token",       "key1",
    "key2", "connectionstring", "assertion", "certificate", "passphrase"};

/// Members below which every text is hidden, names kept.
constexpr std::string_view secret_objects[] = {"secrets", "credentials", "environmentvariables"};

template <std::size_t N>
bool one_of(std::string_view word, const std::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

bool lists_secrets(std::string_view url) {
  const std::string path = to_lower(url.substr(0, url.find('?')));
  const auto slash = path.rfind('/');
  const std::string_view last = std::string_view(path).substr(slash == path.npos ? 0 : slash + 1);
  return last.starts_with("list") || last == "token" || last == "regeneratekeys";
}

void redact(Json& value, bool everything);

void redact_member(const std::string& name, Json& value, bool everything) {
  const std::string lower = to_lower(name);
  const bool secret_name = std::any_of(
      std::begin(secret_endings), std::end(secret_endings),
      [&](std::string_view ending) { return std::string_view(lower).ends_with(ending); });
  if (value.is_structured())
    redact(value, everything || one_of(lower, secret_objects));
  else if (!value.is_null() && secret_name)
    value = hidden;
  else
    redact(value, everything);
}

// Recursion is bounded: parse_json limits the depth.
void redact(Json& value, bool everything) {
  if (value.is_object()) {
    for (auto& [name, member] : value.items()) redact_member(name, member, everything);
  } else if (value.is_array()) {
    for (auto& item : value) redact(item, everything);
  } else if (value.is_string()) {
    if (everything)
      value = hidden;
    else
      value = redacted_url(value.get_ref<const std::string&>());
  }
}

}  // namespace

std::string redacted_url(std::string_view url) {
  const auto question = url.find('?');
  // Text that is no URL may hold a question mark too; it stays unless it carries a signature or
  // parameters.
  if (question == url.npos || url.find('=', question) == url.npos) return std::string(url);
  std::string out(url.substr(0, question));
  char separator = '?';
  for (const std::string_view pair : split(url.substr(question + 1), '&')) {
    out += separator;
    separator = '&';
    const auto equals = pair.find('=');
    const std::string_view name = pair.substr(0, equals);
    out += name;
    if (equals == pair.npos) continue;
    out += '=';
    out += one_of(to_lower(name), harmless_parameters) ? pair.substr(equals + 1) : hidden;
  }
  return out;
}

Json redacted_headers(const Headers& headers) {
  Json out = Json::object();
  for (const auto& [name, value] : headers) {
    const std::string lower = to_lower(name);
    std::string shown = one_of(lower, secret_headers) ? std::string(hidden) : redacted_url(value);
    out[lower] = out.contains(lower) ? out[lower].get<std::string>() + ", " + shown : shown;
  }
  return out;
}

Json redacted_body(std::string_view url, std::string_view body) {
  if (body.empty()) return nullptr;
  const auto first = body.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (first != body.npos && (body[first] == '{' || body[first] == '['))
    if (auto parsed = parse_json(body)) {
      redact(*parsed, lists_secrets(url));
      return *std::move(parsed);
    }
  return fmt::format("({} bytes)", body.size());
}

}  // namespace armature::http
