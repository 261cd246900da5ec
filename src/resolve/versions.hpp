#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "lower/desired.hpp"

/// Which version is meant: pure functions over the list of live versions (archived ones included).
namespace armature::resolve {

/// The version that a list item is, empty if it does not tell.
std::string version_of(const Json& item);

/// The highest integer plus one, over live versions and those that the stack declares; "1" where
/// there is none. Versions that are no positive integers do not count.
std::string next_free(const Json& versions, const std::vector<std::string>& declared);

/// The number behind one that next_free gave.
std::string following(const std::string& number);

/// Versions whose content is the desired one: active before archived, then the highest first.
std::vector<std::string> holders(const lower::Desired& desired, const Json& versions);

/// What `@latest` means: the newest active version by creation, not the highest number, as the
/// official SDK has it.
std::optional<std::string> latest(const Json& versions);

}  // namespace armature::resolve
