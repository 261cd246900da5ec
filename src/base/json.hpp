#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "base/error.hpp"

namespace armature {

/// Object keys are sorted, so a dump is the same to the byte for equal values.
using Json = nlohmann::json;

/// A JSON document shared and never changed. Lets headers do without nlohmann's own header: include
/// <nlohmann/json.hpp> in the .cpp file that looks inside. Null pointer = there is no document.
using SharedJson = std::shared_ptr<const Json>;

SharedJson share(Json value);

struct JsonLimits {
  std::size_t bytes_max = 16U << 20U;
  std::size_t depth_max = 64;
};

/// Parses text that came from outside: size and depth are checked while parsing (a hostile answer
/// would otherwise end in a stack overflow), a UTF-8 byte order mark is skipped.
Result<Json> parse_json(std::string_view text, JsonLimits limits = {});

/// Compact, keys sorted, invalid UTF-8 replaced; never throws.
std::string dump(const Json& value);

/// The value at a dotted path of object members ("properties.retrySettings.timeout"); null pointer
/// if a member is missing or something on the way is no object. Member names that hold dots need
/// JSON pointers.
const Json* find(const Json& value, std::string_view dotted);

/// Puts `value` at a dotted path, making objects on the way.
void put(Json& target, std::string_view dotted, Json value);

/// Removes the member at a dotted path, and objects on the way that became empty.
void drop(Json& target, std::string_view dotted);

}  // namespace armature
