#include "cli/arguments.hpp"

#include <algorithm>
#include <map>

#include <CLI/CLI.hpp>

#include "base/text.hpp"
#include "cli/flags.hpp"

namespace armature::cli {
namespace {

Answer usage(const CommandRow* row, const std::string& problem) {
  const std::string program = row == nullptr ? "armature" : "armature " + std::string(row->name);
  return {program + ": " + printable(problem) + "\n`" + program + " --help` tells " +
              (row == nullptr ? "the commands" : "its flags") + ".\n",
          exit_usage};
}

std::string in_quotes(std::string_view text) {
  return '"' + std::string(text) + '"';
}

std::string did_you_mean(const std::string& near) {
  return near.empty() ? "" : "; did you mean " + in_quotes(near) + "?";
}

Answer unknown_command(const std::string& word) {
  if (word.starts_with('-'))
    return usage(nullptr, "a command comes first, before " + in_quotes(word));
  std::vector<std::string> names;
  for (const CommandRow& row : commands()) names.emplace_back(row.name);
  return usage(nullptr, "unknown command " + in_quotes(word) + did_you_mean(nearest(word, names)));
}

/// "plan, apply and destroy"
std::string commands_with(const Flag& flag) {
  std::vector<std::string> names;
  for (const CommandRow& row : commands())
    if (flag.of(row.command)) names.emplace_back(row.name);
  std::string last = names.back();
  names.pop_back();
  return names.empty() ? last : join(names, ", ") + " and " + last;
}

Answer unknown_flag(const CommandRow& row, const std::string& word) {
  const std::string spelled = word.substr(0, word.find('='));
  std::vector<std::string> names;
  for (const Flag& flag : flags()) {
    for (const std::string_view name : {flag.name, flag.alias}) {
      if (name.empty()) continue;
      if (flag.of(row.command))
        names.push_back(dashed(name));
      else if (dashed(name) == spelled)
        return usage(&row, in_quotes(spelled) + " is a flag of " + commands_with(flag) +
                               ", not of " + std::string(row.name));
    }
  }
  return usage(&row, "unknown flag " + in_quotes(spelled) + did_you_mean(nearest(spelled, names)));
}

/// CLI11 tells words apart; what they mean and what is wrong with them is said here.
struct Parser {
  const CommandRow& row;
  CLI::App app;
  std::map<const Flag*, std::vector<std::string>> values;
  std::map<const Flag*, bool> given;
  std::vector<std::string> operands;

  explicit Parser(const CommandRow& command) : row(command) {
    app.set_help_flag();
    app.allow_extras();
    for (const Flag& flag : flags()) {
      if (!flag.of(row.command)) continue;
      std::string names = dashed(flag.name);
      if (!flag.alias.empty()) names += "," + dashed(flag.alias);
      if (flag.value.empty())
        app.add_flag(names, given[&flag]);
      else
        app.add_option(names, values[&flag])->allow_extra_args(false)->type_size(1);
    }
    if (!row.operand.empty()) app.add_option("operand", operands)->expected(0, 2);
  }

  std::variant<Arguments, Answer> run(std::vector<std::string> words) {
    std::reverse(words.begin(), words.end());  // as CLI11 wants them
    try {
      app.parse(words);
    } catch (const CLI::ArgumentMismatch& problem) {
      return usage(&row, value_missing(problem.what()));
    } catch (const CLI::ParseError& problem) {
      return usage(&row, problem.what());
    }
    for (const std::string& extra : app.remaining())
      if (extra.starts_with('-') && extra != "-") return unknown_flag(row, extra);
    if (!app.remaining().empty())
      return usage(&row, "unexpected argument " + in_quotes(app.remaining().front()));
    if (operands.size() > 1) return usage(&row, "unexpected argument " + in_quotes(operands[1]));
    return fill();
  }

  /// CLI11 says "--out: 1 required"; which value is meant, the row knows.
  std::string value_missing(const std::string& what) const {
    for (const auto& [flag, unused] : values)
      if (what.starts_with(dashed(flag->name) + ":")) return needs_a_value(*flag);
    return what;
  }

  static std::string needs_a_value(const Flag& flag) {
    return dashed(flag.name) + " needs a value: " + std::string(flag.value);
  }

  std::variant<Arguments, Answer> fill() {
    Arguments arguments;
    arguments.command = row.command;
    if (!operands.empty() && operands.front().empty())
      return usage(&row, "an empty word is no " + std::string(row.operand));
    if (!operands.empty()) arguments.*row.operand_place = operands.front();
    for (const Flag& flag : flags()) {
      if (!flag.of(row.command)) continue;
      const std::vector<std::string> one_empty(given[&flag] ? 1 : 0);
      const auto& all = flag.value.empty() ? one_empty : values[&flag];
      if (all.size() > 1 && !flag.repeatable)
        return usage(&row, dashed(flag.name) + " is given " + std::to_string(all.size()) +
                               " times; once is enough");
      for (const std::string& value : all) {
        // What a script leaves empty by mistake must not mean something else.
        if (!flag.value.empty() && value.empty()) return usage(&row, needs_a_value(flag));
        if (const std::string problem = flag.set(arguments, value); !problem.empty())
          return usage(&row, dashed(flag.name) + " " + problem + ", not " + in_quotes(value));
        if (flag.planned && !arguments.saved_plan.empty())
          return usage(&row, dashed(flag.name) +
                                 " is part of the saved plan; give it to "
                                 "`armature plan --out`");
        if (!flag.place) continue;
        auto& words = flag.planned ? arguments.planned : arguments.repeated;
        words.push_back(dashed(flag.alias.size() == 1 ? flag.alias : flag.name));
        if (!flag.value.empty()) words.push_back(value);
      }
    }
    return arguments;
  }
};

bool is_help(const std::string& word) {
  return word == "--help" || word == "-h";
}

}  // namespace

std::variant<Arguments, Answer> parse_arguments(const std::vector<std::string>& words) {
  if (words.empty()) return Answer{overview_help(), exit_usage};
  if (is_help(words.front())) return Answer{overview_help(), 0};
  const CommandRow* row = command_named(words.front());
  if (row == nullptr) return unknown_command(words.front());
  const std::vector<std::string> rest(words.begin() + 1, words.end());
  if (std::any_of(rest.begin(), rest.end(), is_help)) return Answer{command_help(*row), 0};
  return Parser(*row).run(rest);
}

}  // namespace armature::cli
