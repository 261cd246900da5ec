#include <algorithm>
#include <tuple>
#include <utility>

#include <nlohmann/json.hpp>

#include "arm/live.hpp"
#include "diff/attribute.hpp"
#include "diff/canonical.hpp"
#include "diff/declared.hpp"
#include "diff/diff.hpp"
#include "diff/leaf.hpp"
#include "diff/removed.hpp"
#include "lower/secrets.hpp"
#include "resolve/content.hpp"

namespace armature::diff {
namespace {

using catalog::Compare;
using catalog::Field;
using catalog::Mutability;

/// What one comparison looks at.
struct Subject {
  const resolve::Resolved& resolved;
  const lower::Desired& desired;
  const Json& body;
  const Json& live;
};

SharedJson shared_or_null(const Json* value) {
  return value == nullptr ? nullptr : share(*value);
}

bool proven_same(const Subject& subject, const std::string& path, const Json& live) {
  if (!live.is_string()) return false;
  return std::ranges::any_of(subject.resolved.same_content, [&](const auto& pair) {
    return pair.first == path &&
           (pair.second == live || arm::same_id(pair.second, live.get_ref<const std::string&>()));
  });
}

/// By the catalogue, or since a secret variable made it.
bool is_secret(const lower::Desired& desired, const std::string& path, const Field* row) {
  return (row != nullptr && row->compare == Compare::secret) ||
         lower::is_secret(desired.secrets, path);
}

Change change_of(const Subject& subject, const std::string& path, const Field* row) {
  Change out;
  out.path = path;
  out.yaml = yaml_name(subject.desired, path, row);
  out.from = shared_or_null(value_at(subject.live, path));
  out.to = shared_or_null(value_at(subject.body, path));
  if (const auto source = subject.desired.sources.find(path);
      source != subject.desired.sources.end())
    out.pos = source->second.pos;
  out.sensitive = is_secret(subject.desired, path, row);
  return out;
}

void suppress(Difference& out, Change change, Reason reason) {
  change.reason = reason;
  out.suppressed.push_back(std::move(change));
}

void show(Difference& out, Change change, const Field* row, Reason reason) {
  change.reason = reason;
  change.forces_replacement = forces_replacement(row, change.from != nullptr);
  if (change.forces_replacement) change.note = row->why_replace;
  out.changes.push_back(std::move(change));
}

/// The content of a version against the desired one: by what it is, never by where it was uploaded.
void compare_content(const Subject& subject, const std::string& path, const Field* row,
                     Difference& out) {
  Change change = change_of(subject, path, row);
  const resolve::Evidence evidence = resolve::same_content(subject.desired, subject.live);
  if (subject.resolved.content_is_there || evidence == resolve::Evidence::same)
    return suppress(out, std::move(change), Reason::same_content);
  change.known_later = row->compare == Compare::upload_uri && subject.desired.content.has_value();
  show(out, std::move(change), row,
       evidence == resolve::Evidence::none ? Reason::unverifiable : Reason::changed);
}

void compare_leaf(const Subject& subject, const std::string& path, const Field* row,
                  Difference& out) {
  const bool place =
      row != nullptr && row->compare == Compare::upload_uri && subject.desired.content;
  if (place) return compare_content(subject, path, row, out);
  if (is_secret(subject.desired, path, row))
    return suppress(out, change_of(subject, path, row), Reason::secret);
  const Json* wanted = value_at(subject.body, path);
  const Json* found = value_at(subject.live, path);
  static const Json absent;
  const Json& to = wanted == nullptr ? absent : *wanted;
  const Json& from = found == nullptr ? absent : *found;
  if (from == to) return;
  if (same_value(row, from, to))
    return suppress(out, change_of(subject, path, row), alike_because(row));
  if (proven_same(subject, path, from))
    return suppress(out, change_of(subject, path, row), Reason::same_content);
  // What the service fills in where nothing is sent is not worth a write when the manifest says the
  // same.
  if (found == nullptr && row != nullptr && is_default(*row, to))
    return suppress(out, change_of(subject, path, row), Reason::is_default);
  if (row != nullptr && row->mutability == Mutability::new_version)
    return compare_content(subject, path, row, out);
  const bool unproven =
      std::ranges::find(subject.resolved.unverifiable, path) != subject.resolved.unverifiable.end();
  show(out, change_of(subject, path, row), row, unproven ? Reason::unverifiable : Reason::changed);
}

/// Discriminators are in no manifest; a resource of the same name and another type is still another
/// thing.
void compare_discriminators(const Subject& subject, Difference& out) {
  for (const Field& row : subject.desired.kind->fields)
    if (row.rule == catalog::Rule::constant && row.mutability == Mutability::replace)
      compare_leaf(subject, std::string(row.arm), &row, out);
}

void compare_state(const Subject& subject, Difference& out) {
  const catalog::Kind& kind = *subject.desired.kind;
  if (!kind.routes.empty()) return;
  const auto state = arm::provisioning_state(subject.live);
  if (state == arm::ProvisioningState::failed || state == arm::ProvisioningState::canceled) {
    constexpr std::string_view path = "properties.provisioningState";
    out.changes.push_back({.path = std::string(path),
                           .yaml = "provisioning state",
                           .from = shared_or_null(value_at(subject.live, path)),
                           .to = share("Succeeded"),
                           .reason = Reason::unhealthy});
  }
  constexpr std::string_view archived = "properties.isArchived";
  const Json* flag = value_at(subject.live, archived);
  if (kind.removal == catalog::Removal::archive && flag != nullptr && *flag == true)
    out.changes.push_back({.path = std::string(archived),
                           .yaml = "archived",
                           .from = share(true),
                           .to = share(false),
                           .reason = Reason::unarchived});
}

/// What the manifest says, then what follows from other resources, then what was taken away, then
/// what others did.
int rank(const Change& change, const catalog::Kind& kind) {
  switch (change.reason) {
    case Reason::unhealthy:
    case Reason::unarchived:
      return 0;
    case Reason::removed:
      return 3;
    case Reason::drifted:
      return 4;
    default:
      break;
  }
  const Field* row = catalog::field_at(kind, change.path);
  return row != nullptr && row->rule == catalog::Rule::reference ? 2 : 1;
}

void sort_for_reading(Difference& out, const catalog::Kind& kind) {
  const auto key = [&](const Change& change) {
    return std::make_tuple(rank(change, kind), change.pos.line, change.pos.column, change.path);
  };
  std::ranges::sort(out.changes, {}, key);
  std::ranges::sort(out.suppressed, {}, [](const Change& change) { return change.path; });
}

Difference compare_open(const resolve::Resolved& resolved, const Json& body, const Json& live,
                        const Owner& owner) {
  const lower::Desired& desired = resolved.desired;
  const Subject subject{resolved, desired, body, live};
  Difference out;
  compare_discriminators(subject, out);
  for (const std::string& path : desired.declared)
    compare_leaf(subject, path, catalog::field_at(*desired.kind, path), out);

  const TagMap tags = live_tags(*desired.kind, live);
  if (desired.kind->routes.empty() && ownership(tags, owner) == Ownership::ours) {
    const Memory memory = remember(desired, live, tags);
    for (const Change& change : memory.removed) out.changes.push_back(change);
    attribute(desired, subject.body, live, tags, memory, out);
    out.marks_outdated = out.marks_outdated || memory.fields_moved;
  }
  compare_state(subject, out);
  sort_for_reading(out, *desired.kind);
  return out;
}

}  // namespace

Difference compare(const resolve::Resolved& resolved, const Json& live, const Owner& owner) {
  static const Json nothing = Json::object();
  const Json& body = resolved.desired.body ? *resolved.desired.body : nothing;
  const std::vector<std::string> secrets = all_secrets(resolved.desired, live);
  if (secrets.empty()) return compare_open(resolved, body, live, owner);
  // Of a secret entry of a map only whether it is there is compared.
  return compare_open(resolved, lower::masked(body, resolved.desired.secrets),
                      lower::masked(live, secrets), owner);
}

}  // namespace armature::diff
