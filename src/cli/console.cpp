#include "cli/console.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace armature::cli {
namespace {

bool set_and_not_empty(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found != environment.end() && !found->second.empty();
}

/// 0, or what went wrong.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written >= 0)
      text.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      return errno;
  }
  return 0;
}

constexpr int plain_width = 100;

}  // namespace

void prepare_streams() {
  std::signal(SIGPIPE, SIG_IGN);
  for (const int number : {0, 1, 2})
    // The lowest free number is taken. Reading only: results that nobody can see must fail, not
    // vanish.
    if (fcntl(number, F_GETFD) < 0) (void)open("/dev/null", number == 2 ? O_WRONLY : O_RDONLY);
}

Console::Console(const Arguments& arguments, const Environment& environment)
    : quiet_(arguments.quiet),
      verbose_(arguments.verbose),
      out_terminal_(isatty(STDOUT_FILENO) == 1),
      err_terminal_(isatty(STDERR_FILENO) == 1) {
  const auto term = environment.find("TERM");
  const bool dumb = term == environment.end() || term->second == "dumb";
  colour_ = !dumb && !arguments.no_color && !set_and_not_empty(environment, "NO_COLOR");
  live_ = err_terminal_ && !dumb && !quiet_ && !verbose_;
}

bool Console::out(std::string_view text) const {
  const int problem = write_all(STDOUT_FILENO, hidden_.without(std::string(text)));
  if (problem != 0 && !std::exchange(lost_, true))
    err("armature: cannot write to standard output: " + std::string(std::strerror(problem)) + "\n");
  return problem == 0;
}

void Console::err(std::string_view text) const {
  (void)write_all(STDERR_FILENO,
                  hidden_.without(std::string(text)));  // there is no other place to say so
}

void Console::err(const Diagnostics& diagnostics) const {
  for (const Diagnostic& one : diagnostics)
    if (!quiet_ || one.severity == Severity::error) err(to_text(one) + "\n");
}

Error Console::without_secrets(Error error) const {
  error.message = hidden_.without(std::move(error.message));
  for (std::string& one : error.context) one = hidden_.without(std::move(one));
  error.remedy = hidden_.without(std::move(error.remedy));
  return error;
}

report::Style Console::style() const {
  // Never wider or narrower with the terminal: the same plan is the same text everywhere.
  return {.colour = colour_ && out_terminal_, .width = plain_width, .verbose = verbose_};
}

report::Style Console::err_style() const {
  winsize size = {};
  int width = plain_width;
  if (err_terminal_ && ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    width = std::min<int>(width, size.ws_col);
  return {.colour = colour_ && err_terminal_, .width = width, .verbose = verbose_};
}

report::Progress::Output Console::progress() const {
  return {.descriptor = STDERR_FILENO, .live = live_, .quiet = quiet_, .style = err_style()};
}

bool Console::can_ask() const {
  return err_terminal_ && isatty(STDIN_FILENO) == 1;
}

std::optional<std::string> Console::ask(std::string_view question) const {
  constexpr std::size_t line_max = 4096;
  err(question);
  std::string line;
  char byte = 0;
  // Byte by byte: what follows the line is not ours.
  while (line.size() < line_max && read(STDIN_FILENO, &byte, 1) == 1) {
    if (byte == '\n') return line;
    line += byte;
  }
  err("\n");
  return std::nullopt;
}

std::string variable(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

}  // namespace armature::cli
