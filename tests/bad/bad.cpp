#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

#include <catch2/catch.hpp>
#include <stdlib.h>

#include "generate.hpp"
#include "program.hpp"

namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// What only the live state can tell shows in `plan`; all else `validate` finds alone. Flags may
/// follow, parted by blanks.
std::vector<std::string> command_of(const fs::path& one) {
  std::istringstream words(text_of(one / "command.txt"));
  std::vector<std::string> command = {std::istream_iterator<std::string>(words), {}};
  if (command.empty()) command.emplace_back("validate");
  return command;
}

std::vector<fs::path> cases() {
  std::vector<fs::path> all;
  for (const auto& entry : fs::directory_iterator(ARMATURE_BAD_CASES)) all.push_back(entry.path());
  std::sort(all.begin(), all.end());
  return all;
}

/// A copy of one case far from any repository, beside a file that it must not reach.
class Copy {
 public:
  explicit Copy(const fs::path& original) {
    std::string name = (fs::temp_directory_path() / "armature-bad-XXXXXX").string();
    top_ = fs::canonical(::mkdtemp(name.data()));
    fs::create_directories(top_ / "outside");
    std::ofstream(top_ / "outside/secret.txt") << "canary-of-the-outside\n";
    fs::copy(original, folder(), fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    fs::remove(folder() / "expected.txt");
    fs::remove(folder() / "command.txt");
    bad::generate(original.filename().string(), folder());
  }
  ~Copy() {
    std::error_code ignored;
    fs::remove_all(top_, ignored);
  }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  fs::path folder() const { return top_ / "case"; }

  /// What is printed, with the copy's own path as CASE.
  std::string without_path(std::string text) const {
    const std::string path = folder().string();
    for (std::size_t at = text.find(path); at != std::string::npos; at = text.find(path, at)) {
      text.replace(at, path.size(), "CASE");
    }
    return text;
  }

 private:
  fs::path top_;
};

}  // namespace

TEST_CASE("every malformed manifest is refused with its position and a remedy") {
  const bool update = std::getenv("ARMATURE_BAD_UPDATE") != nullptr;
  REQUIRE(cases().size() >= 150);
  for (const fs::path& one : cases()) {
    DYNAMIC_SECTION(one.filename().string()) {
      const Copy copy(one);
      const bool stack = fs::exists(copy.folder() / "armature.yaml");
      std::vector<std::string> words = command_of(one);
      words.insert(words.begin(), ARMATURE_BINARY);
      words.insert(words.end(), {"-f", stack ? "." : "manifest.yml"});
      const bad::Ended ended = bad::run(words, copy.folder().string());
      const std::string printed = copy.without_path(ended.printed);
      CHECK(ended.status == 1);
      CHECK(printed.find("canary") == std::string::npos);
      if (update) std::ofstream(one / "expected.txt", std::ios::binary) << printed;
      CHECK(printed == text_of(one / "expected.txt"));
    }
  }
}
