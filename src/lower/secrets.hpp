#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"

/// Leaves that a secret variable made: `Desired::secrets`, spelled like declared leaves
/// ("properties.description"), one entry of a map as the map's path, "/" and the key
/// ("properties.environmentVariables/DB_PASSWORD").
namespace armature::lower {

/// Stands for a secret where a value has to stand.
inline constexpr std::string_view hidden_value = "(sensitive)";

/// The whole leaf is secret.
bool is_secret(const std::vector<std::string>& secrets, std::string_view path);
/// The leaf is secret, or an entry of it is.
bool has_secret(const std::vector<std::string>& secrets, std::string_view path);

/// The body with `hidden_value` for each secret that it holds; keys of maps are found in any letter
/// case.
Json masked(Json body, const std::vector<std::string>& secrets);

}  // namespace armature::lower
