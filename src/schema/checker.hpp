#pragma once

#include <string>
#include <string_view>

#include "base/diagnostic.hpp"
#include "catalog/kind.hpp"
#include "manifest/node.hpp"

namespace armature::schema {

/// One document, or one inline asset, against the rows of its kind. `inlined` assets need no name.
class Checker {
 public:
  Checker(const catalog::Kind& kind, const manifest::Node& root, bool inlined,
          Diagnostics& diagnostics);

  void run();

 private:
  using Node = manifest::Node;

  bool unsupported_variant();

  // Structure: which fields are there.
  void mapping(const Node& node, const std::string& prefix);
  void unknown(const Node::Member& member, const std::string& prefix);
  void missing(const Node& node, const std::string& prefix, const SourcePos& pos);
  void given_twice();

  // Values, by rule.
  void value(const catalog::Field& field, const Node::Member& member);
  void secret_in_the_open(std::string_view field, const Node& node);
  void plain_text(const catalog::Field& field, const Node& node);
  void number(const catalog::Field& field, const Node& node, std::string_view unit);
  void range(const catalog::Field& field, const Node& node, std::int64_t number);
  void choice(const catalog::Field& field, const Node& node);
  void string_map(const catalog::Field& field, const Node& node);
  void tag(const Node::Member& entry);
  void integer_map(const catalog::Field& field, const Node& node);
  void raw(const Node& node, const std::string& path);
  void raw_member(const Node::Member& member, const std::string& path);
  void arm_type(const catalog::Field& field, const Node& node);
  void literal(const catalog::Field& field, const Node& node);
  void scalars(const catalog::Field& field, const Node& node);
  void items(const catalog::Field& field, const Node& node);
  void entries(const catalog::Field& field, const Node& node);
  void part(const catalog::Field& field, const Node& node);
  void nested_maps(const catalog::Field& field, const Node& node);
  void reference(const catalog::Field& field, const Node& node);
  void arm_id(const catalog::Field& field, const Node& node);
  void path_or_mapping(const catalog::Field& field, const Node& node);
  void identity(const catalog::Field& field, const Node& node);
  void key(const catalog::Field& field, const Node& node);
  void version(const Node& node);
  void routing(const catalog::Field& field, const Node::Member& member);

  void relation(const catalog::Relation& relation);
  void exactly_one(const catalog::Relation& relation);
  void not_above(const catalog::Relation& relation);
  void sums_to_100(const catalog::Relation& relation);
  void at_most_one_entry(const catalog::Relation& relation);
  void no_common_entry(const catalog::Relation& relation);

  void add(const SourcePos& pos, std::string summary, std::string detail);
  void wrong_type(std::string_view field, const Node& node, std::string_view expected);

  const catalog::Kind& kind_;
  const Node& root_;
  bool inlined_;
  Diagnostics& diagnostics_;
};

}  // namespace armature::schema
