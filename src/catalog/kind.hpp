#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Everything Armature knows about a kind of resource, as data. A kind is added with rows here and
/// a golden test (docs/adding-a-kind.md); no stage switches on a kind by name.
namespace armature::catalog {

/// How a YAML field becomes an ARM member. The set of rules is closed: a kind that needs a new one
/// mends this language.
enum class Rule : std::uint8_t {
  text,  ///< as written
  integer,
  number,
  boolean,
  choice,   ///< enum: `choices` gives YAML and ARM spelling; "true" and "false" stand for booleans
  seconds,  ///< integer seconds -> ISO 8601 with carry
  milliseconds,   ///< integer milliseconds -> ISO 8601
  minutes,        ///< integer minutes -> PT{n}M
  string_map,     ///< values become strings as Python prints them
  integer_map,    ///< traffic: name -> percent; entries of 0 are left out
  nested_maps,    ///< map of maps; each inner map goes below the member named by `form`
  nested_texts,   ///< map of texts; each becomes an object: `value` with the text at `form`
  numbered_text,  ///< integer within the text `form`
  time_text,      ///< a date and time as it is written
  quantity,       ///< text or number, sent as text: "0.5", 500Mi
  map_entry,      ///< text that is the entry `form` of the map at the arm path
  upload_to,      ///< resource of kind `target` that local content goes to
  raw,            ///< mapping that is laid over the body as it is
  arm_type,       ///< "Provider/type@api-version"
  literal,        ///< scalar, sent as Python's text of the type that the field `form` names
  named,          ///< name of a resource of kind `target`, sent as it is written
  scalars,        ///< list of scalars
  free_json,      ///< as it is
  items,          ///< list of mappings, each by the rows of the part `target`
  entries,        ///< map of mappings, each by the rows of the part `target`
  reference,      ///< to a resource of `target` kind, or (where that kind is an asset) the asset
                  ///< inline; the form is in `form`
  child_name,     ///< name of a resource of `target` kind below the same parent
  arm_id,         ///< an ARM id as written; a bare name goes into `form`, where {subscription},
                  ///< {resource_group} and other YAML fields in braces are filled in
  part,           ///< used by the `form` of another row, sent nowhere else
  content,        ///< a local path to upload in the form `upload`, or a remote URI
  content_hash,   ///< no YAML field: hash_sha256 of the content
  listed_paths,   ///< no YAML field: what the file named by `form` lists in the content's folder
  embedded_text,  ///< a path of a file whose text is sent, or inline
  file_text,      ///< a path of a file whose text is sent as it is
  constant,  ///< no YAML field: always `value`; with `with` only where that YAML field is given
  identity,  ///< az ml identity block
  child,     ///< mapping whose own fields follow with longer paths (validated, not sent as such);
             ///< with an arm path: that object is sent as a whole, nothing live is kept in it
  routing,   ///< taken by the routing kind `target`, which has a row of the same arm path
  key,       ///< name, version, the parent's name: part of the address; sent too where there
             ///< is an arm path
  ignored,   ///< known and without effect on the request (location of an endpoint, $schema)
  unsupported,  ///< known in the az ml grammar and refused by this version of Armature; `help` says
                ///< what and why
};

/// What a changed value does to a resource that exists.
enum class Mutability : std::uint8_t {
  in_place,
  replace,      ///< the service refuses the change, or takes the PUT and ignores it: delete, then
                ///< create
  new_version,  ///< assets: content is fixed per version
  append_only,  ///< entries can be added, not changed
};

/// How a desired and a live value are found equal. `tags`: a map compared entry by entry, foreign
/// entries preserved.
enum class Compare : std::uint8_t {
  exact,
  ignore_case,
  duration,
  id,
  location,
  identity,
  yaml_text,
  upload_uri,
  tags,
  secret
};

/// How the place of uploaded content is written.
enum class Upload : std::uint8_t {
  none,
  https,          ///< https://{account}.blob.{endpoint}/{container}/LocalUpload/...
  https_slash,    ///< the same with a trailing slash
  azureml_long,   ///< azureml://subscriptions/.../datastores/{d}/paths/LocalUpload/...
  azureml_short,  ///< azureml://datastores/{d}/paths/LocalUpload/...
};

/// What a value of an asset's type demands of a local path.
enum class Shape : std::uint8_t { any, file, folder };

struct Choice {
  std::string_view yaml;
  std::string_view arm;
  std::string_view unsupported =
      {};  ///< why this version refuses the value; empty: it is supported
  Shape shape = Shape::any;
};

constexpr std::int64_t no_minimum = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t no_maximum = std::numeric_limits<std::int64_t>::max();

struct Field {
  std::string_view yaml;  ///< dotted path in the manifest; several spellings may map to one arm
                          ///< path by several rows
  std::string_view arm;   ///< dotted path in the body
  Rule rule = Rule::text;
  Mutability mutability = Mutability::in_place;
  Compare compare = Compare::exact;
  std::string_view server_default =
      {};  ///< JSON text of what the service holds when nothing is sent; empty: unknown or none
  std::string_view value =
      {};  ///< JSON text: what is sent when the manifest says nothing (SDK defaults, constants)
  bool required = false;  ///< below a `child`: required where the child is given
  std::span<const Choice> choices = {};
  std::string_view target = {};  ///< kind that a reference names; of content the one whose name
                                 ///< stands in azureml:// addresses
  std::string_view form =
      {};  ///< text around a reference, "{}" stands for the id; other uses: see the rules
  std::string_view why_replace = {};  ///< printed behind "# forces replacement: "
  std::string_view help = {};         ///< one sentence of our own for schemas and hover
  Upload upload = Upload::none;
  std::string_view with = {};   ///< values and listed paths: the YAML field that they accompany;
                                ///< "type=mltable": only where it has this value, "!credentials":
                                ///< only where it is not given
  std::string_view outer = {};  ///< rows of parts: the field of the whole document that fills in
                                ///< where an item says nothing
  bool nameless = false;        ///< references: an asset inline is anonymous although it has a name
  std::int64_t least = no_minimum;  ///< numbers, and each value of an integer map
  std::int64_t most = no_maximum;
};

/// What the fields of one kind owe each other, by YAML path.
struct Relation {
  enum class Kind : std::uint8_t {
    exactly_one,        ///< one of `a` and `b`
    at_most_one,        ///< not both
    needs,              ///< `a` only together with `b`
    not_above,          ///< the number `a` is at most the number `b` (each with its default)
    sums_to_100,        ///< the values of map `a` sum to 0 or 100
    at_most_one_entry,  ///< map `a`
    no_common_entry,    ///< maps `a` and `b` share no key with a value above 0
  };
  Kind kind;
  std::string_view a;
  std::string_view b = {};
  std::string_view help = {};  ///< what to write instead
  std::string_view when = {};  ///< counts only where this field is given
};

enum class Tags : std::uint8_t { top_level, in_properties, none };
enum class Write : std::uint8_t { synchronous, long_running };
enum class Removal : std::uint8_t {
  erase,    ///< DELETE
  archive,  ///< isArchived: true; DELETE only with --purge
  nothing,  ///< goes with its owner (routing)
};

/// What a reference text without `azureml:` is.
enum class Bare : std::uint8_t { refused, name, path };

/// How an asset without a name is called (the SDK's scheme).
enum class Anonymous : std::uint8_t {
  refused,         ///< the kind needs a name
  content_sha256,  ///< name: hash_sha256 of the content, version "1"
  content_md5,     ///< name: MD5 of the content's hexadecimal MD5, version "1"
  environment,     ///< name: CliV2AnonymousEnvironment, version: hash over image, inference_config,
                   ///< conda file or build context
};

/// Kinds of one name are its variants: one address, one ARM type, other fields. The row of
/// `variant_field` says which: its `value` is what this variant sends.
struct Kind {
  std::string_view name;                           ///< "batch_deployment"
  std::span<const std::string_view> schema_names;  ///< "modelBatchDeployment", ... as in `$schema`
  std::string_view arm_type;  ///< "batchEndpoints/deployments", "models/versions"
  std::string_view api_version;
  std::string_view parent_field = {};  ///< YAML field that names the parent ("endpoint_name")
  std::string_view parent_kind = {};
  std::string_view name_field = "name";  ///< YAML field that holds the name
  std::string_view name_pattern = {};    ///< for messages; checked by `name_ok`
  bool (*name_ok)(std::string_view) = nullptr;
  bool lower_case_name = false;  ///< endpoints and deployments: the SDK lower-cases them
  bool versioned = false;
  std::string_view list_parameters = {};  ///< what makes a list of versions hold the archived ones
  bool located = false;                   ///< body has a top-level `location` (the workspace's)
  Tags tags = Tags::none;
  Write write = Write::synchronous;
  Removal removal = Removal::erase;
  std::string_view write_parameters = {};   ///< "skipValidation=true"
  std::string_view delete_parameters = {};  ///< "underlyingResourceAction=Delete"
  bool serialise_under_parent = false;      ///< writes under one endpoint one at a time
  bool removal_takes_children = false;      ///< deleting an endpoint deletes its deployments
  bool guarded_removal = false;             ///< delete and replace need --allow
  bool tag_patch = false;                   ///< PATCH carries tags
  std::string_view routes = {};  ///< routing kinds: the endpoint kind whose body they are part of
  std::span<const std::string_view> read_only =
      {};  ///< dotted arm paths that are never sent (from the published types);
           ///< "*" stands for every entry of a map
  std::span<const std::string_view> server_keys =
      {};  ///< keys the service writes into property bags and tags, never compared;
           ///< a trailing "*" matches any rest
  std::span<const Field> fields = {};
  std::span<const Relation> relations = {};
  std::string_view variant_field = {};   ///< YAML field that tells variants apart; empty: none
  std::string_view variant = {};         ///< of an open kind: what its document names
  bool open = false;                     ///< its variants are made as documents name them
  std::string_view discriminator = {};   ///< "type=amlcompute": only this kind has it
  bool document = true;                  ///< may be declared by a manifest of its own
  Bare bare = Bare::refused;             ///< what a reference without `azureml:` means
  std::string_view curated_prefix = {};  ///< "AzureML-": assets that the service brings along
  bool version_from_content =
      false;  ///< named, without a version: the first 8 digits of the content's hash_sha256
  Anonymous anonymous = Anonymous::refused;
  std::string_view anonymous_name = {};  ///< where it is fixed
  std::string_view summary =
      {};  ///< words of a create line: "{properties.vmSize}", see lower/summary.hpp
};

std::span<const Kind> kinds();
/// Null pointer if there is none; of variants the first.
const Kind* kind_named(std::string_view name);
const Kind* kind_of_schema(std::string_view schema_name);
/// What rows with Rule::items and Rule::entries are made of: kinds that are no resources.
std::span<const Kind> parts();
const Kind* part_named(std::string_view name);
/// By ARM type below the workspace, ASCII case ignored ("batchEndpoints/deployments"); never a
/// routing kind.
const Kind* kind_of_type(std::string_view arm_type);
/// The variant of `kind` that sends this value ("ComputeInstance", ASCII case ignored); `kind`
/// itself if none does.
const Kind& variant_of(const Kind& kind, std::string_view arm_value);
/// What tells `kind` from the other variants of its name: where it stands in a body, and the value.
struct Variant {
  std::string_view arm, value;
};
Variant variant_value(const Kind& kind);

/// The parts of "Microsoft.MachineLearningServices/workspaces/schedules@2026-05-01" below the
/// workspace; nothing if it is another text.
struct ArmType {
  std::string_view type, version;
};
std::optional<ArmType> parse_arm_type(std::string_view text);

/// The row whose value stands at an arm path; of an entry ("tags/team") the row of its map. Null
/// pointer if there is none.
const Field* field_at(const Kind& kind, std::string_view arm_path);
/// The row of a YAML path, null pointer if there is none.
const Field* field_of_yaml(const Kind& kind, std::string_view yaml_path);
/// True if the service itself writes this entry of a property bag or of the tags.
bool server_key(const Kind& kind, std::string_view key);

/// Resource types that az ml knows and this version of Armature does not do yet.
struct Later {
  std::string_view name;  ///< schema name or `kind:`
  std::string_view what;  ///< "compute instances"
};
std::span<const Later> later_kinds();

}  // namespace armature::catalog
