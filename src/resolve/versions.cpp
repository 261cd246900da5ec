#include "resolve/versions.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <functional>
#include <tuple>

#include <nlohmann/json.hpp>

#include "resolve/content.hpp"

namespace armature::resolve {
namespace {

/// 0 for what is no positive integer, or too large to be counted up from.
std::uint64_t number_of(const std::string& version) {
  constexpr std::size_t digits_max = 18;
  if (version.empty() || version.size() > digits_max) return 0;
  std::uint64_t number = 0;
  const char* end = version.data() + version.size();
  const auto [stop, problem] = std::from_chars(version.data(), end, number);
  return problem == std::errc{} && stop == end ? number : 0;
}

bool archived(const Json& item) {
  const Json* flag = find(item, "properties.isArchived");
  return flag != nullptr && flag->is_boolean() && flag->get<bool>();
}

/// ISO 8601 in UTC with any number of digits behind the second: without the 'Z' the texts order as
/// the times do.
std::string created_at(const Json& item) {
  const Json* time = find(item, "systemData.createdAt");
  std::string text = time != nullptr && time->is_string() ? time->get<std::string>() : "";
  text = text.substr(0, text.find_first_of("Z+"));
  return text;
}

}  // namespace

std::string version_of(const Json& item) {
  if (const Json* name = find(item, "name"); name != nullptr && name->is_string())
    return name->get<std::string>();
  const Json* id = find(item, "id");
  if (id == nullptr || !id->is_string()) return {};
  const auto& text = id->get_ref<const std::string&>();
  const std::size_t slash = text.rfind('/');
  return slash == std::string::npos ? std::string{} : text.substr(slash + 1);
}

std::string next_free(const Json& versions, const std::vector<std::string>& declared) {
  std::uint64_t highest = 0;
  for (const std::string& version : declared) highest = std::max(highest, number_of(version));
  for (const Json& item : versions) highest = std::max(highest, number_of(version_of(item)));
  return std::to_string(highest + 1);
}

std::string following(const std::string& number) {
  return std::to_string(number_of(number) + 1);
}

std::vector<std::string> holders(const lower::Desired& desired, const Json& versions) {
  using Rank = std::tuple<bool, std::uint64_t, std::string>;
  std::vector<Rank> found;
  for (const Json& item : versions) {
    const std::string version = version_of(item);
    if (version.empty() || same_content(desired, item) != Evidence::same) continue;
    found.emplace_back(!archived(item), number_of(version), version);
  }
  std::ranges::sort(found, std::greater<>());
  std::vector<std::string> out;
  for (const auto& [active, number, version] : found) out.push_back(version);
  return out;
}

std::optional<std::string> latest(const Json& versions) {
  using Rank = std::tuple<std::string, std::uint64_t, std::string>;
  std::optional<Rank> newest;
  for (const Json& item : versions) {
    const std::string version = version_of(item);
    if (version.empty() || archived(item)) continue;
    Rank rank{created_at(item), number_of(version), version};
    if (!newest || *newest < rank) newest = std::move(rank);
  }
  if (!newest) return std::nullopt;
  return std::get<2>(*newest);
}

}  // namespace armature::resolve
