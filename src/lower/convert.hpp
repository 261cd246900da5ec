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

/// `form` with {subscription}, {resource_group}, {workspace}, other YAML fields of `root` in
/// braces, and "{}" for `value`.
std::string fill_form(std::string_view form, std::string_view value, const manifest::Node& root,
                      const arm::Scope& scope);

/// azureml://datastores/... with its workspace spelled out; anything else as it is.
std::string long_uri(const std::string& uri, const arm::Scope& scope);

}  // namespace armature::lower
