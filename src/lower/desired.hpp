#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "arm/resource_id.hpp"
#include "base/address.hpp"
#include "base/diagnostic.hpp"
#include "base/json.hpp"
#include "catalog/kind.hpp"
#include "manifest/content.hpp"

namespace armature::lower {

/// A member of a body that is known only later. The body holds null there.
struct Hole {
  enum class Kind : std::uint8_t {
    reference,   ///< id of another resource: filled by `resolve`
    version,     ///< the resource's own version: filled by `resolve`
    location,    ///< the workspace's location: filled by `resolve`
    upload_uri,  ///< place of the uploaded content: filled by `execute`
  };
  /// How an upload's place is written.
  enum class UriForm : std::uint8_t { https, https_slash, azureml_long, azureml_short };

  Kind kind = Kind::reference;
  std::string path;         ///< dotted path in the body
  std::string form = "{}";  ///< text of the member, "{}" stands for the value
  UriForm uri = UriForm::https;
  Address target =
      {};  ///< reference: address as far as known; version may be empty, "@latest" or "@label"
  bool in_stack = false;  ///< reference: the target is declared by this stack (an edge), else it is
                          ///< looked up live
  SourcePos pos = {};
};

/// How the version of an asset comes about (design section 2).
enum class Versioning : std::uint8_t {
  none,       ///< not versioned
  fixed,      ///< written in the manifest
  content,    ///< named by content: code, anonymous assets; the version is already in the id
  next_free,  ///< the version that holds this content, else the next free integer, pinned by
              ///< `resolve`
};

struct FieldSource {
  std::string yaml;  ///< dotted path as the user wrote it: what plans print
  SourcePos pos;
};

/// A resource that has to be there first although no member holds its id: the datastore of a path.
struct Need {
  Address target;
  SourcePos pos;
};

/// What ARM should hold for one resource. A value: no clients, no callbacks.
struct Desired {
  Address address;
  const catalog::Kind* kind = nullptr;
  arm::ResourceId id;  ///< name of the last part is empty while the version is not pinned
  SharedJson body;     ///< declared leaves and SDK defaults, without marks; holes are null
  std::vector<Hole> holes;
  std::vector<Need> needs = {};
  std::vector<std::string> declared;  ///< dotted arm paths that the manifest itself gives, sorted
  std::vector<std::string> secrets;   ///< of them, what a secret variable made: lower/secrets.hpp
  std::map<std::string, FieldSource> sources;  ///< by dotted arm path
  std::optional<manifest::Content> content;    ///< local content to upload
  std::string upload_to = {};  ///< datastore that it goes to; empty: the workspace's default
  Versioning versioning = Versioning::none;
  bool anonymous = false;
  /// What people call a value that says little by itself, by dotted arm path: "conda.yml" for the
  /// text of the file, "model" for an inline model below models/model. For `summary_of`.
  std::map<std::string, std::string> words;
  std::string summary;        ///< a few words for a create line: "STANDARD_D2_V2, 0 to 5 nodes"
  SourcePos parent_pos = {};  ///< where the manifest names the parent (a deployment's endpoint)
  SourcePos pos;              ///< start of the document, or of the inline asset
};

}  // namespace armature::lower
