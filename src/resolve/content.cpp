#include "resolve/content.hpp"

#include <map>

#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "manifest/document.hpp"
#include "manifest/node.hpp"

namespace armature::resolve {
namespace {

using catalog::Compare;
using catalog::Field;
using catalog::Rule;

constexpr std::string_view content_tag = "armature.content";

bool nothing(const Json& value) {
  return value.is_null() || ((value.is_object() || value.is_array()) && value.empty());
}

/// The service writes conda files anew, so that they are compared as what they say. Text that is no
/// YAML stands for itself.
Json parsed_yaml(const std::string& text) {
  Diagnostics problems;
  const auto documents = manifest::read_yaml(text, "", "", problems);
  if (has_errors(problems) || documents.size() != 1) return text;
  return manifest::to_json(documents.front().root);
}

/// azureml:// addresses ignore case up to the path.
std::string canonical_uri(const std::string& text) {
  const std::string lower = to_lower(text);
  const std::size_t paths = lower.find("/paths/");
  if (!lower.starts_with("azureml://") || paths == std::string::npos) return text;
  return lower.substr(0, paths) + text.substr(paths);
}

Json canonical_text(const Field& row, const std::string& text) {
  switch (row.compare) {
    case Compare::ignore_case:
    case Compare::location:
      return to_lower(text);
    case Compare::id:
      return to_lower(text);
    case Compare::yaml_text:
      return parsed_yaml(text);
    case Compare::upload_uri:
      return canonical_uri(text);
    default:
      return text;
  }
}

/// Null for what the service holds anyway, so that a default written out is no other content.
Json canonical(const Field& row, const Json* value) {
  if (value == nullptr || nothing(*value)) return {};
  if (!row.server_default.empty()) {
    const auto standard = parse_json(row.server_default);
    if (standard && *standard == *value) return {};
    if (standard && standard->is_string() && value->is_string() &&
        canonical_text(row, standard->get<std::string>()) ==
            canonical_text(row, value->get<std::string>()))
      return {};
  }
  return value->is_string() ? canonical_text(row, value->get<std::string>()) : *value;
}

/// The md5 in `LocalUpload/<md5>/`, empty if there is none.
std::string uploaded_md5(const Json* uri) {
  constexpr std::string_view folder = "/localupload/";
  constexpr std::size_t digits = 32;
  if (uri == nullptr || !uri->is_string()) return {};
  const std::string text = to_lower(uri->get_ref<const std::string&>());
  const std::size_t at = text.find(folder);
  if (at == std::string::npos) return {};
  const std::string md5 = text.substr(at + folder.size(), digits);
  const bool hex = md5.find_first_not_of("0123456789abcdef") == std::string::npos;
  return hex && md5.size() == digits ? md5 : std::string{};
}

std::string text_at(const Json& body, std::string_view path) {
  const Json* value = find(body, path);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string{};
}

/// "202208:<hash_sha256>" as the SDK leaves it in the property bag of code; empty without a hash.
std::string content_hash(const Field& row, const Json& body) {
  const std::string hash = text_at(body, row.arm);
  if (hash.empty()) return {};
  const std::string bag(row.arm.substr(0, row.arm.rfind('.')));
  return text_at(body, bag + ".hash_version") + ":" + to_lower(hash);
}

const Field* hash_row(const catalog::Kind& kind) {
  for (const Field& row : kind.fields)
    if (row.rule == Rule::content_hash) return &row;
  return nullptr;
}

bool uploads(const lower::Desired& desired, const Field& row) {
  if (!desired.content) return false;
  for (const lower::Hole& hole : desired.holes)
    if (hole.kind == lower::Hole::Kind::upload_uri && hole.path == row.arm) return true;
  return false;
}

bool is_content(const Field& row) {
  return row.mutability == catalog::Mutability::new_version;
}

/// What the place of an upload tells: never compared as text, since it says where and not what.
Evidence upload_evidence(const lower::Desired& desired, const Field& row, const Json& live) {
  if (const Field* hashed = hash_row(*desired.kind)) {
    const std::string ours = content_hash(*hashed, *desired.body);
    const std::string theirs = content_hash(*hashed, live);
    if (!ours.empty() && !theirs.empty() &&
        ours.substr(0, ours.find(':')) == theirs.substr(0, theirs.find(':')))
      return ours == theirs ? Evidence::same : Evidence::different;
  }
  const std::string md5 = uploaded_md5(find(live, row.arm));
  if (md5.empty()) return Evidence::none;
  return md5 == desired.content->md5 ? Evidence::same : Evidence::different;
}

Evidence all_uploads(const lower::Desired& desired, const Json& live) {
  Evidence weakest = Evidence::same;
  for (const Field& row : desired.kind->fields) {
    if (!is_content(row) || !uploads(desired, row)) continue;
    const Evidence one = upload_evidence(desired, row, live);
    if (one == Evidence::different) return one;
    if (one == Evidence::none) weakest = one;
  }
  return weakest;
}

bool fields_differ(const lower::Desired& desired, const Json& live) {
  for (const Field& row : desired.kind->fields) {
    if (!is_content(row) || row.arm.empty() || uploads(desired, row)) continue;
    if (canonical(row, find(*desired.body, row.arm)) != canonical(row, find(live, row.arm)))
      return true;
  }
  return false;
}

std::string live_tag(const catalog::Kind& kind, const Json& live) {
  const Json* tags =
      find(live, kind.tags == catalog::Tags::in_properties ? "properties.tags" : "tags");
  if (tags == nullptr || !tags->is_object()) return {};
  const auto tag = tags->find(content_tag);
  return tag != tags->end() && tag->is_string() ? tag->get<std::string>() : std::string{};
}

}  // namespace

std::string content_digest(const lower::Desired& desired) {
  constexpr std::size_t digits = 16;
  if (!desired.kind->versioned || !desired.body) return {};
  const Field* hashed = hash_row(*desired.kind);
  const std::string hash = hashed == nullptr ? "" : content_hash(*hashed, *desired.body);
  Json facts = Json::object();
  for (const Field& row : desired.kind->fields) {
    if (!is_content(row) || row.arm.empty()) continue;
    Json fact = canonical(row, find(*desired.body, row.arm));
    if (uploads(desired, row)) fact = hash.empty() ? "md5:" + desired.content->md5 : hash;
    if (!fact.is_null()) facts[std::string(row.arm)] = std::move(fact);
  }
  return sha256_hex(dump(facts)).substr(0, digits);
}

Evidence same_content(const lower::Desired& desired, const Json& live) {
  if (!desired.body) return Evidence::none;
  const Evidence uploaded = all_uploads(desired, live);
  if (uploaded == Evidence::different) return uploaded;
  const std::string tag = live_tag(*desired.kind, live);
  // The tag comes before the fields: the service may have written them anew in ways unknown here,
  // and a version that we made ourselves must be found again.
  if (!tag.empty() && tag == content_digest(desired)) return Evidence::same;
  if (fields_differ(desired, live)) return Evidence::different;
  if (uploaded == Evidence::none && !tag.empty()) return Evidence::different;
  return uploaded;
}

}  // namespace armature::resolve
