#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/json.hpp"

namespace armature::manifest {

/// A YAML value with the place where it stands. Scalars are resolved as PyYAML does (YAML 1.1),
/// because `az` does. Aliases are expanded under a node budget, merge keys (`<<`) are merged,
/// duplicate keys are diagnosed by the reader.
class Node {
 public:
  enum class Type : std::uint8_t { null, boolean, integer, real, text, sequence, mapping };
  struct Member;

  Type type = Type::null;
  SourcePos pos = {};
  std::string scalar = {};       ///< text as written (scalars of any type)
  bool quoted = false;           ///< quoted, block or !!str-tagged: never anything but text
  bool secret = false;           ///< holds, or is made from, the value of a secret variable
  bool unresolved = false;       ///< an expression in it has no value, which was told already
  bool boolean = false;          ///< valid for Type::boolean
  std::int64_t integer = 0;      ///< valid for Type::integer
  double real = 0;               ///< valid for Type::real
  std::vector<Node> items = {};  ///< sequence
  std::vector<Member> members;   ///< mapping, in order of the file

  bool is(Type wanted) const { return type == wanted; }
  bool is_scalar() const { return type != Type::sequence && type != Type::mapping; }
  /// Null pointer if this is no mapping or has no such key.
  const Node* get(std::string_view key) const;
  /// Dotted path of mapping keys.
  const Node* find(std::string_view dotted) const;
};

struct Node::Member {
  std::string key;
  SourcePos key_pos;
  Node value;
};

/// As Python's str() of the loaded value: `1`, `2.1` for 2.10, `True`, `None`, text as it is. What
/// string maps hold.
std::string python_text(const Node& scalar);

/// True if `node` or anything below it is secret.
bool holds_secret(const Node& node);

/// The plain JSON value (null, bool, number, string, array, object).
Json to_json(const Node& node);

/// A JSON value as a node all of which stands at `pos`.
Node from_json(const Json& value, const SourcePos& pos);

}  // namespace armature::manifest
