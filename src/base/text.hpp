#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace armature {

/// Text from a file or a server, safe for a terminal, a log and a CI system: C0, C1, DEL, carriage
/// returns, bidi and zero-width controls become \u{..} or \xNN; `##vso[`, `##[` and `::name` at a
/// line's start are defused. Everything foreign that is printed passes through here.
std::string printable(std::string_view foreign);

/// ASCII only: names and ids in ARM ignore the case of ASCII letters.
std::string to_lower(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);

std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string_view trim(std::string_view text);

/// The candidate nearest to `word` for a "did you mean", empty when none is near (edit distance <=
/// 1 + length/4).
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// "4.1 KiB", "1.2 MiB", "0 B".
std::string human_bytes(unsigned long long bytes);

/// `*` matches any run of characters but '/', `**` any run, `**/` nothing or whole folders, `?` one
/// character but '/'.
bool glob_match(std::string_view pattern, std::string_view text);

bool valid_utf8(std::string_view text);

}  // namespace armature
