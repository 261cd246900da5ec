#include <catch2/catch.hpp>
#include <sys/stat.h>

#include "folder.hpp"
#include "source/source.hpp"

using namespace armature;
using source::test::Folder;

namespace {

std::string faults(const std::string& root, const std::string& path, bool as_text = false) {
  Diagnostics diagnostics;
  const SourcePos pos{std::make_shared<const std::string>("m.yml"), 3, 7};
  source::read_local(root, {{.as_text = as_text, .path = path, .pos = pos}}, diagnostics);
  return source::test::headlines(diagnostics);
}

}  // namespace

TEST_CASE("texts and content are read by the paths that are wanted") {
  const Folder folder;
  folder.write("conda.yml", "name: x\n");
  folder.write("src/score.py", "pass\n");
  folder.link("linked", "src");
  Diagnostics diagnostics;
  const auto files = source::read_local(folder.path(),
                                        {{.as_text = true, .path = "conda.yml", .pos = {}},
                                         {.path = "src", .pos = {}},
                                         {.path = "linked", .pos = {}},
                                         {.path = "", .pos = {}}},
                                        diagnostics);
  CHECK(diagnostics.empty());
  CHECK(files.texts.at("conda.yml") == "name: x\n");
  CHECK(files.contents.at("src").md5 == files.contents.at("linked").md5);
  CHECK(files.contents.at("linked").name == "linked");
  CHECK(files.contents.at("").files.size() == 3);
  CHECK(files.contents.at("").name == std::filesystem::path(folder.path()).filename().string());
}

TEST_CASE("what cannot be read is told where the manifest names it") {
  const Folder folder;
  folder.write("outside/x.py", "x");
  folder.write("root/src/score.py", "x");
  folder.write("root/binary", "a\xFF");
  folder.write("root/large", std::string((1U << 20U) + 1, 'x'));
  folder.make("root/empty");
  folder.make("root/piped");
  REQUIRE(::mkfifo(folder.path("root/piped/pipe").c_str(), 0600) == 0);
  folder.link("root/out", "../outside");
  folder.link("root/inside/out", "../../outside/x.py");
  folder.link("root/round/again/back", "..");
  folder.link("root/broken/link", "nowhere");
  folder.write("root/latin/caf\xE9.txt", "x");
  const std::string root = folder.path("root");
  CHECK(faults(root, "../outside") == "m.yml:3:7: error: Path leaves the stack's folder\n");
  CHECK(faults(root, "/etc/passwd", true) == "m.yml:3:7: error: Path leaves the stack's folder\n");
  CHECK(faults(root, "out") == "m.yml:3:7: error: Path leaves the stack's folder\n");
  CHECK(faults(root, "inside") == "m.yml:3:7: error: Cannot use \"inside/out\"\n");
  CHECK(faults(root, "round") == "m.yml:3:7: error: Cannot use \"round/again/back\"\n");
  CHECK(faults(root, "broken") == "m.yml:3:7: error: Cannot use \"broken/link\"\n");
  CHECK(faults(root, "piped") == "m.yml:3:7: error: Cannot use \"piped/pipe\"\n");
  CHECK(faults(root, "piped/pipe") == "m.yml:3:7: error: Cannot use \"piped/pipe\"\n");
  CHECK(faults(root, "piped/pipe", true) == "m.yml:3:7: error: \"piped/pipe\" is no file\n");
  CHECK(faults(root, "latin").find("m.yml:3:7: error: Cannot use \"latin/caf") == 0);
  CHECK(faults(root, "empty") == "m.yml:3:7: error: Folder \"empty\" is empty\n");
  CHECK(faults(root, "scr") == "m.yml:3:7: error: No such file or folder: \"scr\"\n");
  CHECK(faults(root, "conda.yml", true) == "m.yml:3:7: error: No such file: \"conda.yml\"\n");
  CHECK(faults(root, "src", true) == "m.yml:3:7: error: \"src\" is no file\n");
  CHECK(faults(root, "binary", true) == "m.yml:3:7: error: \"binary\" is no UTF-8 text\n");
  CHECK(faults(root, "large", true) == "m.yml:3:7: error: \"large\" is too large\n");
}

TEST_CASE("a missing path is answered with the nearest name that exists") {
  const Folder folder;
  folder.write("code/scoring/score.py", "x");
  Diagnostics diagnostics;
  source::read_local(folder.path(), {{.path = "code/scorin", .pos = {}}}, diagnostics);
  REQUIRE(diagnostics.size() == 1);
  CHECK(diagnostics[0].detail.find("Did you mean \"code/scoring\"?") != std::string::npos);
}
