#include "report/line.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace armature::report {
namespace {

std::string_view code(Tone tone) {
  switch (tone) {
    case Tone::plain:
      return "";
    case Tone::dim:
      return "\x1b[2m";
    case Tone::bold:
      return "\x1b[1m";
    case Tone::add:
      return "\x1b[32m";
    case Tone::change:
      return "\x1b[33m";
    case Tone::remove:
      return "\x1b[31m";
    case Tone::route:
      return "\x1b[36m";
    case Tone::danger:
      return "\x1b[1;31m";
  }
  return "";
}

/// A place shorter than this helps nobody; then the line gets longer than it should.
constexpr std::size_t place_least = 24;

bool starts_code_point(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

}  // namespace

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, starts_code_point));
}

std::string shortened(std::string_view text, std::size_t most) {
  if (columns(text) <= most) return std::string(text);
  std::size_t kept = 0;
  std::size_t end = 0;
  for (; end < text.size(); ++end)
    if (starts_code_point(text[end]) && ++kept >= most) break;
  return std::string(text.substr(0, end)) + "…";
}

std::string shortened_inside(std::string_view text, std::size_t most) {
  const std::size_t all = columns(text);
  if (all <= most || most < 3) return std::string(text);
  const std::size_t head = (most - 1) / 3;
  const std::size_t tail = most - 1 - head;
  std::size_t from = text.size();
  for (std::size_t kept = 0; kept < tail;)
    if (starts_code_point(text[--from])) ++kept;
  return shortened(text, head + 1) + std::string(text.substr(from));
}

Line& Line::add(std::string_view text, Tone tone) {
  const std::string safe = printable(text);
  const bool coloured = style_.colour && tone != Tone::plain && !safe.empty();
  if (coloured) text_ += code(tone);
  text_ += safe;
  if (coloured) text_ += "\x1b[0m";
  width_ += columns(safe);
  return *this;
}

Line& Line::column(std::size_t column) {
  const std::size_t blanks = width_ == 0 ? column : column > width_ + 1 ? column - width_ : 2;
  text_.append(blanks, ' ');
  width_ += blanks;
  return *this;
}

Line& Line::right(std::string_view text, Tone tone) {
  if (text.empty()) return *this;
  const std::size_t wanted = columns(printable(text));
  const auto margin = static_cast<std::size_t>(style_.width);
  return column(margin > wanted ? margin - wanted : 0).add(text, tone);
}

Line& Line::right_place(std::string_view place, Tone tone) {
  const auto margin = static_cast<std::size_t>(style_.width);
  const std::size_t room = margin > width_ + 2 ? margin - width_ - 2 : 0;
  return right(shortened_inside(printable(place), std::max(room, place_least)), tone);
}

std::string Line::text() const {
  const auto last = text_.find_last_not_of(' ');
  return (last == std::string::npos ? std::string{} : text_.substr(0, last + 1)) + "\n";
}

}  // namespace armature::report
