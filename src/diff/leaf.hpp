#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "catalog/kind.hpp"

/// Leaves of a body. A path is dotted ("properties.retrySettings.timeout"); one entry of a free map
/// is the map's path, '/', and the key ("tags/team"), since keys may hold dots.
namespace armature::diff {

struct Leaf {
  std::string_view place;  ///< dotted path of the member, or of the map
  std::string_view key;    ///< empty: the member itself
};
Leaf leaf_of(std::string_view path);

/// Null pointer if it is absent or null. Keys of maps are found in any letter case.
const Json* value_at(const Json& body, std::string_view path);
/// A key that stands there in another letter case is replaced, not doubled.
void set_at(Json& body, std::string_view path, Json value);
void erase_at(Json& body, std::string_view path);

/// Compared, declared and kept entry by entry, foreign entries preserved: tags and property bags.
bool by_entry(const catalog::Field& field);
/// An object that is one leaf: environment variables, traffic, an identity.
bool whole_map(const catalog::Field& field);

/// The kind whose body a step of `kind` writes: the endpoint's for a routing kind, else its own.
const catalog::Kind& body_kind(const catalog::Kind& kind);
/// "tags" or "properties.tags"; empty where a kind has no place for them.
std::string_view tags_path(const catalog::Kind& kind);

}  // namespace armature::diff
