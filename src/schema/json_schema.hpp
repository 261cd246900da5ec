#pragma once

#include <map>
#include <string>

#include "base/json.hpp"
#include "catalog/kind.hpp"

/// JSON Schemas of manifests, for editors (draft-07, which they load best). They say what the check
/// says as far as JSON Schema can: names, references and sums are only told by `validate`.
namespace armature::schema {

/// One kind, or one variant of it, self-contained.
Json json_schema(const catalog::Kind& kind);

/// Any manifest: which kind it is, is told by `$schema`, `kind` or a discriminator.
Json manifest_schema();

/// "amlCompute.schema.json" -> its text, and "manifest.schema.json": what stands in `schemas/`.
std::map<std::string, Json> schema_files();

}  // namespace armature::schema
