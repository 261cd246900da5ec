#include "emulator/call.hpp"

#include <algorithm>
#include <array>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace armature::emulator {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool control(char c) {
  return (c >= '\0' && c < ' ') || c == '\x7f';
}

bool host_text(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_' || c == ':' || c == '[' || c == ']';
  });
}

bool take_query(std::string_view text, std::map<std::string, std::string>& out) {
  if (text.empty()) return true;
  for (const std::string_view part : split(text, '&')) {
    const auto equals = part.find('=');
    std::string name;
    std::string value;
    if (!percent_decode(part.substr(0, equals), name)) return false;
    if (equals != part.npos && !percent_decode(part.substr(equals + 1), value)) return false;
    if (!out.emplace(to_lower(name), std::move(value)).second) return false;
  }
  return true;
}

struct Civil {
  int year, month, day, hour, minute, second, weekday;
  long nanos;
};

/// Days to civil date after the well-known era arithmetic of the Gregorian calendar.
Civil civil(Nanos utc) {
  constexpr Nanos second = 1'000'000'000, day = 86'400 * second;
  const Nanos days = utc >= 0 ? utc / day : -((-utc + day - 1) / day);
  const Nanos rest = utc - days * day;
  const Nanos z = days + 719'468, era = (z >= 0 ? z : z - 146'096) / 146'097,
              doe = z - era * 146'097;
  const Nanos yoe = (doe - doe / 1460 + doe / 36'524 - doe / 146'096) / 365;
  const Nanos doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
  Civil out{};
  out.day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
  out.month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
  out.year = static_cast<int>(yoe + era * 400 + (out.month <= 2 ? 1 : 0));
  out.hour = static_cast<int>(rest / (3600 * second));
  out.minute = static_cast<int>(rest / (60 * second) % 60);
  out.second = static_cast<int>(rest / second % 60);
  out.weekday = static_cast<int>(((days + 4) % 7 + 7) % 7);
  out.nanos = static_cast<long>(rest % second);
  return out;
}

}  // namespace

const std::string* Call::parameter(const std::string& lower_name) const {
  const auto at = query.find(lower_name);
  return at == query.end() ? nullptr : &at->second;
}

bool percent_decode(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return false;
      const int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return false;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (control(c)) return false;
    out += c;
  }
  return true;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

bool take_apart(const http::Request& request, Call& out) {
  const http::Url url = http::parse_url(request.url);
  if (url.origin.empty()) return false;
  const auto host_at = url.origin.find("://");
  out.scheme = url.origin.substr(0, host_at);
  const std::string* host = http::header(request.headers, "Host");
  out.host = host == nullptr ? url.origin.substr(host_at + 3) : *host;
  out.path = url.path;
  out.query_text = url.query;
  if (!host_text(out.host) || !url.path.starts_with('/')) return false;
  for (const std::string_view part : split(std::string_view(url.path).substr(1), '/')) {
    std::string decoded;
    if (!percent_decode(part, decoded)) return false;
    out.segments.push_back(std::move(decoded));
  }
  if (!out.segments.empty() && out.segments.back().empty()) out.segments.pop_back();
  return take_query(url.query, out.query);
}

bool Context::on(Switch which) const {
  const auto set = config.switches.find(which);
  if (set != config.switches.end()) return set->second;
  switch (which) {
    case Switch::delete_default_deployment_refused:
    case Switch::delete_live_deployment_refused:
    case Switch::endpoint_put_without_routing_clears:
    case Switch::deleted_versions_are_tombstones:
    case Switch::unknown_fields_refused:
    case Switch::deployment_needs_idle_endpoint:
    case Switch::absent_delete_is_204:
    case Switch::content_must_be_uploaded:
      return true;
    case Switch::code_configuration_change_ignored:
    case Switch::resources_change_ignored:
    case Switch::second_writer_cancels_first:
    case Switch::put_returns_202:
    case Switch::status_url_answers_resource:
    case Switch::archived_versions_refuse_put:
      return false;
  }
  return false;
}

std::uint64_t next_number(Context& context) {
  const std::string key = "counter";
  const auto text = context.store.get(key);
  const std::uint64_t number = text == nullptr ? 1 : std::stoull(*text) + 1;
  context.store.put(key, std::to_string(number));
  return number;
}

std::string guid_of(std::string_view seed) {
  const std::string hex = md5_hex(seed);
  return fmt::format("{}-{}-4{}-8{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(13, 3),
                     hex.substr(17, 3), hex.substr(20, 12));
}

std::string iso_time(Nanos utc) {
  const Civil t = civil(utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:07}+00:00", t.year, t.month, t.day,
                     t.hour, t.minute, t.second, t.nanos / 100);
}

std::string short_time(Nanos utc) {
  const Civil t = civil(utc);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", t.year, t.month, t.day, t.hour, t.minute,
                     t.second);
}

std::string http_time(Nanos utc) {
  constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Civil t = civil(utc);
  return fmt::format(
      "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[static_cast<std::size_t>(t.weekday)], t.day,
      months[static_cast<std::size_t>(t.month - 1)], t.year, t.hour, t.minute, t.second);
}

http::Response json_answer(int status, std::string body) {
  return {status, {{"Content-Type", "application/json; charset=utf-8"}}, std::move(body)};
}

http::Response refuse(int status, std::string_view code, std::string_view message) {
  return json_answer(
      status,
      dump(Json{{"error", {{"code", std::string(code)}, {"message", std::string(message)}}}}));
}

}  // namespace armature::emulator
