#include "diff/canonical.hpp"

#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "arm/duration.hpp"
#include "arm/resource_id.hpp"
#include "base/text.hpp"
#include "manifest/document.hpp"
#include "manifest/node.hpp"

namespace armature::diff {
namespace {

using catalog::Compare;

bool nothing(const Json& value) {
  return value.is_null() || ((value.is_object() || value.is_array()) && value.empty());
}

/// Members without a value left out at every depth; 1.0 is 1.
Json cleaned(const Json& value) {
  if (value.is_object()) {
    Json out = Json::object();
    for (const auto& [name, member] : value.items()) {
      Json inner = cleaned(member);
      if (!nothing(inner)) out[name] = std::move(inner);
    }
    return out.empty() ? Json() : out;
  }
  if (value.is_array()) {
    Json out = Json::array();
    for (const Json& item : value) out.push_back(cleaned(item));
    return out.empty() ? Json() : out;
  }
  if (value.is_number_float()) {
    const double number = value.get<double>();
    if (std::trunc(number) == number && std::abs(number) < 9e15)
      return static_cast<std::int64_t>(number);
  }
  return value;
}

std::string without(std::string text, char unwanted) {
  std::erase(text, unwanted);
  return text;
}

std::string canonical_id(const std::string& text) {
  constexpr std::string_view prefix = "azureml:";
  const std::string_view bare =
      text.starts_with(prefix) && text.substr(prefix.size()).starts_with('/')
          ? std::string_view(text).substr(prefix.size())
          : std::string_view(text);
  const bool path = bare.starts_with('/') && !bare.starts_with("//");
  if (!path) return text;
  const auto id = arm::parse_resource_id(bare);
  return id ? id->key() : to_lower(bare);
}

/// azureml:// addresses in their short form; everything before the path ignores letter case.
std::string canonical_uri(const std::string& text) {
  constexpr std::string_view scheme = "azureml://";
  if (!starts_with_ignoring_case(text, scheme)) return text;
  const std::string lower = to_lower(text);
  const auto store = lower.find("datastores/");
  const auto paths = lower.find("/paths/");
  if (store == std::string::npos || paths == std::string::npos || paths < store) return text;
  return std::string(scheme) + lower.substr(store, paths - store) + text.substr(paths);
}

Json canonical_identity(const Json& value) {
  Json out = Json::object();
  if (const Json* type = find(value, "type"); type != nullptr && type->is_string())
    out["type"] = without(to_lower(type->get_ref<const std::string&>()), ' ');
  if (out.value("type", "none") == "none") return {};
  if (const Json* users = find(value, "userAssignedIdentities");
      users != nullptr && users->is_object())
    for (const auto& [id, unused] : users->items()) out["users"][canonical_id(id)] = true;
  return out;
}

/// The parsed text, since the service writes conda files anew. Text that is no YAML stands for
/// itself.
Json canonical_yaml(const std::string& text) {
  Diagnostics problems;
  const auto documents = manifest::read_yaml(text, "", "", problems);
  if (has_errors(problems)) return text;
  Json out = Json::array();
  for (const auto& document : documents) out.push_back(manifest::to_json(document.root));
  return out;
}

}  // namespace

std::string uploaded_md5(std::string_view uri) {
  constexpr std::string_view folder = "/localupload/";
  constexpr std::size_t digits = 32;
  const std::string lower = to_lower(uri);
  const auto at = lower.find(folder);
  if (at == std::string::npos || lower.size() < at + folder.size() + digits) return {};
  const std::string md5 = lower.substr(at + folder.size(), digits);
  const bool hex = md5.find_first_not_of("0123456789abcdef") == std::string::npos;
  return hex ? md5 : std::string{};
}

Json content_token(std::string_view md5) {
  return "content:" + std::string(md5);
}

namespace {

/// What the rows of a part know of a mapping, without what the service fills in.
Json canonical_part(const catalog::Field& of, const Json& value) {
  const catalog::Kind& part = *catalog::part_named(of.target);
  const catalog::Variant variant = catalog::variant_value(part);
  const Json* const which = variant.arm.empty() ? nullptr : find(value, variant.arm);
  const catalog::Kind& rows = which != nullptr && which->is_string()
                                  ? catalog::variant_of(part, which->get<std::string>())
                                  : part;
  Json out = Json::object();
  for (const catalog::Field& row : rows.fields) {
    const Json* const member = row.arm.empty() ? nullptr : find(value, row.arm);
    if (member == nullptr) continue;
    Json known = canonical(&row, *member);
    const auto standard = parse_json(row.server_default);
    if (standard && canonical(&row, *standard) == known) continue;
    if (!known.is_null()) out[std::string(row.arm)] = std::move(known);
  }
  return out;
}

Json canonical_parts(const catalog::Field& of, const Json& value) {
  Json out = value.is_array() ? Json::array() : Json::object();
  for (const auto& [name, item] : value.items()) {
    Json one = canonical_part(of, item);
    if (value.is_array())
      out.push_back(std::move(one));
    else
      out[name] = std::move(one);
  }
  return out;
}

/// Lists of words of which the letter case does not matter.
Json lower_case_words(const Json& list) {
  Json out = Json::array();
  for (const Json& item : list)
    out.push_back(item.is_string() ? Json(to_lower(item.get_ref<const std::string&>())) : item);
  return out;
}

}  // namespace

Json canonical(const catalog::Field* row, const Json& value) {
  if (nothing(value) || value == "") return {};
  const Compare how = row == nullptr ? Compare::exact : row->compare;
  if (how == Compare::secret) return {};
  const bool parts =
      row != nullptr && (row->rule == catalog::Rule::items || row->rule == catalog::Rule::entries);
  if (parts && value.is_structured()) return canonical_parts(*row, value);
  if (how == Compare::ignore_case && value.is_array()) return lower_case_words(value);
  if (how == Compare::identity && value.is_object()) return canonical_identity(value);
  if (!value.is_string()) return cleaned(value);
  const auto& text = value.get_ref<const std::string&>();
  switch (how) {
    case Compare::ignore_case:
      return to_lower(text);
    case Compare::location:
      return arm::normalised_location(text);
    case Compare::id:
      return canonical_id(text);
    case Compare::yaml_text:
      return canonical_yaml(text);
    case Compare::duration:
      if (const auto duration = arm::parse_duration(text)) return duration->count();
      return to_lower(text);
    case Compare::upload_uri: {
      const std::string md5 = uploaded_md5(text);
      return md5.empty() ? Json(canonical_uri(text)) : content_token(md5);
    }
    case Compare::exact:
    case Compare::identity:
    case Compare::tags:
    case Compare::secret:
      break;
  }
  return value;
}

bool same_value(const catalog::Field* row, const Json& a, const Json& b) {
  return a == b || canonical(row, a) == canonical(row, b);
}

Reason alike_because(const catalog::Field* row) {
  switch (row == nullptr ? Compare::exact : row->compare) {
    case Compare::ignore_case:
    case Compare::location:
      return Reason::letter_case;
    case Compare::duration:
      return Reason::same_duration;
    case Compare::upload_uri:
      return Reason::same_content;
    case Compare::secret:
      return Reason::secret;
    case Compare::exact:
    case Compare::id:
    case Compare::identity:
    case Compare::tags:
    case Compare::yaml_text:
      break;
  }
  return Reason::alias;
}

}  // namespace armature::diff
