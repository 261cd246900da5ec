#include "arm/resource_id.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include <fmt/core.h>

#include "base/text.hpp"

namespace armature::arm {
namespace {

constexpr std::string_view provider = "Microsoft.MachineLearningServices";
constexpr std::array<std::string_view, 5> asset_types = {"codes", "components", "data",
                                                         "environments", "models"};

bool is_asset_type(std::string_view type) {
  return std::ranges::any_of(asset_types,
                             [&](std::string_view one) { return equal_ignoring_case(one, type); });
}

bool unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~()").find(c) != std::string_view::npos;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string assemble(const Scope& scope,
                     const std::vector<std::pair<std::string, std::string>>& parts,
                     const std::function<std::string(std::string_view)>& segment) {
  std::string out = fmt::format("/subscriptions/{}/resourceGroups/{}/providers/{}/workspaces/{}",
                                segment(scope.subscription), segment(scope.resource_group),
                                provider, segment(scope.workspace));
  for (const auto& [type, name] : parts) out += "/" + type + "/" + segment(name);
  return out;
}

std::string_view without_prefix(std::string_view text) {
  constexpr std::string_view prefix = "azureml:";
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

}  // namespace

std::string Scope::workspace_path() const {
  return assemble(*this, {}, [](std::string_view segment) { return std::string(segment); });
}

std::string ResourceId::text() const {
  return assemble(scope, parts, [](std::string_view segment) { return std::string(segment); });
}

std::string ResourceId::key() const {
  const bool asset = !parts.empty() && is_asset_type(parts.front().first);
  std::string out = to_lower(scope.workspace_path());
  for (const auto& [type, name] : parts)
    out += "/" + to_lower(type) + "/" + (asset ? name : to_lower(name));
  return out;
}

std::string ResourceId::type() const {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : "/") + part.first;
  return out;
}

ResourceId ResourceId::parent() const {
  ResourceId up = *this;
  up.parts.pop_back();
  return up;
}

Result<ResourceId> parse_resource_id(std::string_view text) {
  const auto segments = split(text, '/');
  const auto malformed = [&] {
    return fail(
        ErrorKind::invalid,
        fmt::format("\"{}\" is no id of a resource below a machine learning workspace", text));
  };
  constexpr std::array<std::string_view, 9> shape = {
      "", "subscriptions", "", "resourceGroups", "", "providers", provider, "workspaces", ""};
  if (segments.size() < shape.size() + 2 || segments.size() % 2 == 0) return malformed();
  for (std::size_t i = 1; i < shape.size(); ++i) {
    const bool named = shape.at(i).empty();
    if (named ? segments[i].empty() : !equal_ignoring_case(segments[i], shape.at(i)))
      return malformed();
  }
  if (!segments[0].empty()) return malformed();
  ResourceId id{
      .scope = {std::string(segments[2]), std::string(segments[4]), std::string(segments[8])},
      .parts = {}};
  for (std::size_t i = shape.size(); i + 1 < segments.size(); i += 2) {
    if (segments[i].empty() || segments[i + 1].empty()) return malformed();
    id.parts.emplace_back(segments[i], segments[i + 1]);
  }
  return id;
}

bool same_id(std::string_view a, std::string_view b) {
  a = without_prefix(a);
  b = without_prefix(b);
  const auto left = parse_resource_id(a);
  const auto right = parse_resource_id(b);
  if (left && right) return *left == *right;
  // Ids of other providers have no case-sensitive segments.
  return !left && !right && a.starts_with('/') && equal_ignoring_case(a, b);
}

std::string percent_encode(std::string_view segment) {
  std::string out;
  for (const char c : segment) {
    if (unreserved(c)) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return out;
}

std::string percent_decode(std::string_view segment) {
  std::string out;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    const bool escape = segment[i] == '%' && i + 2 < segment.size() &&
                        hex_value(segment[i + 1]) >= 0 && hex_value(segment[i + 2]) >= 0;
    if (escape) {
      out += static_cast<char>(hex_value(segment[i + 1]) * 16 + hex_value(segment[i + 2]));
      i += 2;
    } else {
      out += segment[i];
    }
  }
  return out;
}

std::string url_path(const ResourceId& id) {
  return assemble(id.scope, id.parts, percent_encode);
}

std::string normalised_location(std::string_view location) {
  std::string out = to_lower(location);
  std::erase(out, ' ');
  return out;
}

}  // namespace armature::arm
