#include "report/values.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "arm/duration.hpp"
#include "arm/resource_id.hpp"
#include "base/text.hpp"
#include "report/line.hpp"

namespace armature::report {
namespace {

using catalog::Rule;

constexpr std::string_view none = "(none)";

/// In the unit in which the manifest writes it.
std::string duration_text(const std::string& text, Rule rule) {
  const auto duration = arm::parse_duration(text);
  if (!duration) return text;
  const auto whole = [&](std::int64_t unit) {
    return duration->count() % unit == 0 ? std::to_string(duration->count() / unit) : text;
  };
  if (rule == Rule::milliseconds) return whole(1);
  return whole(rule == Rule::minutes ? 60'000 : 1'000);
}

/// Digests (md5, SHA-256) say nothing to people beyond telling one from the other; a name that
/// somebody chose is never cut, so that the address can be copied.
std::string brief(const std::string& name) {
  constexpr std::size_t md5_digits = 32, sha256_digits = 64, told = 8;
  const bool digest = (name.size() == md5_digits || name.size() == sha256_digits) &&
                      name.find_first_not_of("0123456789abcdef") == std::string::npos &&
                      name.find_first_of("0123456789") != std::string::npos &&
                      name.find_first_of("abcdef") != std::string::npos;
  return digest ? name.substr(0, told) + "…" : name;
}

struct Reference {
  std::string name;
  std::string version;
};

/// What people call the resource that an ARM id names; empty where the text is none.
Reference reference_of(std::string text) {
  constexpr std::string_view prefix = "azureml:";
  if (text.starts_with(prefix)) text.erase(0, prefix.size());
  const auto id = arm::parse_resource_id(text);
  if (!id) return {};
  const bool versioned =
      id->parts.size() == 2 && equal_ignoring_case(id->parts.back().first, "versions");
  if (!versioned) return {.name = brief(id->name()), .version = {}};
  return {.name = brief(id->parts.front().second), .version = brief(id->name())};
}

std::string map_text(const Json& map, std::string_view between) {
  std::vector<std::string> parts;
  for (const auto& [key, value] : map.items()) {
    if (value.is_object() && value.empty()) {
      parts.push_back(key);
    } else {
      parts.push_back(key + std::string(between) +
                      (value.is_string() ? value.get<std::string>() : dump(value)));
    }
  }
  return parts.empty() ? std::string(none) : join(parts, ", ");
}

std::string text_of(const Json& value, Rule rule) {
  if (value.is_null()) return std::string(none);
  if (value.is_object()) return map_text(value, rule == Rule::integer_map ? " " : "=");
  if (!value.is_string()) return dump(value);
  const auto& text = value.get_ref<const std::string&>();
  if (rule == Rule::seconds || rule == Rule::milliseconds || rule == Rule::minutes)
    return duration_text(text, rule);
  const auto lines = std::ranges::count(text, '\n');
  if (lines > 0) return fmt::format("({} lines)", lines + (text.back() == '\n' ? 0 : 1));
  if (text.empty()) return "\"\"";
  const Reference reference = reference_of(text);
  if (reference.name.empty()) return text;
  return reference.name + (reference.version.empty() ? "" : ":" + reference.version);
}

/// Of a map of texts only the entries that differ; all shares of a routing, since they belong
/// together.
std::pair<Json, Json> what_differs(const Json& from, const Json& to, Rule rule) {
  if (!from.is_object() || !to.is_object() || rule == Rule::integer_map) return {from, to};
  Json left = from;
  Json right = to;
  for (const auto& [key, value] : from.items()) {
    const auto other = to.find(key);
    if (other == to.end() || *other != value) continue;
    left.erase(key);
    right.erase(key);
  }
  return {left, right};
}

std::string target_text(const diff::Change& change, const Json& from, const Json& to, Rule rule) {
  if (change.known_later) return "(known after apply)";
  const bool entry = change.path.find('/') != std::string::npos;
  if (change.reason == diff::Reason::removed && change.to == nullptr)
    return entry ? std::string(none) : "(default)";
  if (from.is_string() && to.is_string()) {
    const Reference old = reference_of(from.get<std::string>());
    const Reference now = reference_of(to.get<std::string>());
    if (!now.version.empty() && old.name == now.name) return now.version;
  }
  return text_of(to, rule);
}

}  // namespace

std::string shown(const Address& address) {
  Address out = address;
  out.name = brief(address.name);
  out.version = brief(address.version);
  return out.text();
}

std::string transition(const catalog::Kind& kind, const diff::Change& change, std::size_t most) {
  if (change.sensitive) return "(sensitive)";
  const catalog::Field* row = catalog::field_at(kind, change.path);
  const Rule rule = row == nullptr ? Rule::text : row->rule;
  static const Json absent;
  const auto [from, to] =
      what_differs(change.from ? *change.from : absent, change.to ? *change.to : absent, rule);
  const std::string left = text_of(from, rule);
  const std::string right = target_text(change, from, to, rule);
  // What the shorter side does not need is the other's.
  constexpr std::size_t arrow = 4;
  const std::size_t room = most > arrow ? most - arrow : 0;
  const std::size_t half = room / 2;
  const std::size_t left_most = std::max(half, room - std::min(room, columns(right)));
  const std::size_t right_most = std::max(half, room - std::min(room, columns(left)));
  return shortened(left, left_most) + " -> " + shortened(right, right_most);
}

std::string old_value(const catalog::Kind& kind, const diff::Change& change) {
  if (change.sensitive) return "(sensitive)";
  const catalog::Field* row = catalog::field_at(kind, change.path);
  return text_of(change.from ? *change.from : Json(), row == nullptr ? Rule::text : row->rule);
}

std::string reason_text(const diff::Change& change) {
  switch (change.reason) {
    case diff::Reason::removed:
      return change.path.find('/') == std::string::npos ? "removed, back to the default"
                                                        : "removed";
    case diff::Reason::drifted:
      return change.note.empty() || change.forces_replacement ? "drift" : "drift: " + change.note;
    case diff::Reason::unhealthy:
      return "unhealthy: its last operation did not succeed";
    case diff::Reason::unarchived:
      return "needed again";
    case diff::Reason::unverifiable:
      return "cannot be shown to be equal";
    default:
      return {};
  }
}

}  // namespace armature::report
