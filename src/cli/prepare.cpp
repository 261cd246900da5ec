#include "cli/prepare.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <unistd.h>

#include "base/text.hpp"
#include "cli/owner.hpp"

namespace armature::cli {
namespace {

namespace fs = std::filesystem;

Result<std::string> standard_input() {
  constexpr std::size_t bytes_max = 16U << 20U;
  std::string text;
  char buffer[1U << 16U];
  for (;;) {
    const ssize_t got = read(STDIN_FILENO, buffer, sizeof buffer);
    if (got == 0) return text;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      return fail(ErrorKind::invalid,
                  std::string("cannot read standard input: ") + std::strerror(errno),
                  "give a file with -f");
    text.append(buffer, static_cast<std::size_t>(got));
    if (text.size() > bytes_max)
      return fail(ErrorKind::invalid, "standard input holds more than 16 MiB",
                  "split the manifests into files");
  }
}

/// The stack file's own folder, which `root:` in it may have widened.
std::string state_folder(const source::Loaded& loaded, const std::string& working_directory) {
  if (!loaded.stack || !loaded.stack->pos.file) return working_directory;
  const fs::path file = *loaded.stack->pos.file;
  for (const fs::path& base : {fs::path(working_directory), fs::path(loaded.root)}) {
    std::error_code ignored;
    if (fs::exists(base / file, ignored)) return (base / file).lexically_normal().parent_path();
  }
  return loaded.root;
}

reconcile::Inputs inputs_of(const Context& context, const source::Loaded& loaded,
                            const Where& where) {
  const Arguments& a = context.arguments;
  reconcile::Inputs inputs;
  inputs.scope = where.scope;
  inputs.owner = owner_of(loaded, a.stack, where);
  const bool by_file = a.stack.empty() && loaded.stack;
  inputs.header.stack = by_file ? loaded.stack->name : inputs.owner.stack;
  if (by_file) inputs.header.target = loaded.stack->target;
  inputs.header.cloud = where.cloud;
  inputs.header.subscription = where.scope.subscription;
  inputs.header.resource_group = where.scope.resource_group;
  inputs.header.workspace = where.scope.workspace;
  inputs.header.commit = source::repository_of(loaded.root).commit;
  inputs.options.destroy = a.command == Command::destroy;
  inputs.options.prune = !a.no_delete;
  inputs.options.purge = a.purge;
  inputs.options.adopt = a.adopt;
  inputs.options.allow = a.allow;
  inputs.options.only = a.only;
  inputs.options.exclude = a.exclude;
  inputs.api_version = a.api_version;
  return inputs;
}

std::string shell_word(const std::string& word) {
  const bool plain =
      !word.empty() &&
      word.find_first_not_of(
          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@%+,") == word.npos;
  if (plain) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace

source::Request request_of(const Context& context) {
  const Arguments& a = context.arguments;
  return {.files = a.files,
          .working_directory = context.working_directory,
          .environment = context.environment,
          .standard_input = {},
          .target = a.target,
          .variables = a.variables,
          .variable_files = a.variable_files,
          .location = a.location};
}

tl::expected<Read, int> read_manifests(const Context& context, Needs needs,
                                       Diagnostics& diagnostics) {
  const Arguments& a = context.arguments;
  source::Request request = request_of(context);
  for (const std::string& file : a.files) {
    if (file != "-" || !request.standard_input.empty()) continue;
    auto text = standard_input();
    if (!text) return tl::unexpected(report_problem(context, text.error()));
    request.standard_input = *std::move(text);
  }
  Read read{.loaded = source::load(request, diagnostics), .where = {}};
  const auto& stack = read.loaded.stack;
  if (stack) context.console.hide(stack->variables->secret_texts());
  const WhereInputs place{a, stack ? &*stack : nullptr, context.environment,
                          context.working_directory};
  // A stack file with errors says nothing reliable of the place: its own errors come first.
  if (needs == Needs::nothing || has_errors(diagnostics)) {
    read.where = find_where_or_unknown(place);
    if (const auto checked = check_place(read.where.scope); !checked && !has_errors(diagnostics)) {
      report_problem(context, checked.error());
      return tl::unexpected(exit_usage);
    }
    return read;
  }
  auto where = find_where(place);
  if (!where) {
    report_problem(context, where.error());
    return tl::unexpected(exit_usage);
  }
  read.where = *std::move(where);
  return read;
}

tl::expected<Prepared, int> prepare(const Context& context, Needs needs, Diagnostics& diagnostics) {
  const Arguments& a = context.arguments;
  auto read = read_manifests(context, needs, diagnostics);
  if (!read) return tl::unexpected(read.error());
  Prepared prepared;
  prepared.where = std::move(read->where);
  prepared.state_folder = state_folder(read->loaded, context.working_directory);
  prepared.inputs = inputs_of(context, read->loaded, prepared.where);
  prepared.declared = reconcile::declare(std::move(read->loaded), prepared.where.scope,
                                         {a.kind, a.set}, diagnostics);
  return prepared;
}

tl::expected<Prepared, int> prepare(const Context& context, Needs needs) {
  Diagnostics diagnostics;
  auto prepared = prepare(context, needs, diagnostics);
  if (!prepared) return prepared;
  context.console.err(diagnostics);
  if (has_errors(diagnostics)) return tl::unexpected(exit_error);
  return prepared;
}

tl::expected<std::unique_ptr<World>, int> open_world(const Context& context,
                                                     const Prepared& prepared) {
  const source::Loaded& loaded = prepared.declared.loaded;
  World::Choice choice{.arguments = context.arguments,
                       .environment = context.environment,
                       .where = prepared.where,
                       .root = loaded.root,
                       .state_folder = prepared.state_folder};
  if (loaded.stack) choice.secrets = loaded.stack->variables->secret_texts();
  auto world = World::make(choice);
  if (world) return *std::move(world);
  return tl::unexpected(report_problem(context, world.error()));
}

int report_problem(const Context& context, const Error& error) {
  context.console.err(
      report::error_text(context.console.without_secrets(error), context.console.err_style()));
  switch (error.kind) {
    case ErrorKind::no_token:
      return exit_no_token;
    case ErrorKind::stale:
      return exit_stale;
    case ErrorKind::refused:
      return exit_refused;
    default:
      return exit_error;
  }
}

int report_problem(const Context& context, const reconcile::Problem& problem) {
  context.console.err(problem.diagnostics);
  return problem.error ? report_problem(context, *problem.error) : exit_error;
}

int report_stopped(const Context& context, int signal) {
  if (signal != 0) {
    context.console.err("armature: interrupted; nothing was written\n");
    return exit_interrupted + signal;
  }
  return report_problem(
      context, Error{.kind = ErrorKind::cancelled,
                     .message = "the time given with --timeout has passed; nothing was written",
                     .remedy = "give it more time, or look with -v at what takes so long"});
}

std::string next_command(const Context& context, const Prepared& prepared,
                         const std::string& command, const std::string& saved_plan) {
  const auto& stack = prepared.declared.loaded.stack;
  std::string text = "armature " + command;
  if (!saved_plan.empty()) text += " " + shell_word(saved_plan);
  bool variable = false;
  for (const std::string& word : context.arguments.repeated) {
    const std::string name = word.substr(0, word.find('='));
    const bool hidden = variable && stack && stack->variables->is_secret(name);
    text += " " + (hidden ? name + "=..." : shell_word(word));
    variable = word == "--var";
  }
  if (saved_plan.empty())
    for (const std::string& word : context.arguments.planned) text += " " + shell_word(word);
  return text;
}

}  // namespace armature::cli
