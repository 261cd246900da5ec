#include "lower/paths.hpp"

#include <vector>

#include "base/text.hpp"

namespace armature::lower {

std::string local_path(std::string_view folder, std::string_view written) {
  const bool absolute = written.starts_with('/');
  const std::string whole =
      absolute ? std::string(written) : std::string(folder) + "/" + std::string(written);
  std::vector<std::string> parts;
  for (const std::string_view part : split(whole, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..")
      parts.pop_back();
    else
      parts.emplace_back(part);
  }
  if (parts.empty()) return absolute ? "/" : ".";
  return (absolute ? "/" : "") + join(parts, "/");
}

std::string_view last_segment(std::string_view path) {
  const std::size_t end = path.find_last_not_of('/');
  if (end == std::string_view::npos) return path;
  path = path.substr(0, end + 1);
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace armature::lower
