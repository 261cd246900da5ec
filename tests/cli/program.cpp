#include "program.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace armature::test {
namespace {

constexpr auto patience = std::chrono::minutes(1);
constexpr auto glance = std::chrono::milliseconds(2);

std::string content(int descriptor) {
  std::string text;
  char buffer[4096];
  for (off_t at = 0;;) {
    const ssize_t got = pread(descriptor, buffer, sizeof buffer, at);
    if (got <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
    at += got;
  }
}

int file_with(const std::string& text) {
  const int descriptor = memfd_create("input", MFD_CLOEXEC);
  (void)!pwrite(descriptor, text.data(), text.size(), 0);
  return descriptor;
}

/// The writing end of a pipe whose reader has gone.
int broken_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  close(ends[0]);
  return ends[1];
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

}  // namespace

Program::Program(const Spawn& spawn)
    : out_(memfd_create("out", MFD_CLOEXEC)), err_(memfd_create("err", MFD_CLOEXEC)) {
  std::vector<std::string> words{ARMATURE_BINARY};
  words.insert(words.end(), spawn.words.begin(), spawn.words.end());
  std::vector<std::string> environment{"PATH=/usr/bin:/bin", "TERM=xterm",
                                       "ARMATURE_LOCAL_OPERATION_TIME=0s"};
  for (const auto& [name, value] : spawn.environment) {
    std::erase_if(environment,
                  [&](const std::string& entry) { return entry.starts_with(name + "="); });
    environment.push_back(name + "=" + value);
  }
  const int input = file_with(spawn.input);
  const int output = spawn.broken_output ? broken_pipe() : out_;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, spawn.folder.c_str());
  posix_spawn_file_actions_adddup2(&actions, spawn.terminal >= 0 ? spawn.terminal : input, 0);
  posix_spawn_file_actions_adddup2(&actions, output, 1);
  posix_spawn_file_actions_adddup2(&actions, spawn.terminal >= 0 ? spawn.terminal : err_, 2);
  if (spawn.close_input) posix_spawn_file_actions_addclose(&actions, 0);
  if (spawn.close_output) posix_spawn_file_actions_addclose(&actions, 1);
  posix_spawn(&pid_, ARMATURE_BINARY, &actions, nullptr, pointers(words).data(),
              pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  close(input);
  if (output != out_) close(output);
}

Program::~Program() {
  if (!code_ && pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(out_);
  close(err_);
}

std::string Program::out() const {
  return content(out_);
}
std::string Program::err() const {
  return content(err_);
}
void Program::signal(int number) const {
  kill(pid_, number);
}

bool Program::wait_for(const std::string& text) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while ((out() + err()).find(text) == std::string::npos) {
    siginfo_t state = {};
    const bool ended =
        waitid(P_PID, static_cast<id_t>(pid_), &state, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        state.si_pid == pid_;
    if (ended || std::chrono::steady_clock::now() > end)
      return (out() + err()).find(text) != std::string::npos;
    std::this_thread::sleep_for(glance);
  }
  return true;
}

int Program::wait() {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!code_) {
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) == pid_)
      code_ = WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
    else if (std::chrono::steady_clock::now() > end)
      kill(pid_, SIGKILL), waitpid(pid_, nullptr, 0), code_ = 2000;
    else
      std::this_thread::sleep_for(glance);
  }
  return *code_;
}

Ended run(const Spawn& spawn) {
  Program program(spawn);
  const int code = program.wait();
  return {code, program.out(), program.err()};
}

Folder::Folder() {
  char name[] = "/tmp/armature-cli-XXXXXX";
  path_ = mkdtemp(name);
}
Folder::~Folder() {
  std::filesystem::remove_all(path_);
}

void Folder::write(const std::string& file, const std::string& text) const {
  std::filesystem::create_directories((path_ / file).parent_path());
  std::ofstream(path_ / file) << text;
}

}  // namespace armature::test
