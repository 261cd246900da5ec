#pragma once

#include <cstdint>
#include <string_view>

/// Rules for text of the published types and of the documented names, written by hand: the standard
/// library's regular expressions recurse on their input.
namespace armature::emulator {

enum class Pattern : std::uint8_t {
  none,
  has_word_character,
  compute_name,
  connection_name,
  guid,
  ip_or_range,
  ip_address
};
bool matches(Pattern pattern, std::string_view text);
/// For error messages: "a GUID".
std::string_view describe(Pattern pattern);

enum class NameRule : std::uint8_t {
  compute,     ///< 3 to 24, letter first, letters, digits and '-', not ending in '-' and digits
  asset,       ///< 1 to 255, letter or digit first, letters, digits, '-' and '_'
  version,     ///< 1 to 255 characters that a resource name may hold
  connection,  ///< 3 to 33, letter or digit first, letters, digits, '-' and '_'
  serverless,  ///< 1 to 52, letter first, letters, digits and '-'
  endpoint,    ///< 3 to 32, letter first, letters, digits and single '-', letter or digit last
};
bool name_ok(NameRule rule, std::string_view name);
std::string_view describe(NameRule rule);

/// An ISO 8601 duration rewritten with carry and without zero parts (PT90S -> PT1M30S), as the
/// service gives it back. Empty on malformed text; years and months are not accepted.
std::string canonical_duration(std::string_view text);

}  // namespace armature::emulator
