#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "folder.hpp"
#include "source/lower_case.hpp"
#include "source/source.hpp"

using namespace armature;
using source::test::Folder;

namespace {

manifest::Content content_of(const Folder& folder, const std::string& path) {
  Diagnostics diagnostics;
  const auto files = source::read_local(folder.path(), {{.path = path, .pos = {}}}, diagnostics);
  INFO(source::test::headlines(diagnostics));
  REQUIRE(files.contents.contains(path));
  return files.contents.at(path);
}

std::vector<std::string> names(const manifest::Content& content) {
  std::vector<std::string> out;
  for (const auto& file : content.files) out.push_back(file.relative);
  return out;
}

}  // namespace

TEST_CASE("content has the hashes of the official SDK, as its recorded vectors tell") {
  std::ifstream in(ARMATURE_SOURCE_DIR "/../shared/golden/hash-vectors.json");
  if (!in) {
    WARN("golden vectors absent: ../shared/golden/hash-vectors.json was not compared");
    return;
  }
  const Json vectors = Json::parse(in);
  for (const Json& row : vectors.at("folders")) {
    DYNAMIC_SECTION(row.at("title").get<std::string>()) {
      const Folder folder;
      for (const Json& file : row.at("files")) {
        folder.write("folder/" + file.at("path").get<std::string>(),
                     file.at("text").get<std::string>());
      }
      const manifest::Content content = content_of(folder, "folder");
      CHECK(content.md5 == row.at("md5"));
      CHECK(content.sha256 == row.at("sha256"));
      std::vector<std::string> uploads;
      for (const auto& file : content.files) {
        uploads.push_back("LocalUpload/" + content.md5 + "/" + content.name + "/" + file.relative);
      }
      CHECK(uploads == row.at("uploads").get<std::vector<std::string>>());
      CHECK(uploads.front() == row.at("indicator"));
    }
  }
  for (const Json& row : vectors.at("files")) {
    DYNAMIC_SECTION(row.at("name").get<std::string>()) {
      const Folder folder;
      folder.write(row.at("name"), row.at("text").get<std::string>());
      const manifest::Content content = content_of(folder, row.at("name"));
      CHECK(content.is_file);
      CHECK(content.md5 == row.at("md5"));
      CHECK(content.sha256 == row.at("sha256"));
    }
  }
}

// Computed with an implementation of the rules in Python, apart from this one.
TEST_CASE("the order of hashing ignores case and takes folders among files") {
  const Folder folder;
  folder.write("code/b.py", "bee");
  folder.write("code/A.py", "ay");
  folder.write("code/lib/x.py", "x");
  folder.write("code/lib.py", "l");
  folder.write("code/Z/.keep", "");
  folder.write("code/_.py", "u");
  folder.make("code/empty");
  const manifest::Content content = content_of(folder, "code");
  CHECK(content.md5 == "d9d4338fd93d7cdd0315b47ef92b288e");
  CHECK(content.sha256 == "0aa320331d4a4d0ccccafeef2a2ba549f5a8d6fd95010939acef647be7f41c1b");
  CHECK(names(content) ==
        std::vector<std::string>{"A.py", "Z/.keep", "_.py", "b.py", "lib.py", "lib/x.py"});
  CHECK(content.files[0].path == "code/A.py");
  CHECK(content.bytes() == 8);
}

TEST_CASE("a single file is hashed by its bytes, and its name counts for code only") {
  const Folder folder;
  folder.write("models/mnist.pkl", "weights");
  const manifest::Content content = content_of(folder, "models/mnist.pkl");
  CHECK(content.name == "mnist.pkl");
  CHECK(content.md5 == "2d2a97f6f8731fcadfd6fd04fd60f2dd");
  CHECK(content.sha256 == "071a32d90c08b653ad21a76ecb8f77eb75e2e213c4dc045613bab349713a66f6");
  REQUIRE(content.files.size() == 1);
  CHECK(content.files[0].relative == "mnist.pkl");
  CHECK(content.files[0].md5 == "Y/Tx6bclNw9FlyBXXNX5Uw==");
  CHECK(content.files[0].sha256 ==
        "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c");
}

TEST_CASE("files larger than a block are streamed to the same hashes") {
  const Folder folder;
  std::string bytes;
  for (int i = 0; i < 3'000'000; ++i) bytes += static_cast<char>('a' + i % 23);
  folder.write("big/data.bin", bytes);
  const manifest::Content content = content_of(folder, "big");
  CHECK(content.md5 == "c8f8dd56681f409ac222c12370ccb0a2");
  CHECK(content.sha256 == "67cab3d4ea26435d69a58c0c659cfe73b1619cff71e790218e23fd93a3c23093");
  CHECK(content.bytes() == 3'000'000);
}

TEST_CASE("ignore files leave out what they name") {
  struct Row {
    const char* name;
    const char* file;
    const char* text;
    std::vector<std::string> kept;
  };
  const Row rows[] = {
      {"no ignore file",
       "other",
       "*.py\n",
       {"a.py", "build/deep/o.txt", "build/o.txt", "other", "src/a.py", "src/build/x"}},
      {"a suffix at any depth",
       ".amlignore",
       "*.py\n",
       {".amlignore", "build/deep/o.txt", "build/o.txt", "src/build/x"}},
      {"a folder at any depth", ".gitignore", "build\n", {".gitignore", "a.py", "src/a.py"}},
      {"what lies in a folder", ".gitignore", "build/\r\n", {".gitignore", "a.py", "src/a.py"}},
      {"anchored", ".amlignore", "/build\n", {".amlignore", "a.py", "src/a.py", "src/build/x"}},
      {"anchored by an inner slash",
       ".amlignore",
       "src/build\n",
       {".amlignore", "a.py", "build/deep/o.txt", "build/o.txt", "src/a.py"}},
      {"any folders between",
       ".amlignore",
       "build/**/o.txt\n",
       {".amlignore", "a.py", "src/a.py", "src/build/x"}},
      {"below only",
       ".amlignore",
       "/src/**\n",
       {".amlignore", "a.py", "build/deep/o.txt", "build/o.txt"}},
      {"sets and single characters",
       ".amlignore",
       "[a-c].p?\n# a.py\n\n",
       {".amlignore", "build/deep/o.txt", "build/o.txt", "src/build/x"}},
      {"itself", ".amlignore", ".amlignore\nbuild\nsrc\n", {"a.py"}},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      const Folder folder;
      for (const char* file :
           {"a.py", "build/o.txt", "build/deep/o.txt", "src/a.py", "src/build/x"}) {
        folder.write(std::string("code/") + file, "x");
      }
      folder.write(std::string("code/") + row.file, row.text);
      CHECK(names(content_of(folder, "code")) == row.kept);
    }
  }
}

TEST_CASE("a negated pattern is followed with a warning that the SDK may differ") {
  const Folder folder;
  folder.write("code/a.py", "x");
  folder.write("code/b.txt", "x");
  folder.write("code/.amlignore", "*\n!*.py\n");
  Diagnostics diagnostics;
  const auto files = source::read_local(folder.path(), {{.path = "code", .pos = {}}}, diagnostics);
  REQUIRE(files.contents.contains("code"));
  CHECK(names(files.contents.at("code")) == std::vector<std::string>{"a.py"});
  CHECK(source::test::headlines(diagnostics) ==
        "warning: Negated pattern in \"code/.amlignore\"\n");
}

TEST_CASE("a pattern made to be slow is matched in no time") {
  const Folder folder;
  folder.write("code/" + std::string(200, 'a'), "x");
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  folder.write("code/.amlignore", pattern + "b\n" + "**/**/**/**/*/**/*/**/x/**/y\n");
  CHECK(names(content_of(folder, "code")).size() == 2);
}

TEST_CASE("lower case is Python's beyond ASCII too") {
  CHECK(source::lower_case("ABCxyz_09") == "abcxyz_09");
  CHECK(source::lower_case("ÄÉÎØÞ×ß") == "äéîøþ×ß");
  CHECK(source::lower_case("ŸŐΩЖԱ") == "ÿőωжա");
  CHECK(source::lower_case("İ") == "i̇");
  CHECK(source::lower_case("日本𐐀") == "日本𐐨");
}
