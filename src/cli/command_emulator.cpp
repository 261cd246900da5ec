#include <optional>

#include <fmt/core.h>

#include "cli/commands.hpp"
#include "emulator/doors.hpp"
#include "runtime/real.hpp"

namespace armature::cli {

int run_emulator(const Context& context) {
  const Arguments& a = context.arguments;
  auto state = a.state.empty()
                   ? Result<std::unique_ptr<emulator::StateStore>>(emulator::memory_store())
                   : emulator::sqlite_store(a.state);
  if (!state) return report_problem(context, state.error());
  emulator::Core core({.operation_time = a.operation_time,
                       .scopes_strict = a.scopes_strict,
                       .auth_strict = a.auth_strict},
                      **state);
  const auto loop = runtime::RealLoop::make();
  int signal = 0;
  loop->on_signal([&signal](int number) { signal = number; });
  const auto server =
      emulator::Server::start(core, {.port = a.port, .log_file = a.log, .latency = a.latency});
  if (!server) return report_problem(context, server.error());
  if (!context.console.out(
          fmt::format("Emulator ready at http://127.0.0.1:{}\n", (*server)->port())))
    return exit_error;
  loop->run([&signal] { return signal != 0; });
  (*server)->stop();
  return 0;  // a signal is how it is meant to end
}

}  // namespace armature::cli
