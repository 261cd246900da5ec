#include "diff/attribute.hpp"

#include <algorithm>
#include <optional>

#include <nlohmann/json.hpp>

#include "diff/canonical.hpp"
#include "diff/declared.hpp"
#include "diff/leaf.hpp"

namespace armature::diff {
namespace {

constexpr std::size_t suspects_max = 10;  // 2^10 digests at most

/// "ops@contoso.example, 2026-11-20 09:12Z": the last change of the resource, as far as the service
/// tells.
std::string last_change(const Json& live) {
  const auto text = [&](std::string_view path) {
    const Json* value = find(live, path);
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string{};
  };
  std::string by = text("systemData.lastModifiedBy");
  std::string at = text("systemData.lastModifiedAt");
  constexpr std::size_t minutes = sizeof("2026-11-20T09:12") - 1;
  if (at.size() >= minutes && at[10] == 'T') {
    at = at.substr(0, minutes) + "Z";
    at[10] = ' ';
  }
  if (by.empty() || at.empty()) return by + at;
  return by + ", " + at;
}

/// A leaf of the last applied body: what it held if the manifest did not move, and what if it did.
struct Past {
  std::string path;
  std::string wanted;
  std::string found;
  std::optional<std::size_t> suspect;
};

std::string text_at(const lower::Desired& desired, const Json& live, const std::string& path) {
  const Json* value = value_at(live, path);
  return dump(
      canonical(catalog::field_at(*desired.kind, path), value == nullptr ? Json() : *value));
}

std::vector<Past> past_leaves(const lower::Desired& desired, const Leaves& now, const Json& live,
                              const Memory& memory, const std::vector<Change*>& suspects) {
  std::vector<Past> out;
  for (const auto& [path, text] : now) {
    if (std::ranges::binary_search(memory.newly_declared, path)) continue;
    Past leaf{.path = path, .wanted = text, .found = text, .suspect = {}};
    const auto at = std::ranges::find(suspects, path, &Change::path);
    if (at != suspects.end()) {
      leaf.found = text_at(desired, live, path);
      leaf.suspect = static_cast<std::size_t>(at - suspects.begin());
    }
    out.push_back(std::move(leaf));
  }
  for (const std::string& path : memory.forgotten) {
    const std::string text = text_at(desired, live, path);
    out.push_back({.path = path, .wanted = text, .found = text, .suspect = {}});
  }
  std::ranges::sort(out, {}, &Past::path);
  return out;
}

/// The set of suspects whose manifest moved, as bits: the one whose live values, put in place of
/// the desired ones, make the digest of the last apply. None: some leaf was moved by both sides.
std::optional<std::size_t> moved_by_manifest(const std::vector<Past>& past, std::size_t suspects,
                                             const std::string& applied) {
  for (std::size_t bits = 0; bits < (std::size_t{1} << suspects); ++bits) {
    Leaves leaves;
    for (const Past& leaf : past) {
      const bool moved = leaf.suspect && ((bits >> *leaf.suspect) & 1U) != 0;
      leaves.emplace_hint(leaves.end(), leaf.path, moved ? leaf.found : leaf.wanted);
    }
    if (digest_of(leaves) == applied) return bits;
  }
  return {};
}

void drifted(Change& change, const std::string& note) {
  change.reason = Reason::drifted;
  // Why it is replaced matters more than who moved it.
  if (!change.forces_replacement) change.note = note;
}

}  // namespace

void attribute(const lower::Desired& desired, const Json& body, const Json& live,
               const TagMap& tags, const Memory& memory, Difference& out) {
  const std::string applied = applied_digest(tags);
  if (out.changes.empty() || applied.empty()) return;
  const Leaves now = declared_leaves(desired, body);
  std::vector<Change*> suspects;
  for (Change& change : out.changes)
    if (change.reason == Reason::changed && now.contains(change.path) &&
        !std::ranges::binary_search(memory.newly_declared, change.path))
      suspects.push_back(&change);

  out.marks_outdated = digest_of(now) != applied;
  std::size_t moved = 0;
  if (out.marks_outdated) {
    if (suspects.size() > suspects_max) return;
    const auto past = past_leaves(desired, now, live, memory, suspects);
    const auto bits = moved_by_manifest(past, suspects.size(), applied);
    if (!bits) return;
    moved = *bits;
  }
  const std::string note = last_change(live);
  for (std::size_t i = 0; i < suspects.size(); ++i)
    if (((moved >> i) & 1U) == 0) drifted(*suspects[i], note);
}

}  // namespace armature::diff
