#include "manifest/text.hpp"

#include <algorithm>

#include <fmt/core.h>

namespace armature::manifest {
namespace {

/// Length of the well-formed UTF-8 sequence at the start of `text`, 0 if there is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  const unsigned second = byte(1);
  if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
      (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) {
    return 0;
  }
  return length;
}

struct Fault {
  std::string summary;
  std::string detail;
};

Fault not_utf8(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (at == 0 && (byte == 0xFF || byte == 0xFE)) {
    return {"Not UTF-8",
            "The file begins like UTF-16 or UTF-32. Save it as UTF-8 without changing its text."};
  }
  return {
      "Not UTF-8",
      fmt::format("Byte 0x{:02x} (at offset {}) is no valid UTF-8 here. Save the file as UTF-8; "
                  "binary values do not belong into a manifest.",
                  byte, at)};
}

/// The fault at `at`, if its character may not stand in YAML; `length` is that of its UTF-8
/// sequence.
bool is_forbidden(std::string_view text, std::size_t at, std::size_t length, Fault& fault) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (length == 1) {
    if (byte == 0) {
      fault = {"NUL byte", "A manifest is text. Remove the byte, or save the file as UTF-8."};
      return true;
    }
    if (byte == '\r' && (at + 1 == text.size() || text[at + 1] != '\n')) {
      fault = {"Carriage return without line feed",
               "Save the file with LF or CRLF line ends; inside a quoted text write \\r."};
      return true;
    }
    if ((byte >= 0x20 && byte != 0x7F) || byte == '\t' || byte == '\n' || byte == '\r')
      return false;
    fault = {"Control character",
             fmt::format("Byte 0x{:02x} may not stand in YAML. Remove it, or write it as \\x{:02x} "
                         "inside a text in double quotes.",
                         byte, byte)};
    return true;
  }
  const auto second = static_cast<unsigned char>(text[at + 1]);
  if (length == 2 && byte == 0xC2 && second < 0xA0 && second != 0x85) {
    fault = {
        "Control character",
        fmt::format("U+{:04X} may not stand in YAML. Remove it, or write it as \\x{:02x} inside "
                    "a text in double quotes.",
                    second, second)};
    return true;
  }
  return false;
}

bool is_marker(std::string_view line, std::string_view marker) {
  return line.starts_with(marker) &&
         (line.size() == 3 || line[3] == ' ' || line[3] == '\t' || line[3] == '\r');
}

bool is_blank_or_directive(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  return first == std::string_view::npos || line[first] == '#' || line[0] == '%';
}

}  // namespace

int count_characters(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::size_t end_of_quoted(std::string_view text, std::size_t open) {
  const char quote = text[open];
  for (std::size_t at = open + 1; at < text.size(); ++at) {
    if (text[at] == '\\' && quote == '"') {
      ++at;
    } else if (text[at] == quote) {
      if (quote == '"' || at + 1 >= text.size() || text[at + 1] != quote) return at;
      ++at;
    }
  }
  return std::string_view::npos;
}

std::string shorten(std::string_view text) {
  constexpr std::size_t length_max = 80;
  if (text.size() <= length_max) return std::string(text);
  std::size_t end = length_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "...";
}

bool check_bytes(std::string_view text, const std::shared_ptr<const std::string>& file,
                 Diagnostics& diagnostics) {
  int line = 1;
  std::size_t line_start = 0;
  for (std::size_t at = 0; at < text.size();) {
    Fault fault;
    const std::size_t length = sequence_length(text.substr(at));
    if (length == 0) fault = not_utf8(text, at);
    if (length == 0 || is_forbidden(text, at, length, fault)) {
      const int column = count_characters(text.substr(line_start, at - line_start)) + 1;
      diagnostics.push_back({Severity::error, {file, line, column}, fault.summary, fault.detail});
      return false;
    }
    at += length;
    if (text[at - 1] == '\n') {
      ++line;
      line_start = at;
    }
  }
  return true;
}

std::vector<Chunk> split_documents(std::string_view text) {
  std::vector<Chunk> chunks;
  Chunk chunk;
  bool has_marker = false;
  bool has_content = false;
  int line_number = 1;
  const auto close = [&](std::size_t end, std::size_t next, int next_line) {
    chunk.size = end - chunk.offset;
    if (has_content) chunks.push_back(chunk);
    chunk = {next, 0, next_line};
    has_marker = has_content = false;
  };
  for (std::size_t start = 0; start < text.size(); ++line_number) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::size_t next = std::min(end + 1, text.size());
    const std::string_view line = text.substr(start, end - start);
    if (is_marker(line, "---")) {
      if (has_marker || has_content) close(start, start, line_number);
      has_marker = true;
      has_content = !is_blank_or_directive(line.substr(3));
    } else if (is_marker(line, "...")) {
      close(start, next, line_number + 1);
    } else if (!is_blank_or_directive(line)) {
      has_content = true;
    }
    start = next;
  }
  close(text.size(), text.size(), line_number);
  return chunks;
}

}  // namespace armature::manifest
