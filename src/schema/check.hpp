#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "catalog/kind.hpp"
#include "manifest/document.hpp"

namespace armature::schema {

/// The kind of a document: last segment of `$schema`, else `kind:`, else the flag `--kind` (may be
/// empty), else a discriminator that only one kind has (`type: amlcompute`). Null pointer, with a
/// diagnostic, if it is none that this version knows.
const catalog::Kind* kind_of(const manifest::Document& document, const std::string& kind_flag,
                             Diagnostics& diagnostics);

/// True if the document claims to be an AML manifest at all (a folder may hold other YAML).
bool is_manifest(const manifest::Document& document);

/// Holds a document against the rows of its kind: unknown fields (with "did you mean"), missing
/// required ones, wrong types, bad enum values, names, and the rules that the service would only
/// tell late (traffic sums, mirror limits, reserved and empty tags, one of image and build).
void check(const catalog::Kind& kind, const manifest::Document& document, Diagnostics& diagnostics);

}  // namespace armature::schema
