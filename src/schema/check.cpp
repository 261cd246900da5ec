#include "schema/check.hpp"

#include <fmt/core.h>

#include "base/text.hpp"
#include "schema/checker.hpp"
#include "schema/values.hpp"

namespace armature::schema {
namespace {

using manifest::Document;
using manifest::Node;

const catalog::Kind* document_kind(std::string_view name) {
  const catalog::Kind* const kind = catalog::kind_named(name);
  return kind != nullptr && kind->document ? kind : nullptr;
}

const catalog::Later* later(std::string_view name) {
  for (const catalog::Later& one : catalog::later_kinds())
    if (equal_ignoring_case(one.name, name)) return &one;
  return nullptr;
}

/// By a value that only one kind has: "type=amlcompute".
const catalog::Kind* by_discriminator(const Node& root) {
  for (const catalog::Kind& kind : catalog::kinds()) {
    const std::size_t equals = kind.discriminator.find('=');
    if (kind.discriminator.empty()) continue;
    const Node* const value = root.get(kind.discriminator.substr(0, equals));
    if (value != nullptr &&
        equal_ignoring_case(value->scalar, kind.discriminator.substr(equals + 1)))
      return &kind;
  }
  return nullptr;
}

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const catalog::Kind& kind : catalog::kinds())
    if (kind.document && (names.empty() || names.back() != kind.name))
      names.emplace_back(kind.name);
  return names;
}

std::vector<std::string> schema_names() {
  std::vector<std::string> names;
  for (const catalog::Kind& kind : catalog::kinds())
    for (const std::string_view name : kind.schema_names) names.emplace_back(name);
  return names;
}

SourcePos position(const Document& document, std::string_view key) {
  const Node* const value = document.root.get(key);
  return value == nullptr ? document.root.pos : value->pos;
}

Diagnostic unknown_schema(const Document& document) {
  Diagnostic one{.pos = position(document, "$schema"), .summary = {}};
  if (const catalog::Later* const known = later(document.schema_name)) {
    one.summary = fmt::format("Unsupported schema \"{}\"", document.schema_name);
    one.detail = fmt::format("This version of Armature does not support {}.", known->what);
    return one;
  }
  const std::vector<std::string> names = schema_names();
  const std::string near = nearest(document.schema_name, names);
  one.summary = fmt::format("Unknown schema \"{}\"", document.schema_name);
  one.detail = near.empty() ? fmt::format("Known are: {}.", join(names, ", "))
                            : fmt::format("Did you mean \"{}\"?", near);
  return one;
}

Diagnostic unknown_kind(const std::string& name, SourcePos pos) {
  Diagnostic one{.pos = std::move(pos), .summary = fmt::format("Unknown kind \"{}\"", name)};
  const catalog::Kind* const kind = catalog::kind_named(name);
  if (const catalog::Later* const known = later(name)) {
    one.summary = fmt::format("Unsupported kind \"{}\"", name);
    one.detail = fmt::format("This version of Armature does not support {}.", known->what);
  } else if (kind != nullptr) {
    one.detail = fmt::format("{} is declared in the manifest of its {}, not in one of its own.",
                             name, kind->routes);
  } else {
    const std::string near = nearest(name, kind_names());
    one.detail = near.empty() ? fmt::format("Known are: {}.", join(kind_names(), ", "))
                              : fmt::format("Did you mean \"{}\"?", near);
  }
  return one;
}

}  // namespace

namespace {

const catalog::Kind* named_kind(const Document& document, const std::string& kind_flag,
                                Diagnostics& diagnostics) {
  if (!document.schema_name.empty()) {
    const catalog::Kind* const kind = catalog::kind_of_schema(document.schema_name);
    if (kind == nullptr) diagnostics.push_back(unknown_schema(document));
    return kind;
  }
  const bool ours = catalog::kind_named(document.kind_name) != nullptr;
  if (const catalog::Kind* const kind = document_kind(document.kind_name)) return kind;
  if (!kind_flag.empty() && !ours) {
    const catalog::Kind* const kind = document_kind(kind_flag);
    if (kind == nullptr) diagnostics.push_back(unknown_kind(kind_flag, document.root.pos));
    return kind;
  }
  if (const catalog::Kind* const kind = by_discriminator(document.root)) return kind;
  if (!document.kind_name.empty()) {
    diagnostics.push_back(unknown_kind(document.kind_name, position(document, "kind")));
  } else {
    diagnostics.push_back(
        {.pos = document.root.pos,
         .summary = "Kind of document not stated",
         .detail =
             fmt::format("Add a line \"kind: NAME\" with one of {}, or the $schema line of az ml; "
                         "for a single file --kind NAME does as well.",
                         join(kind_names(), ", "))});
  }
  return nullptr;
}

}  // namespace

const catalog::Kind* kind_of(const Document& document, const std::string& kind_flag,
                             Diagnostics& diagnostics) {
  const catalog::Kind* const kind = named_kind(document, kind_flag, diagnostics);
  // Whatever the schema says: az too goes by the type.
  return kind == nullptr ? nullptr : &chosen_variant(*kind, document.root);
}

bool is_manifest(const Document& document) {
  const Node* const schema = document.root.get("$schema");
  if (schema != nullptr && to_lower(schema->scalar).find("azureml") != std::string::npos)
    return true;
  if (!document.schema_name.empty())
    return catalog::kind_of_schema(document.schema_name) != nullptr ||
           later(document.schema_name) != nullptr;
  return catalog::kind_named(document.kind_name) != nullptr ||
         by_discriminator(document.root) != nullptr;
}

void check(const catalog::Kind& kind, const Document& document, Diagnostics& diagnostics) {
  Checker(kind, document.root, false, diagnostics).run();
}

}  // namespace armature::schema
