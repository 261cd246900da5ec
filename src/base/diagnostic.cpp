#include "base/diagnostic.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

#include <fmt/core.h>

#include "base/text.hpp"

namespace armature {
namespace {

std::string_view file_of(const SourcePos& pos) {
  return pos.file ? std::string_view(*pos.file) : std::string_view();
}

std::string_view word(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return "error";
}

}  // namespace

bool has_errors(const Diagnostics& all) {
  return std::ranges::any_of(all,
                             [](const Diagnostic& one) { return one.severity == Severity::error; });
}

void sort(Diagnostics& all) {
  const auto rank = [](const Diagnostic& one) {
    return std::tuple(file_of(one.pos), one.pos.line, one.pos.column, std::string_view(one.summary),
                      std::string_view(one.detail));
  };
  std::ranges::stable_sort(
      all, [&](const Diagnostic& a, const Diagnostic& b) { return rank(a) < rank(b); });
}

std::string to_text(const Diagnostic& one) {
  std::string text;
  if (!file_of(one.pos).empty()) text += printable(file_of(one.pos)) + ":";
  if (one.pos.line > 0) text += fmt::format("{}:{}:", one.pos.line, one.pos.column);
  if (!text.empty()) text += ' ';
  text += fmt::format("{}: {}", word(one.severity), printable(one.summary));
  if (!one.detail.empty()) {
    for (const std::string_view line : split(one.detail, '\n')) text += "\n  " + printable(line);
  }
  return text;
}

std::string short_text(const SourcePos& pos) {
  if (file_of(pos).empty()) return {};
  const std::string file = printable(file_of(pos));
  return pos.line > 0 ? fmt::format("{}:{}", file, pos.line) : file;
}

}  // namespace armature
