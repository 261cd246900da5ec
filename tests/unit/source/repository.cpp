#include <catch2/catch.hpp>

#include "folder.hpp"
#include "source/source.hpp"

using namespace armature;
using source::test::Folder;

namespace {

const char* const commit = "4e1c9aa0123456789abcdef0123456789abcdef0\n";

}  // namespace

TEST_CASE("a repository tells its remote and commit without git") {
  const Folder folder;
  folder.write(".git/HEAD", "ref: refs/heads/main\n");
  folder.write(".git/refs/heads/main", commit);
  folder.write(".git/config",
               "[core]\n\turl = wrong\n"
               "[remote \"backup\"]\n\turl = https://example.org/b.git\n"
               "[remote \"origin\"]\n\turl = https://example.org/team/stack.git ; ours\n");
  folder.make("stacks/mnist");
  const auto repository = source::repository_of(folder.path("stacks/mnist"));
  CHECK(repository.top == folder.path());
  CHECK(repository.remote == "https://example.org/team/stack.git");
  CHECK(repository.commit == "4e1c9aa");
}

TEST_CASE("worktrees, packed refs and detached heads are understood") {
  const Folder folder;
  folder.write("main/.git/config", "[Remote \"origin\"]\nURL=git@example.org:team/stack.git\n");
  folder.write(
      "main/.git/packed-refs",
      "# pack-refs with: peeled\n" +
          ("1111111111111111111111111111111111111111 refs/heads/x\n" + std::string(commit, 40)) +
          " refs/heads/topic\n^2222222222222222222222222222222222222222\n");
  folder.write("main/.git/worktrees/wt/HEAD", "ref: refs/heads/topic\n");
  folder.write("main/.git/worktrees/wt/commondir", "../..\n");
  folder.write("wt/.git", "gitdir: ../main/.git/worktrees/wt\n");
  const auto worktree = source::repository_of(folder.path("wt"));
  CHECK(worktree.top == folder.path("wt"));
  CHECK(worktree.remote == "git@example.org:team/stack.git");
  CHECK(worktree.commit == "4e1c9aa");

  folder.write("main/.git/HEAD", commit);
  CHECK(source::repository_of(folder.path("main")).commit == "4e1c9aa");
}

TEST_CASE("credentials in a remote are never handed on") {
  struct Row {
    const char* url;
    const char* remote;
  };
  const Row rows[] = {
      {"https://user:canary@example.org/a.git", "https://example.org/a.git"},
      {"https://canary@example.org/a.git", "https://example.org/a.git"},
      {"https://u:can@ary@example.org/a@b.git", "https://example.org/a@b.git"},
      {"https://example.org/a?token=canary", "https://example.org/a"},
      {"\"https://canary@example.org/a\"", "https://example.org/a"},
      {"../local/path", "../local/path"},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.url) {
      const Folder folder;
      folder.write(".git/HEAD", "ref: refs/heads/unborn\n");
      folder.write(".git/config", std::string("[remote \"origin\"]\nurl = ") + row.url + "\n");
      const auto repository = source::repository_of(folder.path());
      CHECK(repository.remote == row.remote);
      CHECK(repository.commit.empty());
    }
  }
}

TEST_CASE("a folder outside any repository has none") {
  const Folder folder;
  CHECK(source::repository_of(folder.path()).top.empty());
  folder.write(".git", "nonsense");
  CHECK(source::repository_of(folder.path()).remote.empty());
}
