#pragma once

#include <map>
#include <memory>
#include <string>

#include "arm/resource_id.hpp"
#include "base/diagnostic.hpp"
#include "base/json.hpp"
#include "lower/desired.hpp"
#include "manifest/content.hpp"
#include "manifest/node.hpp"
#include "schema/reference.hpp"

namespace armature::lower {

/// Where the fields of a resource stand: a document, or an asset inline in one.
struct Place {
  const manifest::Node& root;
  std::string folder;  ///< local paths are relative to it
  std::string
      prefix;  ///< YAML path of `root` within its document, with a dot at the end: "environment."
  std::string whole = {};  ///< where all fields are one: the path `root` was made from
  SourcePos pos;
  bool nameless = false;  ///< its name, if it has one, does not count
};

/// What a draft needs from the whole: implicit assets become resources of their own.
class Assets {
 public:
  virtual ~Assets() = default;
  virtual Address asset(const catalog::Kind& kind, const Place& place) = 0;
};

struct World {
  const arm::Scope& scope;
  const manifest::LocalFiles& files;
  Diagnostics& diagnostics;
  Assets& assets;
};

/// One resource in the making: body, holes, declared leaves and their sources, by the rows of its
/// kind.
class Draft {
 public:
  Draft(const World& world, const catalog::Kind& kind, Place place);
  ~Draft();

  /// Everything but what names the resource.
  void fill();
  /// After `fill`: anonymous assets are named by what is in them.
  void name();
  /// Rows of a routing kind whose fields stand in the endpoint's manifest: `yaml` is where.
  void take(const catalog::Field& field, std::string_view yaml);
  /// Puts the body in.
  Desired finish();

  Desired desired;

 private:
  using Node = manifest::Node;

  void defaults();
  void field(const catalog::Field& field, const Node::Member& member, std::string_view yaml);
  void leaf(const catalog::Field& field, Json value, const Node::Member& member,
            std::string_view yaml);
  void secrets(const catalog::Field& field, const Node::Member& member);
  void entries(const catalog::Field& field, const Node::Member& member, std::string_view yaml);
  void reference(const catalog::Field& field, const Node::Member& member, std::string_view yaml);
  void outside(const catalog::Field& field, schema::Reference reference, const Node::Member& member,
               std::string_view yaml);
  void hole(const catalog::Field& field, Address target, bool in_stack, const Node::Member& member,
            std::string_view yaml);
  void content(const catalog::Field& field, const Node::Member& member, std::string_view yaml);
  void embedded_text(const catalog::Field& field, const Node::Member& member,
                     std::string_view yaml);
  void upload_to(const catalog::Field& field, const Node::Member& member);
  void named(const catalog::Field& field, const Node::Member& member, std::string_view yaml);
  void companions();
  void parts(const catalog::Field& field, const Node::Member& member, std::string_view yaml);
  Json part(const catalog::Field& field, const Node& item, const std::string& yaml,
            const std::string& path);
  void file_text(const catalog::Field& field, const Node::Member& member, std::string_view yaml);
  void raw(const Node& value, const std::string& path, const std::string& yaml);
  void raw_leaf(const std::string& path, const std::string& yaml, const Node::Member& member);
  void raw_reference(const Node& id, const std::string& path, const std::string& yaml,
                     const Node::Member& member);
  void listed_paths(const catalog::Field& field);
  void shape(const manifest::Content& content, const SourcePos& pos);
  void location();
  void declare(std::string path, std::string_view yaml, const SourcePos& pos);

  const World& world_;
  Place place_;
  std::unique_ptr<Json> body_;
};

}  // namespace armature::lower
