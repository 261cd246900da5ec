#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/arguments.hpp"

/// The commands and flags as data: parsing, help and "did you mean" read the same rows.
namespace armature::cli {

struct CommandRow {
  Command command;
  std::string_view name;
  std::string_view help;          ///< one line for the overview
  std::string_view description;   ///< a paragraph for the command's own help
  std::string_view operand = {};  ///< "[PLAN]"
  std::string_view operand_help = {};
  bool reaches_a_service = false;
  std::string Arguments::* operand_place = nullptr;  ///< where the operand goes
};
std::span<const CommandRow> commands();
const CommandRow& row_of(Command command);
const CommandRow* command_named(std::string_view name);

struct Flag {
  std::string_view group;
  std::string_view name;        ///< "file", long form without dashes
  std::string_view alias = {};  ///< "f" (short), or a second long form
  std::string_view value = {};  ///< "PATH"; empty: takes none
  std::string_view help;
  unsigned commands = 0;  ///< bits 1 << Command
  bool repeatable = false;
  bool place = false;  ///< says what is worked on or where: the next command needs it too
  /// Takes one value (empty for a flag without); answers what is wrong with it, empty when nothing
  /// is.
  std::string (*set)(Arguments& into, const std::string& value);
  bool planned = false;  ///< decides what is planned: a saved plan holds it

  bool of(Command command) const { return (commands >> static_cast<unsigned>(command) & 1U) != 0; }
};
std::span<const Flag> flags();
/// "--file", "-f"
std::string dashed(std::string_view name);

std::string overview_help();
std::string command_help(const CommandRow& row);

/// "250ms", "30s", "5m", "1h30m", "0".  -1: not a duration.
runtime::Nanos parse_time(std::string_view text);

}  // namespace armature::cli
