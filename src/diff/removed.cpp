#include "diff/removed.hpp"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "diff/canonical.hpp"
#include "diff/leaf.hpp"

namespace armature::diff {
namespace {

using catalog::Field;
using catalog::Mutability;
using catalog::Rule;

Json parsed(std::string_view text) {
  auto value = parse_json(text);
  return value ? std::move(*value) : Json();
}

bool has_place(const Field& row) {
  return !row.arm.empty() && row.rule != Rule::constant && row.rule != Rule::content_hash &&
         row.rule != Rule::child && row.rule != Rule::routing &&
         row.compare != catalog::Compare::secret;
}

/// Of a body written as it is: every leaf that is live.
void raw_candidates(const Json& live, const std::string& path, std::string_view tags,
                    std::set<std::string>& out) {
  for (const auto& [name, value] : live.items()) {
    const std::string here = path.empty() ? name : path + "." + name;
    if (name.find_first_of("./") != std::string::npos || is_mark(name)) continue;
    if (here == tags && value.is_object()) {
      for (const auto& [tag, text] : value.items())
        if (!is_mark(tag)) out.insert(here + "/" + tag);
    } else if (value.is_object() && !value.empty()) {
      raw_candidates(value, here, tags, out);
    } else {
      out.insert(here);
    }
  }
}

/// Paths that a manifest could have declared: every row's, and the entries that live maps hold.
std::set<std::string> candidates(const catalog::Kind& kind, const Json& live) {
  std::set<std::string> out;
  if (kind.open) raw_candidates(live, {}, tags_path(kind), out);
  for (const Field& row : kind.fields) {
    if (!has_place(row)) continue;
    if (!by_entry(row)) {
      out.emplace(row.arm);
      continue;
    }
    const Json* map = find(live, row.arm);
    if (map == nullptr || !map->is_object()) continue;
    for (const auto& [key, value] : map->items())
      if (!is_mark(key) && !catalog::server_key(kind, key))
        out.insert(std::string(row.arm) + "/" + key);
  }
  return out;
}

}  // namespace

bool is_default(const Field& row, const Json& value) {
  const bool held =
      !row.server_default.empty() && same_value(&row, parsed(row.server_default), value);
  return held || (!row.value.empty() && same_value(&row, parsed(row.value), value));
}

SharedJson default_of(const Field& row) {
  const std::string_view text = row.server_default.empty() ? row.value : row.server_default;
  return text.empty() ? nullptr : share(parsed(text));
}

std::string yaml_name(const lower::Desired& desired, const std::string& path, const Field* row) {
  if (const auto source = desired.sources.find(path); source != desired.sources.end())
    return source->second.yaml;
  if (row == nullptr || row->yaml.empty()) return path;
  const std::string_view key = leaf_of(path).key;
  return std::string(row->yaml) + (key.empty() ? "" : "." + std::string(key));
}

bool forces_replacement(const Field* row, bool live_has_value) {
  if (row == nullptr) return false;
  switch (row->mutability) {
    case Mutability::in_place:
      return false;
    case Mutability::replace:
    case Mutability::new_version:
      return true;
    case Mutability::append_only:
      return live_has_value;
  }
  return false;
}

Memory remember(const lower::Desired& desired, const Json& live, const TagMap& tags) {
  Memory out;
  FieldCodes codes(tags);
  for (const std::string& path : desired.declared)
    if (!codes.holds(path)) out.newly_declared.push_back(path);
  std::ranges::sort(out.newly_declared);
  for (const std::string& path : desired.declared) codes.take(path);
  out.fields_moved = !codes.empty() || !out.newly_declared.empty();
  if (codes.empty()) return out;

  for (const std::string& path : candidates(*desired.kind, live)) {
    if (!codes.holds(path)) continue;
    out.forgotten.push_back(path);
    const Field* row = catalog::field_at(*desired.kind, path);
    const Json* value = value_at(live, path);
    // The service refuses to take an entry out of a bag; there is nothing to go back to.
    if (value == nullptr || (row == nullptr && !desired.kind->open)) continue;
    if (row != nullptr && row->mutability == Mutability::append_only) continue;
    const bool entry = !leaf_of(path).key.empty();
    if (canonical(row, *value).is_null() || (!entry && row != nullptr && is_default(*row, *value)))
      continue;
    Change change{.path = path,
                  .yaml = yaml_name(desired, path, row),
                  .from = share(*value),
                  .to = entry || row == nullptr ? nullptr : default_of(*row),
                  .reason = Reason::removed};
    change.forces_replacement = forces_replacement(row, true);
    if (change.forces_replacement) change.note = row->why_replace;
    out.removed.push_back(std::move(change));
  }
  return out;
}

}  // namespace armature::diff
