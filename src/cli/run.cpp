#include "cli/run.hpp"

#include <climits>
#include <string_view>

#include <unistd.h>

#include "cli/commands.hpp"
#include "cli/version.hpp"

namespace armature::cli {
namespace {

Environment read_environment(char** entries) {
  Environment environment;
  for (char** entry = entries; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto equals = text.find('=');
    if (equals != text.npos) environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return environment;
}

int run_version(const Console& console) {
  return console.out("armature " + std::string(version_text) + "\n") ? 0 : exit_error;
}

int dispatch(const Context& context) {
  switch (context.arguments.command) {
    case Command::init:
      return run_init(context);
    case Command::validate:
      return run_validate(context);
    case Command::render:
      return run_render(context);
    case Command::plan:
      return run_plan(context);
    case Command::apply:
      return run_apply(context);
    case Command::destroy:
      return run_destroy(context);
    case Command::status:
      return run_status(context);
    case Command::targets:
      return run_targets(context);
    case Command::schema:
      return run_schema(context);
    case Command::emulator:
      return run_emulator(context);
    case Command::version:
      return run_version(context.console);
  }
  return exit_usage;
}

}  // namespace

int run(int argc, char** argv, char** entries) {
  prepare_streams();
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  const Environment environment = read_environment(entries);
  const Console plain({}, environment);
  if (words.size() == 1 && (words[0] == "--version" || words[0] == "version"))
    return run_version(plain);
  const auto parsed = parse_arguments(words);
  if (const auto* answer = std::get_if<Answer>(&parsed)) {
    if (answer->exit_code == 0) return plain.out(answer->text) ? 0 : exit_error;
    plain.err(answer->text);
    return answer->exit_code;
  }
  const Arguments& arguments = std::get<Arguments>(parsed);
  const Console console(arguments, environment);
  char folder[PATH_MAX];
  if (getcwd(folder, sizeof folder) == nullptr) {
    console.err("armature: the working directory is gone; change to another one\n");
    return exit_error;
  }
  return dispatch({arguments, environment, console, folder});
}

}  // namespace armature::cli
