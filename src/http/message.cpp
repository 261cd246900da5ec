#include "http/message.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace armature::http {

const std::string* header(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (equal_ignoring_case(key, name)) return &value;
  return nullptr;
}

void set_header(Headers& headers, std::string_view name, std::string value) {
  const auto same = [name](const auto& entry) { return equal_ignoring_case(entry.first, name); };
  const auto found = std::find_if(headers.begin(), headers.end(), same);
  if (found == headers.end()) {
    headers.emplace_back(std::string(name), std::move(value));
    return;
  }
  found->second = std::move(value);
  headers.erase(std::remove_if(found + 1, headers.end(), same), headers.end());
}

namespace {

bool printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

bool host_ok(std::string_view host) {
  if (host.starts_with('['))
    return host.size() > 2 && host.ends_with(']') &&
           host.find_first_not_of("0123456789abcdef:.", 1) == host.size() - 1;
  return !host.empty() &&
         host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_") == host.npos;
}

/// "host[:port]" in lower case without the scheme's own port; empty if it is not one.
std::string normal_authority(std::string_view authority, std::string_view default_port) {
  const std::string lower = to_lower(authority);
  const auto bracket = lower.find(']');
  const auto colon = lower.find(':', bracket == lower.npos ? 0 : bracket);
  const std::string host = lower.substr(0, colon);
  if (!host_ok(host)) return {};
  if (colon == lower.npos) return host;
  const std::string port = lower.substr(colon + 1);
  unsigned number = 0;
  const auto [end, problem] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (problem != std::errc{} || end != port.data() + port.size() || number == 0 || number > 65535)
    return {};
  const std::string plain = std::to_string(number);
  return plain == default_port ? host : host + ":" + plain;
}

}  // namespace

Url parse_url(std::string_view text) {
  const auto scheme_end = text.find("://");
  if (scheme_end == text.npos || !printable_ascii(text)) return {};
  const std::string scheme = to_lower(text.substr(0, scheme_end));
  if (scheme != "https" && scheme != "http") return {};
  const std::string_view rest = text.substr(scheme_end + 3);
  // A backslash ends the host for some URL readers and not for others: host_ok refuses it.
  const auto authority_end = std::min(rest.find_first_of("/?#"), rest.size());
  const std::string authority =
      normal_authority(rest.substr(0, authority_end), scheme == "https" ? "443" : "80");
  if (authority.empty()) return {};
  std::string_view target = rest.substr(authority_end);
  target = target.substr(0, target.find('#'));
  const auto question = target.find('?');
  Url url;
  url.origin = scheme + "://" + authority;
  url.path = target.substr(0, question);
  if (url.path.empty()) url.path = "/";
  if (question != target.npos) url.query = target.substr(question + 1);
  return url;
}

bool is_loopback(const Url& url) {
  const auto scheme_end = url.origin.find("://");
  if (scheme_end == url.origin.npos) return false;
  std::string_view host = std::string_view(url.origin).substr(scheme_end + 3);
  const auto bracket = host.find(']');
  host = host.substr(0, host.find(':', bracket == host.npos ? 0 : bracket));
  if (host == "localhost" || host.ends_with(".localhost") || host == "[::1]") return true;
  // Four plain numbers: "127.0.0.1.example.com" is somebody's host.
  const auto parts = split(host, '.');
  return parts.size() == 4 && parts[0] == "127" &&
         std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
           return !part.empty() && part.size() <= 3 &&
                  part.find_first_not_of("0123456789") == part.npos;
         });
}

}  // namespace armature::http
