#pragma once

#include <string>
#include <string_view>

#include "manifest/node.hpp"

namespace armature::lower {

/// How PyYAML writes a text: as it is, or in one of two kinds of quotes.
enum class TextStyle : unsigned char { plain, single_quoted, double_quoted };

/// `key`: the text stands before a colon and must stay on its line.
TextStyle style_of(std::u32string_view text, bool resolves_to_text, bool key);

/// True if the plain spelling of `text` means that text, and no number, boolean, date or null.
bool plain_means_text(const std::string& text);

std::u32string code_points(std::string_view utf8);

}  // namespace armature::lower
