#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "report/plan_text.hpp"

namespace armature::report {

enum class Tone : std::uint8_t { plain, dim, bold, add, change, remove, route, danger };

/// Columns that a text takes on a terminal: code points, without control sequences.
std::size_t columns(std::string_view text);
/// At most `most` columns, with an ellipsis where something is left out.
std::string shortened(std::string_view text, std::size_t most);

/// The same with the middle left out: of a path the end tells most.
std::string shortened_inside(std::string_view text, std::size_t most);

/// One line of output: every text is made printable, colours take no columns, nothing trails
/// behind.
class Line {
 public:
  explicit Line(const Style& style) : style_(style) {}

  Line& add(std::string_view text, Tone tone = Tone::plain);
  /// Goes on at `column`, or two blanks behind what stands there already.
  Line& column(std::size_t column);
  /// Ends the line at the right margin; two blanks at least in between.
  Line& right(std::string_view text, Tone tone = Tone::dim);
  /// The same for a file and line: a long path gives way in its middle.
  Line& right_place(std::string_view place, Tone tone = Tone::dim);
  std::size_t width() const { return width_; }
  /// Without trailing blanks, with a line feed.
  std::string text() const;

 private:
  const Style& style_;
  std::string text_;
  std::size_t width_ = 0;
};

}  // namespace armature::report
