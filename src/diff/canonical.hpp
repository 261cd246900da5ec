#pragma once

#include <string>
#include <string_view>

#include "base/json.hpp"
#include "catalog/kind.hpp"
#include "diff/diff.hpp"

/// One spelling for all values that the service takes for the same. Two values are equal exactly
/// when their canonical forms are; digests are taken over canonical forms too, so that neither
/// depends on who wrote the value.
namespace armature::diff {

/// `row` null: compared as it is. Absent, null, {}, [] and "" become null. Secrets become null:
/// they are never compared or hashed.
Json canonical(const catalog::Field* row, const Json& value);

/// True if the service takes both for the same. Cheap where they are the same text.
bool same_value(const catalog::Field* row, const Json& a, const Json& b);

/// Why two values that are the same to the service are written differently.
Reason alike_because(const catalog::Field* row);

/// The md5 in a `LocalUpload/<md5>/` path, which names the uploaded content; empty if there is
/// none.
std::string uploaded_md5(std::string_view uri);

/// What stands for uploaded content in place of its URI, which says where it is and not what.
Json content_token(std::string_view md5);

}  // namespace armature::diff
