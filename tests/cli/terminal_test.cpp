#include <cstdlib>

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "stack.hpp"

namespace armature::test {
namespace {

using Catch::Contains;

/// A terminal that a test sits at.
class Terminal {
 public:
  Terminal() : ours_(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    if (ours_ < 0) return;
    grantpt(ours_);
    unlockpt(ours_);
    const char* const name = ptsname(ours_);
    if (name != nullptr) theirs_ = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
  }
  ~Terminal() {
    close(theirs_);
    close(ours_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// False where the machine gives none, as in a chroot without /dev/pts; says so.
  static bool to_be_had() {
    const bool there = Terminal().theirs_ >= 0;
    if (!there) WARN("NO TERMINALS HERE: what the program asks on one was not tested.");
    return there;
  }
  int theirs() const { return theirs_; }
  void type(const std::string& text) { (void)!write(ours_, text.data(), text.size()); }
  /// What the program shows, until `text` stands in it.
  bool shows(const std::string& text) {
    constexpr int patience_ms = 30'000;
    while (shown_.find(text) == shown_.npos) {
      pollfd entry{ours_, POLLIN, 0};
      if (poll(&entry, 1, patience_ms) != 1) return false;
      char buffer[4096];
      const ssize_t got = read(ours_, buffer, sizeof buffer);
      if (got <= 0) return false;
      shown_.append(buffer, static_cast<std::size_t>(got));
    }
    return true;
  }

 private:
  int ours_, theirs_ = -1;
  std::string shown_;
};

}  // namespace

TEST_CASE("on a terminal apply asks, and anything but yes leaves everything as it is") {
  if (!Terminal::to_be_had()) return;
  Folder folder;
  write_stack(folder);
  for (const char* answer : {"no\n", "\n", "y\n"}) {
    CAPTURE(answer);
    Terminal terminal;
    Spawn spawn{{"apply"}, folder.path()};
    spawn.terminal = terminal.theirs();
    Program program(spawn);
    REQUIRE(terminal.shows("Type yes to go on:"));
    terminal.type(answer);
    CHECK(program.wait() == 1);
    CHECK_THAT(program.out(), Contains("+ compute/nodes"));
  }
  CHECK(run({{"plan", "--detailed-exitcode"}, folder.path()}).code == 2);
}

TEST_CASE("destroy wants the stack's name") {
  if (!Terminal::to_be_had()) return;
  Folder folder;
  write_stack(folder);
  REQUIRE(run({{"apply", "--yes"}, folder.path()}).code == 0);
  struct Row {
    const char* answer;
    int code;
  };
  for (const Row& row : {Row{"yes\n", 1}, Row{"small\n", 0}}) {
    CAPTURE(row.answer);
    Terminal terminal;
    Spawn spawn{{"destroy"}, folder.path()};
    spawn.terminal = terminal.theirs();
    Program program(spawn);
    REQUIRE(terminal.shows("Type the stack's name, small,"));
    terminal.type(row.answer);
    CHECK(program.wait() == row.code);
  }
  CHECK_THAT(run({{"status"}, folder.path()}).out, Contains("absent"));
}

}  // namespace armature::test
