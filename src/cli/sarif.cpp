#include "cli/sarif.hpp"

#include <map>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/version.hpp"

namespace armature::cli {
namespace {

std::string_view word(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return "error";
}

/// The summary without its quoted parts.
std::string bare(const std::string& summary) {
  std::string out;
  bool quoted = false;
  for (const char c : summary) {
    if (c == '"') quoted = !quoted;
    if (!quoted && c != '"') out += c;
  }
  return out;
}

/// A relative reference of RFC 3986: "./" keeps a colon in the first segment from being a scheme.
std::string uri_of(const std::string& file) {
  std::string out = file.find(':') < file.find('/') ? "./" : "";
  for (const char c : file) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-_.~/:@+,=").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

/// Flags and the environment are no artifacts.
bool has_file(const Diagnostic& one) {
  return one.pos.file && !one.pos.file->starts_with('-') && !one.pos.file->starts_with("<") &&
         (one.pos.line > 0 || !one.pos.file->starts_with("ARMATURE_"));
}

Json location(const SourcePos& pos) {
  Json place = {{"artifactLocation", {{"uri", uri_of(*pos.file)}}}};
  if (pos.line > 0) {
    place["region"] = {{"startLine", pos.line}};
    if (pos.column > 0) place["region"]["startColumn"] = pos.column;
  }
  return {{"physicalLocation", std::move(place)}};
}

std::string message(const Diagnostic& one) {
  std::string text = one.summary + ".";
  if (!one.detail.empty()) text += " " + one.detail;
  if (!has_file(one) && one.pos.file) text = *one.pos.file + ": " + text;
  return text;
}

}  // namespace

std::string rule_id(const std::string& summary) {
  std::string out;
  for (const char c : to_lower(bare(summary))) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (out.ends_with('-')) out.pop_back();
  return out.empty() ? "other" : out;
}

Json sarif(const Diagnostics& diagnostics) {
  std::map<std::string, Json> rules;
  Json results = Json::array();
  for (const Diagnostic& one : diagnostics) {
    const std::string id = rule_id(one.summary);
    rules.emplace(id, Json{{"id", id}, {"shortDescription", {{"text", trim(bare(one.summary))}}}});
    Json result = {
        {"ruleId", id}, {"level", word(one.severity)}, {"message", {{"text", message(one)}}}};
    if (has_file(one)) result["locations"] = Json::array({location(one.pos)});
    results.push_back(std::move(result));
  }
  Json list = Json::array();
  for (auto& [id, rule] : rules) list.push_back(std::move(rule));
  Json driver = {{"name", "armature"}, {"version", version_text}, {"rules", std::move(list)}};
  Json run = {{"tool", {{"driver", std::move(driver)}}},
              {"columnKind", "unicodeCodePoints"},
              {"results", std::move(results)}};
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", Json::array({std::move(run)})}};
}

Json diagnostics_json(const Diagnostics& diagnostics) {
  Json all = Json::array();
  for (const Diagnostic& one : diagnostics)
    all.push_back({{"severity", word(one.severity)},
                   {"rule", rule_id(one.summary)},
                   {"file", one.pos.file ? *one.pos.file : ""},
                   {"line", one.pos.line},
                   {"column", one.pos.column},
                   {"summary", one.summary},
                   {"detail", one.detail}});
  return all;
}

}  // namespace armature::cli
