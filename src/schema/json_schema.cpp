#include "schema/json_schema.hpp"

#include <algorithm>
#include <functional>
#include <span>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "schema/values.hpp"

namespace armature::schema {
namespace {

using catalog::Field;
using catalog::Kind;
using catalog::Rule;

constexpr const char* dialect = "http://json-schema.org/draft-07/schema#";
/// A scalar that is one expression may become anything: "${var.nodes}".
Json expression() {
  return {{"type", "string"}, {"pattern", R"(^\$\{[^{].*\}$)"}};
}

Json definition(std::string_view name) {
  return {{"$ref", fmt::format("#/definitions/{}", name)}};
}

Json or_expression(Json value) {
  return {{"anyOf", Json::array({std::move(value), expression()})}};
}

Json map_of(Json value) {
  return {{"type", "object"}, {"additionalProperties", std::move(value)}};
}

Json scalar() {
  return {{"type", Json::array({"string", "number", "boolean", "null"})}};
}

Json number_schema(const Field& field) {
  Json out = {{"type", "integer"}};
  if (field.least != catalog::no_minimum) out["minimum"] = field.least;
  if (field.most != catalog::no_maximum) out["maximum"] = field.most;
  return out;
}

Json choice_value(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return text;
}

void add_once(Json& list, Json value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
}

/// "[aA][bB]1"
std::string in_any_case(std::string_view word) {
  std::string out;
  for (const char c : word) {
    const std::string lower = to_lower(std::string(1, c));
    const bool letter = lower[0] >= 'a' && lower[0] <= 'z';
    const char upper = static_cast<char>(letter ? lower[0] - 'a' + 'A' : c);
    out += letter ? fmt::format("[{}{}]", lower, upper) : std::string(1, c);
  }
  return out;
}

/// An editor offers the YAML spellings. In any case, ARM's spelling and an expression do as well.
Json choice_schema(const Field& field) {
  Json words = Json::array();
  std::vector<std::string> others = {R"(\$\{[^{].*\})"};
  for (const catalog::Choice& one : field.choices) {
    if (!one.unsupported.empty()) continue;
    for (const std::string_view word : {one.yaml, one.arm})
      if (!word.empty() && !choice_value(word).is_boolean()) others.push_back(in_any_case(word));
    if (!one.yaml.empty()) add_once(words, choice_value(one.yaml));
  }
  const Json other = {{"type", "string"}, {"pattern", "^(" + join(others, "|") + ")$"}};
  return {{"anyOf", Json::array({{{"enum", std::move(words)}}, other})}};
}

Json identity_schema(const Field& field) {
  const Json assigned = {{"type", "object"},
                         {"required", {"resource_id"}},
                         {"properties", {{"resource_id", {{"type", "string"}}}}}};
  return {{"type", "object"},
          {"required", {"type"}},
          {"additionalProperties", false},
          {"properties",
           {{"type", choice_schema(field)},
            {"user_assigned_identities", {{"type", "array"}, {"items", assigned}}}}}};
}

/// Builds definitions as they are needed: inline assets and parts refer to one another.
class Writer {
 public:
  /// The whole document of a kind.
  Json document(const Kind& kind) { return object(kind, "", false); }

  Json definitions = Json::object();

 private:
  Json object(const Kind& kind, const std::string& prefix, bool inlined) {
    Json properties = Json::object();
    Json required = Json::array();
    for (const Field& field : kind.fields) {
      if (field.yaml.empty() || field.rule == Rule::unsupported || !field.yaml.starts_with(prefix))
        continue;
      const std::string name(field.yaml.substr(prefix.size()));
      if (name.empty() || name.find('.') != std::string::npos) continue;
      const bool is_name = field.yaml == kind.name_field;
      const bool needed = is_name ? !inlined : field.required;
      if (needed) required.push_back(name);
      properties[name] = described(field, value(kind, field, inlined), needed);
    }
    Json out = {
        {"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
    if (!required.empty()) out["required"] = std::move(required);
    if (prefix.empty()) add_relations(kind, out);
    return out;
  }

  /// With the words for hovering; a field without a value counts as not given.
  static Json described(const Field& field, Json value, bool needed) {
    if (!needed && value.contains("type") && value["type"].is_string())
      value["type"] = Json::array({value["type"], "null"});
    if (!field.help.empty()) value["description"] = field.help;
    const bool plain = field.rule == Rule::text || field.rule == Rule::integer ||
                       field.rule == Rule::number || field.rule == Rule::boolean;
    const std::string_view fallback = field.value.empty() ? field.server_default : field.value;
    if (plain && !fallback.empty())
      if (auto parsed = parse_json(fallback); parsed && parsed->is_primitive())
        value["default"] = *std::move(parsed);
    return value;
  }

  Json value(const Kind& kind, const Field& field, bool inlined) {
    switch (field.rule) {
      case Rule::integer:
      case Rule::seconds:
      case Rule::milliseconds:
      case Rule::minutes:
      case Rule::numbered_text:
        return or_expression(number_schema(field));
      case Rule::number:
        return or_expression({{"type", "number"}});
      case Rule::boolean:
        return or_expression({{"type", "boolean"}});
      case Rule::choice:
        return choice_schema(field);
      case Rule::string_map:
      case Rule::nested_texts:
        return map_of(scalar());
      case Rule::integer_map:
        return map_of(or_expression(number_schema(field)));
      case Rule::nested_maps:
        return map_of({{"type", "object"}});
      case Rule::items:
        return {{"type", "array"}, {"items", part(field.target)}};
      case Rule::entries:
        return map_of(part(field.target));
      case Rule::reference:
      case Rule::named:
        return reference(field);
      case Rule::embedded_text:
        return {{"type", Json::array({"string", "object"})}};
      case Rule::identity:
        return identity_schema(field);
      case Rule::child:
        return object(kind, std::string(field.yaml) + ".", inlined);
      case Rule::routing:
        return routed(field, inlined);
      case Rule::key:
        return field.yaml == "version" ? Json{{"type", Json::array({"string", "number"})}}
                                       : Json{{"type", "string"}};
      case Rule::literal:
      case Rule::map_entry:
      case Rule::time_text:
      case Rule::quantity:
        return scalar();
      case Rule::scalars:
        return {{"type", "array"}, {"items", scalar()}};
      case Rule::raw:
        return {{"type", "object"}};
      case Rule::free_json:
      case Rule::ignored:
        return Json::object();
      case Rule::text:
      case Rule::part:
      case Rule::arm_id:
      case Rule::arm_type:
      case Rule::child_name:
      case Rule::upload_to:
      case Rule::content:
      case Rule::file_text:
      case Rule::constant:
      case Rule::content_hash:
      case Rule::listed_paths:
      case Rule::unsupported:
        break;
    }
    return {{"type", "string"}};
  }

  /// What an endpoint's manifest says for its routing follows the row of the routing kind.
  Json routed(const Field& field, bool inlined) {
    const Kind* routing = catalog::kind_named(field.target);
    const Field* row = routing == nullptr ? nullptr : catalog::field_at(*routing, field.arm);
    return row == nullptr ? Json::object() : value(*routing, *row, inlined);
  }

  Json reference(const Field& field) {
    const Kind* target = catalog::kind_named(field.target);
    const Json text = {{"type", "string"}};
    if (target == nullptr || target->anonymous == catalog::Anonymous::refused) return text;
    return {{"anyOf", Json::array({text, defined(*target, field.target)})}};
  }

  /// The rows of an item, or of any of the variants that it may be.
  Json part(std::string_view name) {
    Json any = Json::array();
    for (const Kind& one : catalog::parts())
      if (one.name == name) any.push_back(defined(one, definition_name(one)));
    if (any.empty()) return {{"type", "object"}};
    return any.size() == 1 ? any.front() : Json{{"anyOf", std::move(any)}};
  }

  static std::string definition_name(const Kind& kind) {
    const catalog::Variant variant = catalog::variant_value(kind);
    return variant.value.empty() ? std::string(kind.name)
                                 : fmt::format("{}.{}", kind.name, variant.value);
  }

  Json defined(const Kind& kind, std::string_view name) {
    const std::string key(name);
    if (!definitions.contains(key)) {
      definitions[key] = Json::object();  // breaks the circle while it is being written
      definitions[key] = object(kind, "", true);
    }
    return definition(key);
  }

  static bool at_top(std::string_view path) { return path.find('.') == std::string_view::npos; }

  static void add_relations(const Kind& kind, Json& out) {
    using Owes = catalog::Relation::Kind;
    for (const catalog::Relation& one : kind.relations) {
      if (!one.when.empty() || !at_top(one.a) || !at_top(one.b)) continue;
      const Json a = {{"required", Json::array({one.a})}};
      const Json b = {{"required", Json::array({one.b})}};
      if (one.kind == Owes::exactly_one)
        out["allOf"].push_back({{"oneOf", Json::array({a, b})}});
      else if (one.kind == Owes::at_most_one)
        out["allOf"].push_back({{"not", {{"required", Json::array({one.a, one.b})}}}});
      else if (one.kind == Owes::needs)
        out["dependencies"][std::string(one.a)] = Json::array({one.b});
    }
  }
};

std::string title_of(const Kind& kind) {
  std::string words(kind.name);
  for (char& c : words)
    if (c == '_') c = ' ';
  return "az ml " + words;
}

std::string file_name(std::string_view schema_name) {
  return fmt::format("{}.schema.json", schema_name);
}

/// The name under which a kind's own schema is found: that of az ml, or its own.
std::string own_name(const Kind& kind) {
  return std::string(kind.schema_names.empty() ? kind.name : kind.schema_names.front());
}

/// What the value of a variant's field is spelled like in YAML.
Json variant_words(const Kind& kind) {
  const Field* field = catalog::field_of_yaml(kind, kind.variant_field);
  const catalog::Variant variant = catalog::variant_value(kind);
  Json words = Json::array();
  if (field == nullptr) return words;
  for (const catalog::Choice& one : field->choices)
    if (one.arm == variant.value)
      for (const std::string_view word : {one.yaml, one.arm}) add_once(words, word);
  return words;
}

Json where_schema_is(std::span<const std::string_view> names) {
  const std::vector<std::string> all(names.begin(), names.end());
  return {
      {"required", {"$schema"}},
      {"properties",
       {{"$schema", {{"pattern", fmt::format(R"((^|/)({})\.schema\.json$)", join(all, "|"))}}}}}};
}

/// Documents that name this kind, whichever variant.
Json names_kind(std::string_view name) {
  std::vector<std::string_view> schemas;
  Json ways = Json::array();
  for (const Kind& kind : catalog::kinds()) {
    if (kind.name != name) continue;
    schemas.insert(schemas.end(), kind.schema_names.begin(), kind.schema_names.end());
    const std::size_t equals = kind.discriminator.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string field(kind.discriminator.substr(0, equals));
    ways.push_back({{"required", Json::array({field})},
                    {"properties", {{field, {{"const", kind.discriminator.substr(equals + 1)}}}}}});
  }
  if (!schemas.empty()) ways.push_back(where_schema_is(schemas));
  ways.push_back({{"required", {"kind"}},
                  {"not", {{"required", {"$schema"}}}},
                  {"properties", {{"kind", {{"const", name}}}}}});
  return {{"anyOf", std::move(ways)}};
}

std::vector<const Kind*> variants_of(std::string_view name) {
  std::vector<const Kind*> out;
  for (const Kind& kind : catalog::kinds())
    if (kind.name == name && kind.document) out.push_back(&kind);
  return out;
}

/// Its field says so; or it says nothing, and then $schema does, or else it is the first.
Json is_variant(const Kind& kind, const std::vector<const Kind*>& variants) {
  const std::string field(kind.variant_field);
  Json by_schema = where_schema_is(kind.schema_names);
  if (&kind == variants.front()) {
    Json others = Json::array();
    for (const Kind* other : variants)
      if (other != &kind && !other->schema_names.empty())
        others.push_back(where_schema_is(other->schema_names));
    by_schema = {{"not", {{"anyOf", std::move(others)}}}};
  }
  const Json silent = {{"not", {{"required", Json::array({field})}}}};
  const Json said = {{"required", Json::array({field})},
                     {"properties", {{field, {{"enum", variant_words(kind)}}}}}};
  return {{"anyOf", Json::array({said, {{"allOf", Json::array({silent, by_schema})}}})}};
}

Json by_variant(const std::vector<const Kind*>& variants,
                const std::function<Json(const Kind&)>& schema_of) {
  if (variants.size() == 1) return schema_of(*variants.front());
  Json all = Json::array();
  for (const Kind* one : variants)
    all.push_back({{"if", is_variant(*one, variants)}, {"then", schema_of(*one)}});
  return {{"allOf", std::move(all)}};
}

std::vector<std::string_view> document_names() {
  std::vector<std::string_view> out;
  for (const Kind& kind : catalog::kinds())
    if (kind.document && std::find(out.begin(), out.end(), kind.name) == out.end())
      out.push_back(kind.name);
  return out;
}

}  // namespace

Json json_schema(const Kind& kind) {
  Writer writer;
  Json out = writer.document(kind);
  out["$schema"] = dialect;
  out["title"] = title_of(kind);
  if (!writer.definitions.empty()) out["definitions"] = std::move(writer.definitions);
  return out;
}

Json manifest_schema() {
  Writer writer;
  Json documents = Json::object();
  const auto schema_of = [&](const Kind& kind) {
    const std::string name = "document." + own_name(kind);
    if (!documents.contains(name)) documents[name] = writer.document(kind);
    return definition(name);
  };
  Json all = Json::array();
  for (const std::string_view name : document_names())
    all.push_back({{"if", names_kind(name)}, {"then", by_variant(variants_of(name), schema_of)}});
  documents.update(writer.definitions);
  return {{"$schema", dialect},
          {"title", "Armature manifest"},
          {"description",
           "One resource, in the YAML grammar of az ml: its kind is told by $schema, or by kind."},
          {"type", "object"},
          {"allOf", std::move(all)},
          {"definitions", std::move(documents)}};
}

std::map<std::string, Json> schema_files() {
  std::map<std::string, Json> out;
  for (const Kind& kind : catalog::kinds())
    if (kind.document) out.emplace(file_name(own_name(kind)), json_schema(kind));
  out.emplace(file_name("manifest"), manifest_schema());
  return out;
}

}  // namespace armature::schema
