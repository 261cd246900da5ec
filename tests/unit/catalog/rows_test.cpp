#include <map>
#include <set>
#include <string>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "catalog/kind.hpp"

using namespace armature;
using catalog::Field;
using catalog::Kind;
using catalog::Rule;

namespace {

std::string row_name(const Kind& kind, const Field& field) {
  return std::string(kind.name) + " " + std::string(field.yaml.empty() ? field.arm : field.yaml);
}

bool has_choices(Rule rule) {
  return rule == Rule::choice || rule == Rule::identity;
}

/// "type" of "type=mltable", "credentials" of "!credentials".
std::string_view condition_field(std::string_view with) {
  with.remove_prefix(with.starts_with('!') ? 1 : 0);
  return with.substr(0, with.find('='));
}

bool names_a_kind(Rule rule) {
  return rule == Rule::reference || rule == Rule::child_name || rule == Rule::routing ||
         rule == Rule::named || rule == Rule::upload_to;
}

}  // namespace

TEST_CASE("every field that lies below another has a row for the mapping it lies in") {
  for (const Kind& kind : catalog::kinds())
    for (const Field& field : kind.fields) {
      const std::size_t dot = field.yaml.rfind('.');
      if (dot == std::string_view::npos) continue;
      INFO(row_name(kind, field));
      const Field* above = catalog::field_of_yaml(kind, field.yaml.substr(0, dot));
      REQUIRE(above != nullptr);
      CHECK(above->rule == Rule::child);
    }
}

TEST_CASE("a row has what its rule needs") {
  for (const Kind& kind : catalog::kinds())
    for (const Field& field : kind.fields) {
      INFO(row_name(kind, field));
      CHECK(has_choices(field.rule) == !field.choices.empty());
      if (names_a_kind(field.rule)) CHECK(catalog::kind_named(field.target) != nullptr);
      if (field.rule == Rule::content) CHECK(field.upload != catalog::Upload::none);
      if (field.rule == Rule::constant) CHECK((field.yaml.empty() && !field.value.empty()));
      if (field.rule == Rule::unsupported) CHECK_FALSE(field.help.empty());
      if (!field.with.empty())
        CHECK(catalog::field_of_yaml(kind, condition_field(field.with)) != nullptr);
      if (field.mutability == catalog::Mutability::replace && !field.yaml.empty())
        CHECK_FALSE(field.why_replace.empty());
    }
}

TEST_CASE("defaults and constants are JSON") {
  for (const Kind& kind : catalog::kinds())
    for (const Field& field : kind.fields)
      for (const std::string_view text : {field.server_default, field.value}) {
        INFO(row_name(kind, field) << ": " << text);
        if (!text.empty()) CHECK(parse_json(text).has_value());
      }
}

TEST_CASE("spellings of one field differ in nothing but their YAML path") {
  for (const Kind& kind : catalog::kinds()) {
    std::map<std::string_view, const Field*> first;
    for (const Field& field : kind.fields) {
      if (field.arm.empty()) continue;
      const auto [known, fresh] = first.emplace(field.arm, &field);
      if (fresh) continue;
      INFO(row_name(kind, field));
      // A duration may be written as a number or as itself.
      CHECK((known->second->rule == field.rule || field.compare == catalog::Compare::duration ||
             field.rule == Rule::constant || field.rule == Rule::map_entry));
      CHECK(known->second->compare == field.compare);
      CHECK(known->second->mutability == field.mutability);
      CHECK(known->second->server_default == field.server_default);
    }
  }
}

TEST_CASE("a list or map of mappings names the part that its entries are") {
  for (const Kind& kind : catalog::kinds())
    for (const Field& field : kind.fields) {
      if (field.rule != Rule::items && field.rule != Rule::entries) continue;
      INFO(row_name(kind, field));
      REQUIRE(catalog::part_named(field.target) != nullptr);
      // A place in a list cannot be named by a dotted path, which a reference would need.
      for (const Field& row : catalog::part_named(field.target)->fields)
        CHECK((field.rule == Rule::entries || row.rule != Rule::reference));
    }
}

TEST_CASE("variants are told apart by the value that each sends") {
  std::map<std::string_view, std::set<std::string_view>> values;
  for (const Kind& kind : catalog::kinds()) {
    if (kind.variant_field.empty() || kind.open) continue;
    INFO(kind.name);
    const std::string_view value = catalog::variant_value(kind).value;
    CHECK(values[kind.name].insert(value).second);
    CHECK(&catalog::variant_of(*catalog::kind_named(kind.name), value) ==
          (value.empty() ? catalog::kind_named(kind.name) : &kind));
  }
}

TEST_CASE("no YAML path stands twice in a kind") {
  for (const Kind& kind : catalog::kinds()) {
    std::set<std::string_view> seen;
    for (const Field& field : kind.fields)
      if (!field.yaml.empty()) CHECK(seen.insert(field.yaml).second);
  }
}

TEST_CASE("nothing that is read-only is ever sent") {
  for (const Kind& kind : catalog::kinds())
    for (const Field& field : kind.fields)
      for (const std::string_view path : kind.read_only) CHECK(field.arm != path);
}

TEST_CASE("tags stand where their kind says") {
  for (const Kind& kind : catalog::kinds()) {
    if (!kind.document || kind.tags == catalog::Tags::none) continue;
    INFO(kind.name);
    const Field* tags = catalog::field_of_yaml(kind, "tags");
    REQUIRE(tags != nullptr);
    CHECK(tags->arm == (kind.tags == catalog::Tags::top_level ? "tags" : "properties.tags"));
  }
}

TEST_CASE("a routing kind has a row for every field that its endpoint hands over") {
  for (const Kind& kind : catalog::kinds())
    for (const Field& field : kind.fields) {
      if (field.rule != Rule::routing) continue;
      INFO(row_name(kind, field));
      const Kind& routing = *catalog::kind_named(field.target);
      CHECK(routing.routes == kind.name);
      REQUIRE(catalog::field_at(routing, field.arm) != nullptr);
      CHECK(catalog::field_at(routing, field.arm)->rule != Rule::routing);
    }
}

TEST_CASE("relations speak of fields that are there") {
  for (const Kind& kind : catalog::kinds())
    for (const catalog::Relation& relation : kind.relations) {
      INFO(kind.name << " " << relation.a);
      CHECK(catalog::field_of_yaml(kind, relation.a) != nullptr);
      if (!relation.b.empty())
        CHECK(catalog::field_of_yaml(kind, condition_field(relation.b)) != nullptr);
      if (!relation.when.empty()) CHECK(catalog::field_of_yaml(kind, relation.when) != nullptr);
    }
}

TEST_CASE("schema names are told apart") {
  std::set<std::string_view> seen;
  for (const Kind& kind : catalog::kinds())
    for (const std::string_view name : kind.schema_names) CHECK(seen.insert(name).second);
  for (const catalog::Later& later : catalog::later_kinds()) CHECK(seen.insert(later.name).second);
}
