#pragma once

#include <string>
#include <string_view>

#include "arm/resource_id.hpp"
#include "base/json.hpp"
#include "catalog/kind.hpp"
#include "manifest/node.hpp"

namespace armature::lower {

/// What a YAML value becomes in the body, for rules that look at nothing but the value. The value
/// has passed the schema check.
Json convert(const catalog::Field& field, const manifest::Node& value);

/// Python's text of a scalar that was read as the type which `type` names: "0.0" for the number 0.
std::string literal_text(const manifest::Node& value, const manifest::Node* type);

/// `form` with {subscription}, {resource_group}, {workspace}, other YAML fields of `root` in
/// braces, and "{}" for `value`.
std::string fill_form(std::string_view form, std::string_view value, const manifest::Node& root,
                      const arm::Scope& scope);

/// The datastore of this workspace that an azureml:// address lies in, empty if it is none.
std::string datastore_of(std::string_view uri, const arm::Scope& scope);

/// azureml://datastores/... with its workspace spelled out; anything else as it is.
std::string long_uri(const std::string& uri, const arm::Scope& scope);

}  // namespace armature::lower
