#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/text.hpp"
#include "source/disk_store.hpp"
#include "source/source.hpp"

namespace armature::source {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t small = 1U << 20U;
constexpr std::size_t packed_refs_max = 64U << 20U;

std::string text_of(const fs::path& path, std::size_t bytes_max = small) {
  return read_file(path.string(), bytes_max).value_or("");
}

std::string first_line(const fs::path& path) {
  const std::string text = text_of(path);
  return std::string(trim(std::string_view(text).substr(0, text.find('\n'))));
}

/// The folder with HEAD; in a worktree or submodule `.git` is a file that names it.
std::optional<fs::path> git_folder(const fs::path& dot_git) {
  std::error_code ignored;
  if (fs::is_directory(dot_git, ignored)) return dot_git;
  const std::string line = first_line(dot_git);
  constexpr std::string_view prefix = "gitdir:";
  if (!line.starts_with(prefix)) return std::nullopt;
  return dot_git.parent_path() / std::string(trim(std::string_view(line).substr(prefix.size())));
}

/// What worktrees share: configuration and refs.
fs::path common_folder(const fs::path& git) {
  const std::string line = first_line(git / "commondir");
  return line.empty() ? git : git / line;
}

bool is_commit(std::string_view text) {
  return text.size() >= 40 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

std::string commit_of(const fs::path& git, const fs::path& common) {
  std::string name = first_line(git / "HEAD");
  for (int hops = 0; hops < 5 && name.starts_with("ref:"); ++hops) {
    const std::string ref(trim(std::string_view(name).substr(4)));
    if (ref.starts_with('/') || ref.find("..") != std::string::npos) return {};
    name = first_line(git / ref);
    if (name.empty()) name = first_line(common / ref);
    if (!name.empty()) continue;
    const std::string packed = text_of(common / "packed-refs", packed_refs_max);
    for (const std::string_view line : split(packed, '\n')) {
      const std::size_t blank = line.find(' ');
      if (blank != std::string_view::npos && trim(line.substr(blank + 1)) == ref)
        name = line.substr(0, blank);
    }
  }
  return is_commit(name) ? name.substr(0, 7) : std::string{};
}

/// A value of git's configuration: quotes taken off, comments left out.
std::string config_value(std::string_view text) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      quoted = !quoted;
    } else if (c == '\\' && i + 1 < text.size()) {
      out += text[++i];
    } else if (!quoted && (c == '#' || c == ';')) {
      break;
    } else {
      out += c;
    }
  }
  return std::string(trim(out));
}

/// URL of `origin`, else of the first remote.
std::string remote_of(const std::string& config) {
  std::string first;
  std::string section;
  for (std::string_view line : split(config, '\n')) {
    line = trim(line);
    if (line.starts_with('[')) {
      section = line.substr(0, line.find(']') + 1);
      continue;
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || !starts_with_ignoring_case(section, "[remote \""))
      continue;
    if (!equal_ignoring_case(trim(line.substr(0, equals)), "url")) continue;
    const std::string url = config_value(line.substr(equals + 1));
    if (section.ends_with("\"origin\"]")) return url;
    if (first.empty()) first = url;
  }
  return first;
}

/// `https://user:token@host/x` without what stands before the host; `git@host:x` holds no secret
/// and stays.
std::string without_credentials(std::string url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) return url;
  const std::size_t start = scheme + 3;
  const std::size_t end = std::min(url.find_first_of("/?#", start), url.size());
  const std::size_t at = url.rfind('@', end);
  if (at != std::string::npos && at >= start && at < end) url.erase(start, at + 1 - start);
  return url.substr(0, url.find_first_of("?#"));
}

}  // namespace

Repository repository_of(const std::string& root) {
  std::error_code ignored;
  for (fs::path folder = fs::weakly_canonical(root, ignored); !folder.empty();
       folder = folder.parent_path()) {
    if (fs::exists(folder / ".git", ignored)) {
      const auto git = git_folder(folder / ".git");
      if (!git) return {};
      const fs::path common = common_folder(*git);
      return {.top = folder.string(),
              .remote = without_credentials(remote_of(text_of(common / "config"))),
              .commit = commit_of(*git, common)};
    }
    if (folder == folder.parent_path()) break;
  }
  return {};
}

}  // namespace armature::source
