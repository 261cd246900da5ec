#include <map>
#include <memory>
#include <string>

#include "base/text.hpp"
#include "catalog/rows.hpp"

namespace armature::catalog {
namespace {

struct Made {
  std::string variant, type, version;
  Kind kind;
};

}  // namespace

std::optional<ArmType> parse_arm_type(std::string_view text) {
  constexpr std::string_view below = "Microsoft.MachineLearningServices/workspaces/";
  constexpr std::size_t date = sizeof("2026-05-01") - 1;
  const std::size_t at = text.find('@');
  if (!starts_with_ignoring_case(text, below) || at == std::string_view::npos || at <= below.size())
    return std::nullopt;
  ArmType out{.type = text.substr(below.size(), at - below.size()), .version = text.substr(at + 1)};
  const bool dated = out.version.size() >= date && out.version[4] == '-' && out.version[7] == '-';
  const auto parts = split(out.type, '/');
  for (const std::string_view part : parts)
    if (part.empty()) return std::nullopt;
  if (!dated || parts.size() > 2) return std::nullopt;
  return out;
}

/// "TYPE@VERSION" and, where there are tags, "#tags" or "#properties.tags" behind it. Kinds are
/// kept for good, since everything holds pointers to them.
const Kind& open_variant(const Kind& kind, std::string_view text) {
  static std::map<std::string, std::unique_ptr<Made>, std::less<>> all;
  const auto known = all.find(text);
  if (known != all.end()) return known->second->kind;
  const std::size_t hash = text.find('#');
  const auto parsed = parse_arm_type(text.substr(0, hash));
  if (!parsed) return kind;
  auto made = std::make_unique<Made>(
      Made{std::string(text), std::string(parsed->type), std::string(parsed->version), kind});
  Kind& own = made->kind;
  own.arm_type = made->type;
  own.api_version = made->version;
  own.variant = made->variant;
  const std::string_view place =
      hash == std::string_view::npos ? std::string_view{} : text.substr(hash + 1);
  if (place == "tags") own.tags = Tags::top_level;
  if (place == "properties.tags") own.tags = Tags::in_properties;
  return all.emplace(std::string(text), std::move(made)).first->second->kind;
}

}  // namespace armature::catalog
