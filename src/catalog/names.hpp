#pragma once

#include <string_view>

/// Name rules of the service (specification patterns and published limits).
namespace armature::catalog {

/// Endpoints and deployments: a letter first, a letter or digit last, letters, digits and dashes
/// between, 3 to 32 in all.
constexpr std::string_view endpoint_name_rule =
    "3 to 32 letters, digits and dashes, a letter first, a letter or digit last";
bool endpoint_name_ok(std::string_view name);

/// Assets and datastores: a letter or digit first, then letters, digits, dashes and underscores, 1
/// to 255 in all.
constexpr std::string_view asset_name_rule =
    "1 to 255 letters, digits, dashes and underscores, a letter or digit first";
bool asset_name_ok(std::string_view name);

/// Connections: a letter or digit first, then letters, digits, dashes and underscores, 3 to 33 in
/// all.
constexpr std::string_view connection_name_rule =
    "3 to 33 letters, digits, dashes and underscores, a letter or digit first";
bool connection_name_ok(std::string_view name);

/// Serverless endpoints: a letter first, letters, digits and dashes, 1 to 52 in all.
constexpr std::string_view serverless_name_rule =
    "1 to 52 letters, digits and dashes, a letter first";
bool serverless_name_ok(std::string_view name);

/// Computes: a letter first, letters, digits and dashes, 3 to 24 in all, no dash with digits only
/// at the end.
constexpr std::string_view compute_name_rule =
    "3 to 24 letters, digits and dashes, a letter first, not ending in a dash and digits";
bool compute_name_ok(std::string_view name);

}  // namespace armature::catalog
