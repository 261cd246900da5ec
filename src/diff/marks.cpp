#include "diff/marks.hpp"

#include <algorithm>
#include <set>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "diff/declared.hpp"
#include "diff/leaf.hpp"
#include "resolve/content.hpp"

namespace armature::diff {
namespace {

constexpr std::string_view digest_tag = "armature.digest";
constexpr std::string_view fields_tag = "armature.fields";
constexpr std::string_view secrets_tag = "armature.secrets";
constexpr std::size_t tag_value_max = 256;
constexpr std::size_t code_size = 3;
constexpr std::size_t codes_per_tag = tag_value_max / code_size;

std::string_view tag(const TagMap& tags, std::string_view name) {
  if (const auto found = tags.find(std::string(name)); found != tags.end()) return found->second;
  for (const auto& [key, value] : tags)
    if (equal_ignoring_case(key, name)) return value;
  return {};
}

std::string numbered(std::string_view name, std::size_t index) {
  return index == 0 ? std::string(name) : fmt::format("{}.{}", name, index + 1);
}

void add_codes(std::string_view name, const std::vector<std::string>& paths, TagMap& out) {
  std::set<std::string> codes;
  for (const std::string& path : paths) codes.insert(path_code(path));
  std::size_t index = 0;
  for (const std::string& code : codes) out[numbered(name, index++ / codes_per_tag)] += code;
}

std::set<std::string> codes_in(std::string_view name, const TagMap& tags) {
  std::set<std::string> out;
  for (std::size_t index = 0;; ++index) {
    const std::string_view text = tag(tags, numbered(name, index));
    if (text.empty()) return out;
    for (std::size_t at = 0; at + code_size <= text.size(); at += code_size)
      out.emplace(text.substr(at, code_size));
  }
}

}  // namespace

bool is_mark(std::string_view key) {
  for (const std::string_view name : {stack_tag, source_tag, digest_tag, content_tag})
    if (equal_ignoring_case(key, name)) return true;
  for (const std::string_view name : {fields_tag, secrets_tag})
    if (equal_ignoring_case(key, name) || starts_with_ignoring_case(key, std::string(name) + "."))
      return true;
  return false;
}

TagMap live_tags(const catalog::Kind& kind, const Json& live) {
  TagMap out;
  const std::string_view place = tags_path(body_kind(kind));
  const Json* map = place.empty() ? nullptr : find(live, place);
  if (map == nullptr || !map->is_object()) return out;
  for (const auto& [key, value] : map->items())
    if (value.is_string()) out.emplace(key, value.get<std::string>());
  return out;
}

Ownership ownership(const TagMap& tags, const Owner& owner) {
  const std::string_view stack = tag(tags, stack_tag);
  if (stack.empty()) return Ownership::nobodys;
  if (stack != owner.stack) return Ownership::other_stack;
  return tag(tags, source_tag) == owner.source ? Ownership::ours : Ownership::other_source;
}

std::string stack_of(const TagMap& tags) {
  return std::string(tag(tags, stack_tag));
}

bool protected_by_tag(const TagMap& tags) {
  const std::string value = to_lower(tag(tags, protect_tag));
  return !value.empty() && value != "false" && value != "no" && value != "0";
}

std::string path_code(std::string_view arm_path) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a, folded to 18 bits
  for (const char c : arm_path) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3U;
  }
  const std::uint64_t folded = hash ^ (hash >> 18U) ^ (hash >> 36U) ^ (hash >> 54U);
  return {alphabet[(folded >> 12U) & 63U], alphabet[(folded >> 6U) & 63U], alphabet[folded & 63U]};
}

TagMap marks(const lower::Desired& desired, const Json& resolved_body, const Owner& owner) {
  TagMap out;
  if (!owner.marks() || tags_path(*desired.kind).empty() || !desired.kind->routes.empty())
    return out;
  out.emplace(stack_tag, owner.stack);
  if (!owner.source.empty()) out.emplace(source_tag, owner.source);
  out.emplace(digest_tag, digest_of(desired, resolved_body));
  if (const std::string content = resolve::content_digest(desired); !content.empty())
    out.emplace(content_tag, content);
  add_codes(fields_tag, desired.declared, out);
  add_codes(secrets_tag, desired.secrets, out);
  return out;
}

std::string digest_of(const lower::Desired& desired, const Json& resolved_body) {
  return digest_of(declared_leaves(desired, resolved_body));
}

FieldCodes::FieldCodes(const TagMap& tags) : codes_(codes_in(fields_tag, tags)) {}

std::vector<std::string> all_secrets(const lower::Desired& desired, const Json& live) {
  std::vector<std::string> out = desired.secrets;
  const std::set<std::string> codes = codes_in(secrets_tag, live_tags(*desired.kind, live));
  if (codes.empty()) return out;
  const auto add = [&](const std::string& path) {
    if (codes.contains(path_code(path)) && std::ranges::find(out, path) == out.end())
      out.push_back(path);
  };
  // What stands in a body as it is written has no row.
  for (const std::string& path : desired.declared) add(path);
  for (const catalog::Field& row : desired.kind->fields) {
    const Json* value = row.arm.empty() ? nullptr : find(live, row.arm);
    if (value == nullptr) continue;
    add(std::string(row.arm));
    if (!value->is_object()) continue;
    for (const auto& [key, entry] : value->items()) add(fmt::format("{}/{}", row.arm, key));
  }
  std::ranges::sort(out);
  return out;
}

bool FieldCodes::holds(std::string_view arm_path) const {
  return codes_.contains(path_code(arm_path));
}

void FieldCodes::take(std::string_view arm_path) {
  codes_.erase(path_code(arm_path));
}

bool was_declared(const TagMap& tags, std::string_view arm_path) {
  return FieldCodes(tags).holds(arm_path);
}

std::string applied_digest(const TagMap& tags) {
  return std::string(tag(tags, digest_tag));
}

}  // namespace armature::diff
