#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "catalog/kind.hpp"
#include "manifest/node.hpp"

/// How single values are read: shared by the check and by lowering, so that both agree.
namespace armature::schema {

/// The choice that a scalar names: YAML or ARM spelling, letter case, '_' and '-' ignored. Null
/// pointer: none.
const catalog::Choice* choice_of(const catalog::Field& field, const manifest::Node& value);

/// The number that an integer, or a text with nothing but an integer, stands for (az takes both).
std::optional<std::int64_t> integer_of(const manifest::Node& value);

/// The same for any number: "1e-3" is a text to YAML 1.1.
std::optional<double> real_of(const manifest::Node& value);

/// "the integer 5", "a mapping": for messages.
std::string describe(const manifest::Node& value);

/// "a model", "an environment".
std::string with_article(std::string_view name);

/// A URI as opposed to a local path.
bool is_uri(std::string_view text);

/// The variant that a field of the document chooses; `kind` itself if it chooses none.
const catalog::Kind& chosen_variant(const catalog::Kind& kind, const manifest::Node& root);
/// The rows of an item or entry of a field.
const catalog::Kind& part_of(const catalog::Field& field, const manifest::Node& item);

/// The text of a mapping `{$id: ADDRESS}`; null pointer if it is another.
const manifest::Node* reference_mapping(const manifest::Node& value);

/// The condition of a row's `with` in a document: a field that is given, that has this value, or
/// that is not there.
bool holds(const catalog::Kind& kind, const manifest::Node& root, std::string_view with);
/// The field that such a condition speaks of.
std::string_view field_of_condition(std::string_view with);

/// Given and not null.
const manifest::Node* given(const manifest::Node& mapping, std::string_view dotted);
/// The same with the key's position.
const manifest::Node::Member* given_member(const manifest::Node& mapping, std::string_view dotted);

}  // namespace armature::schema
