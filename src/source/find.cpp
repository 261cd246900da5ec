#include "source/find.hpp"

#include <algorithm>
#include <cerrno>
#include <functional>
#include <set>

#include <sys/stat.h>

#include "base/text.hpp"
#include "source/beneath.hpp"
#include "source/pattern.hpp"

namespace armature::source {
namespace {

constexpr std::size_t entries_max = 200'000;

struct Walk {
  int root;
  std::function<bool(const std::string& path)> wants;  ///< a file, or something that cannot be told
  std::function<bool(const std::string& path)> wants_below;  ///< a folder
  bool stop_at_stacks = false;
  Found found = {};
  std::set<std::pair<dev_t, ino_t>> visited = {};
  std::size_t entries = 0;

  void folder(const std::string& path, int fd) {
    struct stat facts{};
    // A folder that links lead to twice is looked at once, which also ends circles.
    if (::fstat(fd, &facts) != 0 || !visited.insert({facts.st_dev, facts.st_ino}).second) return;
    const auto listed = list_folder(fd);
    if (!listed) {
      found.unreadable.push_back(path);
      return;
    }
    const bool is_stack = std::any_of(listed->begin(), listed->end(), [](const FolderEntry& entry) {
      return is_stack_name(entry.name);
    });
    if (stop_at_stacks && is_stack && visited.size() > 1) {
      found.foreign_stacks.push_back(path);
      return;
    }
    for (const FolderEntry& entry : *listed) {
      if (++entries > entries_max) {
        found.too_many = true;
        return;
      }
      entry_in(path.empty() ? entry.name : path + "/" + entry.name, entry);
    }
  }

  void entry_in(const std::string& path, const FolderEntry& entry) {
    if (!entry.is_folder && !entry.is_link) {
      if (wants(path)) found.files.push_back(path);
      return;
    }
    if (!wants_below(path) && !(entry.is_link && wants(path))) return;
    const Opened opened = open_beneath(root, path);
    if (!opened.fd) {
      if (opened.error == EXDEV && (wants(path) || !is_yaml_name(path)))
        found.outside.push_back(path);
      else if (opened.error == EACCES && entry.is_folder)
        found.unreadable.push_back(path);
      return;
    }
    struct stat facts{};
    if (::fstat(opened.fd.get(), &facts) != 0) return;
    if (S_ISDIR(facts.st_mode)) {
      if (wants_below(path)) folder(path, opened.fd.get());
    } else if (wants(path)) {
      found.files.push_back(path);
    }
  }
};

Found run(Walk walk, const std::string& start) {
  const Opened opened = open_beneath(walk.root, start);
  if (opened.fd)
    walk.folder(start, opened.fd.get());
  else if (opened.error == EACCES)
    walk.found.unreadable.push_back(start);
  std::sort(walk.found.files.begin(), walk.found.files.end());
  return std::move(walk.found);
}

bool begins_with_dot(std::string_view path) {
  return path.substr(path.rfind('/') + 1).starts_with('.');
}

}  // namespace

bool is_yaml_name(const std::string& name) {
  return name.ends_with(".yml") || name.ends_with(".yaml");
}

bool is_stack_name(const std::string& name) {
  return name == "armature.yaml" || name == "armature.yml";
}

std::optional<std::string> normalised(const std::string& path) {
  if (path.starts_with('/')) return std::nullopt;
  std::vector<std::string> parts;
  for (const std::string_view part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.emplace_back(part);
    } else if (parts.empty()) {
      return std::nullopt;
    } else {
      parts.pop_back();
    }
  }
  return join(parts, "/");
}

Found find_yaml(int root, const std::string& folder) {
  return run(
      {.root = root,
       .wants =
           [](const std::string& path) { return is_yaml_name(path) && !begins_with_dot(path); },
       .wants_below = [](const std::string& path) { return !begins_with_dot(path); },
       .stop_at_stacks = true},
      folder);
}

Found find_matching(int root, const std::string& glob) {
  const PathPattern pattern(glob);
  std::string start;
  std::vector<std::string_view> segments = split(glob, '/');
  bool spells_dot = false;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    spells_dot = spells_dot || segments[i].starts_with('.');
    if (i + 1 == segments.size() || is_glob(segments[i]) ||
        segments[i].find('\\') != std::string_view::npos)
      break;
    start += (start.empty() ? "" : "/") + std::string(segments[i]);
  }
  const bool deep = glob.find("**") != std::string::npos;
  const std::size_t depth = segments.size();
  return run({.root = root,
              .wants =
                  [&](const std::string& path) {
                    return (spells_dot || !begins_with_dot(path)) && pattern.matches(path);
                  },
              .wants_below =
                  [&](const std::string& path) {
                    return (spells_dot || !begins_with_dot(path)) &&
                           (deep || split(path, '/').size() < depth);
                  }},
             start);
}

}  // namespace armature::source
