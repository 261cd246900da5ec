#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Everything Armature knows about a kind of resource, as data. A kind is added with rows here and a golden test
/// (docs/adding-a-kind.md); no stage switches on a kind by name.
namespace armature::catalog {

/// How a YAML field becomes an ARM member. The set of rules is closed: a kind that needs a new one mends this language.
enum class Rule : std::uint8_t {
  text,            ///< as written
  integer,
  number,
  boolean,
  choice,          ///< enum: `choices` gives YAML and ARM spelling
  seconds,         ///< integer seconds -> ISO 8601 with carry
  milliseconds,    ///< integer milliseconds -> ISO 8601
  minutes,         ///< integer minutes -> PT{n}M
  string_map,      ///< values become strings as Python prints them
  integer_map,     ///< traffic: name -> percent
  free_json,       ///< as it is
  reference,       ///< to a resource of `target` kind; the form is in `form`
  content,         ///< a local path to upload, or a remote URI
  embedded_text,   ///< a path of a file whose text is sent, or inline
  constant,        ///< always `value`
  identity,        ///< az ml identity block
  child,           ///< mapping whose own fields follow with longer paths (validated, not sent as such)
  ignored,         ///< known and without effect on the request (location of an endpoint, $schema)
};

/// What a changed value does to a resource that exists.
enum class Mutability : std::uint8_t {
  in_place,
  replace,      ///< the service refuses the change, or takes the PUT and ignores it: delete, then create
  new_version,  ///< assets: content is fixed per version
  append_only,  ///< entries can be added, not changed
};

/// How a desired and a live value are found equal.
enum class Compare : std::uint8_t { exact, ignore_case, duration, id, location, identity, yaml_text, upload_uri, tags, secret };

struct Choice {
  std::string_view yaml;
  std::string_view arm;
};

struct Field {
  std::string_view yaml;   ///< dotted path in the manifest; several spellings may map to one arm path by several rows
  std::string_view arm;    ///< dotted path in the body
  Rule rule = Rule::text;
  Mutability mutability = Mutability::in_place;
  Compare compare = Compare::exact;
  std::string_view server_default = {};  ///< JSON text of what the service holds when nothing is sent; empty: unknown or none
  std::string_view value = {};           ///< JSON text: what is sent when the manifest says nothing (SDK defaults, constants)
  bool required = false;
  std::span<const Choice> choices = {};
  std::string_view target = {};          ///< kind that a reference names
  std::string_view form = {};            ///< text around a reference, "{}" stands for the id
  std::string_view why_replace = {};     ///< printed behind "# forces replacement: "
  std::string_view help = {};            ///< one sentence of our own for schemas and hover
};

enum class Tags : std::uint8_t { top_level, in_properties, none };
enum class Write : std::uint8_t { synchronous, long_running };
enum class Removal : std::uint8_t {
  erase,    ///< DELETE
  archive,  ///< isArchived: true; DELETE only with --purge
  nothing,  ///< goes with its owner (routing)
};

struct Kind {
  std::string_view name;                              ///< "batch_deployment"
  std::span<const std::string_view> schema_names;     ///< "modelBatchDeployment", ... as in `$schema`
  std::string_view arm_type;                          ///< "batchEndpoints/deployments", "models/versions"
  std::string_view api_version;
  std::string_view parent_field = {};                 ///< YAML field that names the parent ("endpoint_name")
  std::string_view parent_kind = {};
  std::string_view name_pattern = {};                 ///< for messages; checked by `name_ok`
  bool (*name_ok)(std::string_view) = nullptr;
  bool lower_case_name = false;                       ///< endpoints and deployments: the SDK lower-cases them
  bool versioned = false;
  bool located = false;                               ///< body has a top-level `location` (the workspace's)
  Tags tags = Tags::none;
  Write write = Write::synchronous;
  Removal removal = Removal::erase;
  std::string_view delete_parameters = {};            ///< "underlyingResourceAction=Delete"
  bool serialise_under_parent = false;                ///< writes under one endpoint one at a time
  bool removal_takes_children = false;                ///< deleting an endpoint deletes its deployments
  bool guarded_removal = false;                       ///< delete and replace need --allow
  bool tag_patch = false;                             ///< PATCH carries tags
  std::string_view routes = {};                       ///< routing kinds: the endpoint kind whose body they are part of
  std::span<const std::string_view> read_only = {};   ///< dotted arm paths that are never sent (from the published types)
  std::span<const std::string_view> server_keys = {}; ///< keys the service writes into property bags and tags, never compared
  std::span<const Field> fields = {};
};

std::span<const Kind> kinds();
/// Null pointer if there is none.
const Kind* kind_named(std::string_view name);
const Kind* kind_of_schema(std::string_view schema_name);
/// By ARM type below the workspace, ASCII case ignored ("batchEndpoints/deployments"); never a routing kind.
const Kind* kind_of_type(std::string_view arm_type);

}  // namespace armature::catalog
