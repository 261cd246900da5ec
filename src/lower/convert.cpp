#include "lower/convert.hpp"

#include <chrono>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "arm/duration.hpp"
#include "base/text.hpp"
#include "schema/values.hpp"

namespace armature::lower {
namespace {

using catalog::Rule;
using manifest::Node;

Json string_map(const Node& value) {
  Json out = Json::object();
  for (const Node::Member& entry : value.members)
    out[entry.key] = manifest::python_text(entry.value);
  return out;
}

/// Names are those of deployments, which are lower-cased like their own.
Json integer_map(const catalog::Field& field, const Node& value) {
  const catalog::Kind* const target = catalog::kind_named(field.target);
  Json out = Json::object();
  for (const Node::Member& entry : value.members) {
    const std::int64_t number = schema::integer_of(entry.value).value_or(0);
    if (number == 0) continue;
    out[target != nullptr && target->lower_case_name ? to_lower(entry.key) : entry.key] = number;
  }
  return out;
}

Json nested_maps(const catalog::Field& field, const Node& value) {
  Json out = Json::object();
  for (const Node::Member& entry : value.members)
    out[entry.key][std::string(field.form)] = manifest::to_json(entry.value);
  return out;
}

Json nested_texts(const catalog::Field& field, const Node& value) {
  Json out = Json::object();
  for (const Node::Member& entry : value.members) {
    Json one = parse_json(field.value).value_or(Json::object());
    one[std::string(field.form)] = manifest::python_text(entry.value);
    out[entry.key] = std::move(one);
  }
  return out;
}

std::string in_form(std::string_view form, const std::string& value) {
  std::string out(form);
  const std::size_t at = out.find("{}");
  return at == std::string::npos ? value : out.replace(at, 2, value);
}

Json identity(const catalog::Field& field, const Node& value) {
  Json out = Json::object();
  if (const Node* const type = schema::given(value, "type"))
    if (const catalog::Choice* const choice = schema::choice_of(field, *type))
      out["type"] = choice->arm;
  if (const Node* const assigned = schema::given(value, "user_assigned_identities"))
    for (const Node& item : assigned->items) {
      const Node* const id =
          item.is(Node::Type::mapping) ? schema::given(item, "resource_id") : &item;
      if (id != nullptr) out["userAssignedIdentities"][id->scalar] = Json::object();
    }
  return out;
}

Json duration(const Node& value, std::int64_t milliseconds_each) {
  const std::int64_t number = schema::integer_of(value).value_or(0);
  return arm::format_duration(std::chrono::milliseconds(number * milliseconds_each));
}

}  // namespace

Json convert(const catalog::Field& field, const Node& value) {
  switch (field.rule) {
    case Rule::integer:
      return schema::integer_of(value).value_or(0);
    case Rule::number:
      return value.is(Node::Type::integer) ? Json(value.integer) : Json(value.real);
    case Rule::boolean:
      return value.boolean;
    case Rule::choice:
      if (const catalog::Choice* const choice = schema::choice_of(field, value)) return choice->arm;
      return {};
    case Rule::seconds:
      return duration(value, 1000);
    case Rule::milliseconds:
      return duration(value, 1);
    case Rule::minutes:
      return fmt::format("PT{}M", schema::integer_of(value).value_or(0));
    case Rule::string_map:
      return string_map(value);
    case Rule::integer_map:
      return integer_map(field, value);
    case Rule::nested_maps:
      return nested_maps(field, value);
    case Rule::nested_texts:
      return nested_texts(field, value);
    case Rule::numbered_text:
      return in_form(field.form, std::to_string(schema::integer_of(value).value_or(0)));
    case Rule::quantity:
      return manifest::python_text(value);
    case Rule::scalars:
    case Rule::free_json:
      return manifest::to_json(value);
    case Rule::identity:
      return identity(field, value);
    case Rule::child_name:
      return to_lower(value.scalar);
    default:
      return value.scalar;
  }
}

std::string literal_text(const Node& value, const Node* type) {
  const auto number =
      type != nullptr && type->scalar == "number" ? schema::real_of(value) : std::nullopt;
  if (!number) return manifest::python_text(value);
  Node real = value;
  real.type = Node::Type::real;
  real.real = *number;
  return manifest::python_text(real);
}

std::string fill_form(std::string_view form, std::string_view value, const Node& root,
                      const arm::Scope& scope) {
  std::string out;
  while (!form.empty()) {
    const std::size_t open = form.find('{');
    const std::size_t close = form.find('}', open);
    out += form.substr(0, open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    const std::string_view name = form.substr(open + 1, close - open - 1);
    if (name.empty())
      out += value;
    else if (name == "subscription")
      out += scope.subscription;
    else if (name == "resource_group")
      out += scope.resource_group;
    else if (name == "workspace")
      out += scope.workspace;
    else if (const Node* const other = schema::given(root, name))
      out += other->scalar;
    form.remove_prefix(close + 1);
  }
  return out;
}

std::string datastore_of(std::string_view uri, const arm::Scope& scope) {
  const std::string long_form =
      fmt::format("azureml://subscriptions/{}/resourcegroups/{}/workspaces/{}/datastores/",
                  scope.subscription, scope.resource_group, scope.workspace);
  for (const std::string_view start :
       {std::string_view("azureml://datastores/"), std::string_view(long_form)}) {
    if (!starts_with_ignoring_case(uri, start)) continue;
    const std::string_view rest = uri.substr(start.size());
    const std::size_t slash = rest.find('/');
    if (slash != std::string_view::npos) return std::string(rest.substr(0, slash));
  }
  return {};
}

std::string long_uri(const std::string& uri, const arm::Scope& scope) {
  constexpr std::string_view scheme = "azureml://";
  constexpr std::string_view shortened = "azureml://datastores/";
  if (!uri.starts_with(shortened)) return uri;
  // The SDK writes "resourcegroups" in lower case here, unlike in ids.
  return fmt::format("{}subscriptions/{}/resourcegroups/{}/workspaces/{}/{}", scheme,
                     scope.subscription, scope.resource_group, scope.workspace,
                     uri.substr(scheme.size()));
}

}  // namespace armature::lower
