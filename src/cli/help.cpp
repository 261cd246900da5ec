#include <algorithm>

#include <fmt/core.h>

#include "cli/flags.hpp"

namespace armature::cli {
namespace {

constexpr std::size_t width = 90;

/// Words of `text` in lines of `width`, each behind `indent` spaces but for the first.
std::string wrapped(std::string_view text, std::size_t indent) {
  std::string out;
  std::size_t column = indent;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (column > indent && column + 1 + word.size() > width) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
  }
  return out + "\n";
}

std::string spelling(const Flag& flag) {
  std::string text = flag.alias.size() == 1 ? fmt::format("-{}, --{}", flag.alias, flag.name)
                                            : fmt::format("    --{}", flag.name);
  if (flag.alias.size() > 1) text += fmt::format(", --{}", flag.alias);
  if (!flag.value.empty()) text += fmt::format(" {}", flag.value);
  return text;
}

constexpr std::string_view environment_help = R"(
Environment
  AZURE_SUBSCRIPTION_ID, AZURE_RESOURCE_GROUP, AZURE_ML_WORKSPACE
                                 where, when neither flags nor the stack file say it; then
                                 .azureml/config.json and the defaults of az
  ARMATURE_TARGET                target of the stack file, as -t
  ARMATURE_VAR_name              value of the variable "name"; --var has precedence
  ARMATURE_ACCESS_TOKEN          a token for Azure Resource Manager
  ARM_RESOURCE_MANAGER_ENDPOINT  another Azure Resource Manager; http:// on loopback only
  ARMATURE_LOCAL_OPERATION_TIME  how long an operation of the local cloud takes (1s)
)";

}  // namespace

std::string overview_help() {
  std::string text =
      "Armature makes an Azure Machine Learning workspace what your YAML says.\n\n"
      "Usage: armature COMMAND [flags]\n\n"
      "Commands\n";
  for (const CommandRow& row : commands()) text += fmt::format("  {:<10} {}\n", row.name, row.help);
  text +=
      "\nExit codes\n"
      "  0 done   1 error   2 changes pending (plan --detailed-exitcode)   3 the plan is stale\n"
      "  4 refused by a protection   5 partly done   7 no token   64 usage\n"
      "  129, 130, 143 ended by a signal\n"
      "\n`armature COMMAND --help` tells a command's flags.\n";
  return text;
}

std::string command_help(const CommandRow& row) {
  std::string text = wrapped(row.description, 0);
  const std::string operand = row.operand.empty() ? "" : fmt::format(" {}", row.operand);
  text += fmt::format("\nUsage: armature {}{} [flags]\n", row.name, operand);
  constexpr std::size_t column = 34;
  if (!row.operand.empty())
    text += fmt::format("\n  {:<{}}{}", row.operand, column - 2, wrapped(row.operand_help, column));
  std::string_view group;
  for (const Flag& flag : flags()) {
    if (!flag.of(row.command)) continue;
    if (flag.group != group) text += fmt::format("\n{}\n", flag.group);
    group = flag.group;
    text += fmt::format("  {:<{}}{}", spelling(flag), column - 2, wrapped(flag.help, column));
  }
  if (row.reaches_a_service) text += environment_help;
  return text;
}

}  // namespace armature::cli
