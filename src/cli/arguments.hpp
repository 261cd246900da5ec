#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "runtime/env.hpp"

namespace armature::cli {

enum class Command : std::uint8_t {
  init,
  validate,
  render,
  plan,
  apply,
  destroy,
  status,
  targets,
  schema,
  emulator,
  version
};

/// What the user asked for, checked as far as words can be.
struct Arguments {
  Command command = Command::version;

  std::vector<std::string> files;
  std::string kind;
  std::vector<std::pair<std::string, std::string>> set;

  std::string target;
  std::vector<std::pair<std::string, std::string>> variables;
  std::vector<std::string> variable_files;

  std::string cloud, subscription, resource_group, workspace, location, api_version;

  std::vector<std::string> only, exclude;
  std::string stack;

  std::vector<std::string> allow;
  bool adopt = false, no_delete = false, purge = false, yes = false;

  unsigned parallelism = 64;
  runtime::Nanos timeout = 0;  ///< 0: none

  bool each = false;
  bool json = false, sarif = false, detailed_exitcode = false, no_color = false, quiet = false,
       verbose = false;
  std::string out, log_http;
  std::string saved_plan;   ///< `armature apply FILE`
  std::string schema_name;  ///< `armature schema NAME`
  std::string folder;       ///< `armature init FOLDER`
  std::vector<std::string>
      repeated;  ///< the words that say where and what, as given: for "Next: armature apply ..."
  std::vector<std::string> planned;  ///< likewise, those that a saved plan holds

  std::uint16_t port = 0;
  std::string state, log;
  runtime::Nanos latency = 0, operation_time = 0;
  bool auth_strict = false, scopes_strict = false;
};

/// Help, or what is wrong with the words.
struct Answer {
  std::string text;
  int exit_code = 0;  ///< 0: help, for standard output; 64: usage, for standard error
};

constexpr int exit_usage = 64;

/// `words` without the program's name.
std::variant<Arguments, Answer> parse_arguments(const std::vector<std::string>& words);

}  // namespace armature::cli
