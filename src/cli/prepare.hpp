#pragma once

#include <string>

#include "cli/console.hpp"
#include "cli/where.hpp"
#include "cli/world.hpp"
#include "reconcile/reconcile.hpp"

/// What every command that reads manifests does first.
namespace armature::cli {

struct Context {
  const Arguments& arguments;
  const Environment& environment;
  const Console& console;
  std::string working_directory;
};

struct Prepared {
  reconcile::Declared declared;
  Where where;
  reconcile::Inputs inputs;
  std::string state_folder;  ///< where the local cloud keeps its state
};

constexpr int exit_error = 1;
constexpr int exit_changes = 2;
constexpr int exit_stale = 3;
constexpr int exit_refused = 4;
constexpr int exit_partly_done = 5;
constexpr int exit_no_token = 7;
constexpr int exit_interrupted = 128;  ///< plus the signal's number

/// Commands without a service do not need to know where.
enum class Needs : std::uint8_t { nothing, a_service };

/// What the command line and the environment ask to be read.
source::Request request_of(const Context& context);

/// Manifests that are read and not yet understood, with the place that they are for.
struct Read {
  source::Loaded loaded;
  Where where;
};
tl::expected<Read, int> read_manifests(const Context& context, Needs needs,
                                       Diagnostics& diagnostics);

/// Problems are printed, and the exit code is what is left.
tl::expected<Prepared, int> prepare(const Context& context, Needs needs);

/// The same with all diagnostics handed out instead of printed: `validate`.
tl::expected<Prepared, int> prepare(const Context& context, Needs needs, Diagnostics& diagnostics);

tl::expected<std::unique_ptr<World>, int> open_world(const Context& context,
                                                     const Prepared& prepared);

/// Prints an error or the problems of the files; answers the exit code.
int report_problem(const Context& context, const Error& error);
int report_problem(const Context& context, const reconcile::Problem& problem);

/// The exit code after a signal, or after --timeout (0) while nothing had been written; says so.
int report_stopped(const Context& context, int signal);

/// `armature apply -f x --cloud local ...`: the words of this command that the next one needs too,
/// less what it finds in a saved plan and the values of secret variables.
std::string next_command(const Context& context, const Prepared& prepared,
                         const std::string& command, const std::string& saved_plan = {});

}  // namespace armature::cli
