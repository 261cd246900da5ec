#include "manifest/syntax.hpp"

#include <fmt/core.h>
#include <yaml-cpp/exceptions.h>

namespace armature::manifest {
namespace {

namespace msg = YAML::ErrorMsg;

constexpr std::string_view indentation_help =
    "Keys of one mapping and dashes of one list stand in one column; what belongs to a key stands "
    "deeper.";

SyntaxFault unexpected_colon(std::string_view line, std::size_t column) {
  const std::string_view before = line.substr(0, std::min(column, line.size()));
  constexpr std::size_t key_max = 1024;
  if (before.size() > key_max && before.find(": ") == std::string_view::npos) {
    return {"Key too long", "A key stands on one line and has up to 1024 characters."};
  }
  if (before.find(": ") != std::string_view::npos) {
    return {"Unexpected \":\"",
            "A value that holds a colon followed by a blank must stand in quotes."};
  }
  return {std::string(bad_indentation),
          fmt::format("This line stands deeper than the key above it, so that it counts as more of "
                      "that key's text. {}",
                      indentation_help)};
}

SyntaxFault bad_start(std::string_view line, std::size_t column) {
  if (column >= line.size()) return {"Value expected", "The file ends where a value should begin."};
  return {
      fmt::format("Unexpected \"{}\"", line[column]),
      fmt::format("No plain text begins with \"{}\". Put the value into quotes.", line[column])};
}

struct Row {
  std::string_view message;
  std::string_view summary;
  std::string_view detail;
};

const Row rows[] = {
    {msg::TAB_IN_INDENTATION, "Tab in indentation",
     "YAML is indented with spaces only. Replace the tab by spaces."},
    {msg::END_OF_MAP, bad_indentation, ""},
    {msg::END_OF_SEQ, bad_indentation, ""},
    {msg::BLOCK_ENTRY, "Unexpected \"-\"",
     "A list begins on a line of its own, below its key. A text that begins with a dash and a "
     "blank must "
     "stand in quotes."},
    {msg::MAP_KEY, "Unexpected \"?\"",
     "A complex key cannot stand here. Put the text into quotes if none is meant."},
    {msg::FLOW_END, "Closing bracket without an opening one",
     "Remove it, or put the text that holds it into quotes."},
    {msg::EOF_IN_SCALAR, "Unclosed quote", "The text never ends. Write the closing quote."},
    {msg::DOC_IN_SCALAR, "Document marker inside a text",
     "The text in quotes was not closed before \"---\" or \"...\". Write the closing quote."},
    {msg::CHAR_IN_SCALAR, "Unexpected character in a text", "Put the text into quotes."},
    {msg::CHAR_IN_BLOCK, "Text behind \"|\" or \">\"",
     "A block text begins on the next line, indented deeper than its key."},
    {msg::ZERO_INDENT_IN_BLOCK, "Indentation of 0 for a block text",
     "Write \"|\" or \">\" without the digit."},
    {msg::INVALID_HEX, "Bad escape in a text",
     "\\x takes 2, \\u takes 4 and \\U takes 8 hexadecimal digits. Write \\\\ for a backslash, or "
     "use single "
     "quotes."},
    {msg::ALIAS_NOT_FOUND, "Alias without a name",
     "Behind \"*\" stands the name of an anchor. A text that begins with \"*\" must stand in "
     "quotes."},
    {msg::ANCHOR_NOT_FOUND, "Anchor without a name",
     "Behind \"&\" stands a name. A text that begins with \"&\" must stand in quotes."},
    {msg::CHAR_IN_ALIAS, "Bad name of an alias",
     "Use letters, digits, \"-\" and \"_\". A text that begins with \"*\" must stand in quotes."},
    {msg::CHAR_IN_ANCHOR, "Bad name of an anchor",
     "Use letters, digits, \"-\" and \"_\". A text that begins with \"&\" must stand in quotes."},
    {msg::MULTIPLE_TAGS, "Two tags on one value", "Remove the tags; manifests hold plain data."},
    {msg::MULTIPLE_ANCHORS, "Two anchors on one value", "Keep one of them."},
    {msg::ALIAS_CONTENT, "Alias with a value of its own",
     "Write the alias alone, or the value alone."},
    {msg::CHAR_IN_TAG_HANDLE, "Bad tag",
     "Manifests hold plain data: remove the tag. A text that begins with \"!\" must stand in "
     "quotes."},
    {msg::TAG_WITH_NO_SUFFIX, "Bad tag",
     "Manifests hold plain data: remove the tag. A text that begins with \"!\" must stand in "
     "quotes."},
    {msg::END_OF_VERBATIM_TAG, "Bad tag", "Manifests hold plain data: remove the tag."},
    {msg::YAML_DIRECTIVE_ARGS, "Bad %YAML directive", "Write \"%YAML 1.1\", or remove the line."},
    {msg::YAML_MAJOR_VERSION, "Bad %YAML directive", "Write \"%YAML 1.1\", or remove the line."},
    {msg::REPEATED_YAML_DIRECTIVE, "Second %YAML directive", "Keep one of them."},
    {msg::TAG_DIRECTIVE_ARGS, "Bad %TAG directive", "Manifests hold plain data: remove the line."},
    {msg::REPEATED_TAG_DIRECTIVE, "Second %TAG directive",
     "Manifests hold plain data: remove the line."},
    {msg::BAD_FILE, "Nested too deeply", "Values are nested too deeply to be read. Flatten them."},
};

}  // namespace

SyntaxFault explain_syntax(std::string_view message, std::string_view line, std::size_t column) {
  if (message == msg::MAP_VALUE) return unexpected_colon(line, column);
  if (message == msg::UNKNOWN_TOKEN) return bad_start(line, column);
  if (message.starts_with(msg::INVALID_ESCAPE)) {
    return {fmt::format("Unknown escape \"\\{}\"", message.substr(message.size() - 1)),
            "Inside double quotes a backslash begins an escape. Write \\\\, or use single quotes."};
  }
  if (message.starts_with(msg::INVALID_UNICODE)) {
    return {"Bad escape in a text", "The number is no Unicode character. Correct it."};
  }
  if (message.starts_with(msg::YAML_VERSION)) {
    return {"Bad %YAML directive", "Write \"%YAML 1.1\", or remove the line."};
  }
  for (const Row& row : rows) {
    if (message != row.message) continue;
    if (!row.detail.empty()) return {std::string(row.summary), std::string(row.detail)};
    const std::string_view before = line.substr(0, std::min(column, line.size()));
    if (before.find_first_not_of(" \t-") != std::string_view::npos) {
      return {"Text behind a value that has ended",
              "Remove it, or put the whole value into one pair of quotes."};
    }
    return {std::string(row.summary),
            fmt::format("This line fits nothing above it. {}", indentation_help)};
  }
  return {"Not readable as YAML", fmt::format("The parser stops here: {}.", message)};
}

}  // namespace armature::manifest
