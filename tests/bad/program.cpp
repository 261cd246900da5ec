#include "program.hpp"

#include <array>
#include <chrono>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bad {
namespace {

[[noreturn]] void become(const std::vector<std::string>& words, const std::string& folder,
                         int out) {
  const std::string home = "HOME=" + folder;
  std::array<const char*, 4> environment = {home.c_str(), "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8",
                                            nullptr};
  std::vector<const char*> arguments;
  for (const std::string& word : words) arguments.push_back(word.c_str());
  arguments.push_back(nullptr);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  if (::chdir(folder.c_str()) == 0) {
    ::execve(arguments[0], const_cast<char* const*>(arguments.data()),
             const_cast<char* const*>(environment.data()));
  }
  ::_exit(127);
}

}  // namespace

Ended run(const std::vector<std::string>& words, const std::string& folder) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  const pid_t child = ::fork();
  if (child < 0) return {};
  if (child == 0) become(words, folder, ends[1]);
  ::close(ends[1]);

  Ended ended;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  std::array<char, 65536> buffer{};
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    pollfd wait{.fd = ends[0], .events = POLLIN, .revents = 0};
    if (left.count() <= 0 || ::poll(&wait, 1, static_cast<int>(left.count())) <= 0) {
      ::kill(child, SIGKILL);
      ended.printed += "\n(killed: it took more than a minute)\n";
      break;
    }
    const ssize_t count = ::read(ends[0], buffer.data(), buffer.size());
    if (count <= 0) break;
    ended.printed.append(buffer.data(), static_cast<std::size_t>(count));
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  ended.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ended;
}

}  // namespace bad
