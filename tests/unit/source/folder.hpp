#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <stdlib.h>

#include "base/diagnostic.hpp"

namespace armature::source::test {

/// A folder of its own for a test, gone afterwards.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "armature-XXXXXX").string();
    path_ = std::filesystem::canonical(::mkdtemp(name.data()));
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path(const std::string& inner = {}) const {
    return inner.empty() ? path_.string() : (path_ / inner).string();
  }
  void write(const std::string& inner, std::string_view text) const {
    std::filesystem::create_directories((path_ / inner).parent_path());
    std::ofstream(path_ / inner, std::ios::binary) << text;
  }
  void make(const std::string& inner) const { std::filesystem::create_directories(path_ / inner); }
  void link(const std::string& inner, const std::string& target) const {
    std::filesystem::create_directories((path_ / inner).parent_path());
    std::filesystem::create_symlink(target, path_ / inner);
  }

 private:
  std::filesystem::path path_;
};

/// Headlines, with the folder's own path as "ROOT".
inline std::string headlines(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& one : diagnostics) {
    const std::string text = to_text(one);
    out += text.substr(0, text.find('\n')) + '\n';
  }
  return out;
}

}  // namespace armature::source::test
