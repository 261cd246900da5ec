#include "source/beneath.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.hpp"
#include "source/disk_store.hpp"

using namespace armature;
using source::test::Folder;

namespace {

std::string text_behind(const source::Opened& opened) {
  if (!opened.fd) return "errno " + source::reason_of(opened.error);
  char buffer[16] = {};
  const ssize_t count = ::read(opened.fd.get(), buffer, sizeof buffer);
  return count < 0 ? "folder" : std::string(buffer, static_cast<std::size_t>(count));
}

}  // namespace

TEST_CASE("the kernel and the walk in user space agree on what lies beneath a folder") {
  const Folder folder;
  folder.write("outside.txt", "secret");
  folder.write("root/a.txt", "a");
  folder.write("root/sub/b.txt", "b");
  folder.link("root/sub/up", "../a.txt");
  folder.link("root/sub/around", "../../root/a.txt");
  folder.link("root/sub/out", "../../outside.txt");
  folder.link("root/absolute", folder.path("root/a.txt"));
  folder.link("root/folder", "sub");
  folder.link("root/loop", "loop");
  folder.link("root/gone", "nowhere");
  const source::Opened root = source::open_folder(folder.path("root"));
  REQUIRE(root.fd);
  struct Row {
    const char* path;
    const char* result;
  };
  const Row rows[] = {
      {"a.txt", "a"},
      {"./sub//b.txt", "b"},
      {"sub/../a.txt", "a"},
      {"sub/up", "a"},
      {"folder/b.txt", "b"},
      {"folder/../a.txt", "a"},
      {"", "folder"},
      {"sub", "folder"},
      {"../outside.txt", "errno it leads out of the stack's folder"},
      {"sub/out", "errno it leads out of the stack's folder"},
      {"sub/around", "errno it leads out of the stack's folder"},
      {"absolute", "errno it leads out of the stack's folder"},
      {"/etc/passwd", "errno it leads out of the stack's folder"},
      {"loop", "errno its symlinks go round in a circle"},
      {"gone", "errno it does not exist"},
      {"a.txt/b", "errno something on its way is a file, not a folder"},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION("'" << row.path << "'") {
      CHECK(text_behind(source::open_beneath(root.fd.get(), row.path)) == row.result);
      CHECK(text_behind(source::walk_beneath(root.fd.get(), row.path)) == row.result);
    }
  }
  const std::string with_nul("a.txt\0.b", 8);
  CHECK(source::open_beneath(root.fd.get(), with_nul).error == EINVAL);
  CHECK(source::walk_beneath(root.fd.get(), with_nul).error == EINVAL);
}

TEST_CASE("the store reads ranges of files beneath its folder and nothing else") {
  const Folder folder;
  folder.write("outside.txt", "secret");
  folder.write("root/a.txt", "0123456789");
  folder.link("root/out", "../outside.txt");
  REQUIRE(::mkfifo(folder.path("root/pipe").c_str(), 0600) == 0);
  folder.link("root/null", "/dev/null");
  const auto store = source::disk_store(folder.path("root"));
  CHECK(store->size("a.txt").value() == 10);
  CHECK(store->read("a.txt", 0, 100).value() == "0123456789");
  CHECK(store->read("a.txt", 3, 4).value() == "3456");
  CHECK(store->read("a.txt", 8, 4).value() == "89");
  CHECK(store->read("a.txt", 50, 4).value().empty());
  CHECK(store->read("a.txt", ~std::uint64_t{0}, 4).value().empty());
  for (const char* refused : {"out", "pipe", "null", "../outside.txt", "missing", "."}) {
    INFO(refused);
    CHECK_FALSE(store->read(refused, 0, 1));
    CHECK_FALSE(store->size(refused));
  }
  CHECK(store->size("pipe").error().message == "cannot read pipe: it is no regular file");
  CHECK_FALSE(source::disk_store(folder.path("nowhere"))->size("a.txt"));
}

TEST_CASE("a private file appears whole, with mode 0600, and leaves nothing beside it") {
  const Folder folder;
  const std::string path = folder.path("plan.json");
  REQUIRE(source::write_private_file(path, "first"));
  REQUIRE(source::write_private_file(path, "second"));
  CHECK(source::read_file(path, 100).value() == "second");
  struct stat facts{};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777U) == 0600U);
  const auto entries = std::filesystem::directory_iterator(folder.path());
  CHECK(std::distance(begin(entries), end(entries)) == 1);
}

TEST_CASE("what cannot be written leaves the old file as it was") {
  const Folder folder;
  CHECK_FALSE(source::write_private_file(folder.path("no/such/folder/plan.json"), "x"));
  folder.make("plan.json");
  CHECK_FALSE(source::write_private_file(folder.path("plan.json"), "x"));
  const auto entries = std::filesystem::directory_iterator(folder.path());
  CHECK(std::distance(begin(entries), end(entries)) == 1);
}

TEST_CASE("reading a file stops at its limit and at what is no file") {
  const Folder folder;
  folder.write("a", "12345");
  CHECK(source::read_file(folder.path("a"), 5).value() == "12345");
  CHECK_FALSE(source::read_file(folder.path("a"), 4));
  CHECK_FALSE(source::read_file(folder.path(), 100));
  REQUIRE(::mkfifo(folder.path("pipe").c_str(), 0600) == 0);
  CHECK_FALSE(source::read_file(folder.path("pipe"), 100));
}
