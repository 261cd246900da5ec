#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <catch2/catch.hpp>

#include "golden/story.hpp"

namespace armature::golden {

std::vector<std::string> case_files() {
  std::vector<std::string> out;
  for (const auto& entry :
       std::filesystem::directory_iterator(ARMATURE_SOURCE_DIR "/tests/golden/cases"))
    out.push_back(entry.path().string());
  std::ranges::sort(out);
  return out;
}

// ARMATURE_REWRITE_GOLDEN=1 writes the plans that come out into the files: read the difference
// before committing it.
TEST_CASE(
    "manifests and a live state give exactly this plan, and applied it leaves nothing to do") {
  const auto files = case_files();
  REQUIRE(!files.empty());
  for (const std::string& file : files) {
    DYNAMIC_SECTION(std::filesystem::path(file).stem().string()) {
      const Story story = read_story(file);
      const std::string text = report::plan_text(plan_of(story), story.style, story.next);
      if (std::getenv("ARMATURE_REWRITE_GOLDEN") != nullptr) rewrite(file, text);
      CHECK(text == read_story(file).expected);
    }
  }
}

TEST_CASE("the same manifests and live state give the same plan to the byte") {
  for (const std::string& file : case_files()) {
    const Story story = read_story(file);
    CHECK(report::plan_text(plan_of(story), story.style, "") ==
          report::plan_text(plan_of(story), story.style, ""));
  }
}

}  // namespace armature::golden
