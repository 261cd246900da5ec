#include "plan/body.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "diff/canonical.hpp"
#include "diff/leaf.hpp"
#include "diff/removed.hpp"
#include "lower/secrets.hpp"
#include "plan/plan.hpp"

namespace armature::plan {
namespace {

using diff::body_kind;

void collect_leaves(const catalog::Kind& kind, const Json& value, const std::string& path,
                    std::vector<std::string>& out) {
  const catalog::Field* row = path.empty() ? nullptr : catalog::field_at(kind, path);
  if (!value.is_object() || (row != nullptr && diff::whole_map(*row))) {
    out.push_back(path);
    return;
  }
  const bool entries = row != nullptr ? diff::by_entry(*row)
                                      : !path.empty() && path == diff::tags_path(body_kind(kind));
  for (const auto& [name, member] : value.items()) {
    if (entries) {
      out.push_back(path + "/" + name);
    } else {
      collect_leaves(kind, member, path.empty() ? name : path + "." + name, out);
    }
  }
}

/// Drops the member at a dotted path; "*" stands for every member.
void drop_matching(Json& value, std::string_view path) {
  if (!value.is_object()) return;
  const auto dot = path.find('.');
  const std::string_view name = path.substr(0, dot);
  const std::string_view rest =
      dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  if (name == "*") {
    if (rest.empty()) value = Json::object();
    for (auto& member : value) drop_matching(member, rest);
    return;
  }
  const auto found = value.find(name);
  if (found == value.end()) return;
  if (rest.empty()) {
    value.erase(found);
  } else {
    drop_matching(*found, rest);
  }
}

void drop_nulls(Json& value) {
  if (!value.is_object()) return;
  for (auto it = value.begin(); it != value.end();) {
    if (it->is_null()) {
      it = value.erase(it);
    } else {
      drop_nulls(*it);
      ++it;
    }
  }
}

bool is_default_leaf(const Step& step, const std::string& path) {
  return std::ranges::find(step.defaults, path) != step.defaults.end();
}

/// Objects that are sent as a whole: what live holds in them belongs to another choice.
void clear_wholes(const Step& step, Json& body) {
  const std::vector<std::string> leaves = leaves_of(*step.kind, *step.body);
  for (const catalog::Field& row : step.kind->fields) {
    if (row.rule != catalog::Rule::child || row.arm.empty()) continue;
    const std::string below = std::string(row.arm) + ".";
    const bool declared = std::ranges::any_of(leaves, [&](const std::string& path) {
      return path.starts_with(below) && !is_default_leaf(step, path);
    });
    if (declared) diff::erase_at(body, row.arm);
  }
}

void lay_declared(const Step& step, Json& body) {
  if (!step.body) return;
  clear_wholes(step, body);
  for (const std::string& path : leaves_of(*step.kind, *step.body)) {
    if (is_default_leaf(step, path) && diff::value_at(body, path) != nullptr) continue;
    if (const Json* value = diff::value_at(*step.body, path)) {
      diff::set_at(body, path, *value);
    } else {
      diff::erase_at(body, path);
    }
  }
}

void lay_marks(const Step& step, Json& body) {
  const std::string_view place = diff::tags_path(body_kind(*step.kind));
  if (step.marks.empty() || place.empty()) return;
  const Json* found = find(body, place);
  Json tags = Json::object();
  if (found != nullptr && found->is_object())
    for (const auto& [key, value] : found->items())
      if (!diff::is_mark(key)) tags[key] = value;
  for (const auto& [key, value] : step.marks) tags[key] = value;
  put(body, place, std::move(tags));
}

diff::Change missing(const Step& step, const std::string& path, const Json* live,
                     const Json* wanted) {
  diff::Change out;
  out.path = path;
  out.yaml = path;
  for (const diff::Change& change : step.because)
    if (change.path == path) out = change;
  out.from = live == nullptr ? nullptr : share(*live);
  out.to = wanted == nullptr ? nullptr : share(*wanted);
  return out;
}

void unmet_leaves(const Step& step, const Json& live, std::vector<diff::Change>& out) {
  if (!step.body) return;
  for (const std::string& path : leaves_of(*step.kind, *step.body)) {
    if (is_default_leaf(step, path)) continue;
    const catalog::Field* row = catalog::field_at(*step.kind, path);
    if (row != nullptr && row->compare == catalog::Compare::secret) continue;
    const Json* wanted = diff::value_at(*step.body, path);
    const Json* found = diff::value_at(live, path);
    const bool unfilled =
        wanted == nullptr &&
        std::ranges::find(step.holes, path, &lower::Hole::path) != step.holes.end();
    const bool left_out =
        found == nullptr && wanted != nullptr && row != nullptr && diff::is_default(*row, *wanted);
    if (unfilled || left_out) continue;
    if (!diff::same_value(row, found == nullptr ? Json() : *found,
                          wanted == nullptr ? Json() : *wanted))
      out.push_back(missing(step, path, found, wanted));
  }
}

void unmet_resets(const Step& step, const Json& live, std::vector<diff::Change>& out) {
  for (const std::string& path : step.reset) {
    const Json* found = diff::value_at(live, path);
    if (found == nullptr) continue;
    const catalog::Field* row = catalog::field_at(*step.kind, path);
    const SharedJson fallback = row == nullptr ? nullptr : diff::default_of(*row);
    const bool entry = !diff::leaf_of(path).key.empty();
    // Where the catalogue does not know what the service falls back to, any value may be right.
    const bool as_default = !entry && (fallback == nullptr || diff::is_default(*row, *found));
    if (!as_default) out.push_back(missing(step, path, found, fallback.get()));
  }
}

void unmet_marks(const Step& step, const Json& live, std::vector<diff::Change>& out) {
  const std::string place(diff::tags_path(body_kind(*step.kind)));
  if (place.empty()) return;
  for (const auto& [key, value] : step.marks) {
    const std::string path = place + "/" + key;
    const Json* found = diff::value_at(live, path);
    const Json wanted = value;
    if (found == nullptr || *found != wanted) out.push_back(missing(step, path, found, &wanted));
  }
}

}  // namespace

std::vector<std::string> leaves_of(const catalog::Kind& kind, const Json& body) {
  std::vector<std::string> out;
  collect_leaves(kind, body, "", out);
  return out;
}

Json writable(const catalog::Kind& kind, const Json& live) {
  Json out = live;
  for (const std::string_view name : {"id", "name", "type", "systemData", "etag"})
    drop_matching(out, name);
  for (const std::string_view path : kind.read_only) drop_matching(out, path);
  drop_nulls(out);
  return out;
}

Json put_body(const Step& step, const Json* live) {
  Json body = live == nullptr ? Json::object() : writable(body_kind(*step.kind), *live);
  for (const std::string& path : step.reset) diff::erase_at(body, path);
  lay_declared(step, body);
  lay_marks(step, body);
  return body;
}

std::vector<diff::Change> unmet(const Step& step, const Json& live) {
  std::vector<diff::Change> out;
  if (!step.secrets.empty()) {
    // A service may keep a secret to itself: of a whole leaf nothing can be proven.
    Step open = step;
    open.secrets.clear();
    Json body = open.body ? lower::masked(*open.body, step.secrets) : Json();
    for (const std::string& path : step.secrets)
      if (path.find('/') == std::string::npos) diff::erase_at(body, path);
    if (open.body) open.body = share(std::move(body));
    return unmet(open, lower::masked(live, step.secrets));
  }
  unmet_leaves(step, live, out);
  unmet_resets(step, live, out);
  unmet_marks(step, live, out);
  return out;
}

Json tag_patch_body(const Step& step, const Json& live) {
  const std::string_view place = diff::tags_path(body_kind(*step.kind));
  const Json whole = put_body(step, &live);
  Json out = Json::object();
  if (const Json* tags = place.empty() ? nullptr : find(whole, place)) put(out, place, *tags);
  return out;
}

}  // namespace armature::plan
