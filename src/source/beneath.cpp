#include "source/beneath.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <cstring>
#include <deque>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/text.hpp"

namespace armature::source {
namespace {

constexpr int read_flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

bool holds_nul(const std::string& path) {
  return path.find('\0') != std::string::npos;
}

void push_components(std::deque<std::string>& pending, std::string_view path) {
  const std::vector<std::string_view> parts = split(path, '/');
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (!part->empty() && *part != ".") pending.emplace_front(*part);
  }
}

}  // namespace

Fd::~Fd() {
  if (fd_ >= 0) ::close(fd_);
}

Opened open_folder(const std::string& absolute) {
  if (holds_nul(absolute)) return {{}, EINVAL};
  Fd fd(::open(absolute.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const int error = fd ? 0 : errno;
  return {std::move(fd), error};
}

Opened open_beneath(int root, const std::string& path) {
  if (holds_nul(path)) return {{}, EINVAL};
  open_how how{};
  how.flags = read_flags;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  const char* name = path.empty() ? "." : path.c_str();
  // A rename elsewhere in the tree can make the kernel give up on a ".."; it asks to be called
  // again.
  for (int attempt = 0; attempt < 16; ++attempt) {
    const long result = ::syscall(SYS_openat2, root, name, &how, sizeof how);
    if (result >= 0) return {Fd(static_cast<int>(result)), 0};
    // Sandboxes answer EPERM for system calls that they do not know.
    if (errno == ENOSYS || errno == EPERM) return walk_beneath(root, path);
    if (errno != EAGAIN && errno != EINTR) break;
  }
  return {{}, errno};
}

Opened walk_beneath(int root, const std::string& path) {
  constexpr int links_max = 40;
  if (holds_nul(path)) return {{}, EINVAL};
  if (path.starts_with('/')) return {{}, EXDEV};
  std::deque<std::string> pending;
  push_components(pending, path);
  std::vector<Fd> folders;
  int links = 0;
  while (!pending.empty()) {
    const std::string name = std::move(pending.front());
    pending.pop_front();
    const int at = folders.empty() ? root : folders.back().get();
    if (name == "..") {
      if (folders.empty()) return {{}, EXDEV};
      folders.pop_back();
      continue;
    }
    Fd found(::openat(at, name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    struct stat facts{};
    if (!found || ::fstat(found.get(), &facts) != 0) return {{}, errno};
    if (S_ISLNK(facts.st_mode)) {
      std::array<char, PATH_MAX> target{};
      const ssize_t length = ::readlinkat(found.get(), "", target.data(), target.size());
      if (length < 0) return {{}, errno};
      const std::string_view text(target.data(), static_cast<std::size_t>(length));
      if (text.starts_with('/')) return {{}, EXDEV};
      if (++links > links_max) return {{}, ELOOP};
      push_components(pending, text);
    } else if (S_ISDIR(facts.st_mode)) {
      folders.push_back(std::move(found));
    } else if (!pending.empty()) {
      return {{}, ENOTDIR};
    } else {
      Fd file(::openat(at, name.c_str(), read_flags | O_NOFOLLOW));
      const int error = file ? 0 : errno;
      return {std::move(file), error};
    }
  }
  Fd folder(::openat(folders.empty() ? root : folders.back().get(), ".", read_flags | O_DIRECTORY));
  const int error = folder ? 0 : errno;
  return {std::move(folder), error};
}

Result<std::vector<FolderEntry>> list_folder(int folder) {
  Fd own(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!own) return fail(ErrorKind::invalid, reason_of(errno));
  struct Close {
    void operator()(DIR* stream) const { ::closedir(stream); }
  };
  const std::unique_ptr<DIR, Close> stream(::fdopendir(::dup(own.get())));
  if (!stream) return fail(ErrorKind::invalid, reason_of(errno));
  std::vector<FolderEntry> entries;
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());
    if (entry == nullptr) break;
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    unsigned char type = entry->d_type;
    if (type == DT_UNKNOWN) {
      struct stat facts{};
      if (::fstatat(own.get(), entry->d_name, &facts, AT_SYMLINK_NOFOLLOW) == 0) {
        type = S_ISDIR(facts.st_mode) ? DT_DIR : S_ISLNK(facts.st_mode) ? DT_LNK : DT_REG;
      }
    }
    entries.push_back({name, type == DT_DIR, type == DT_LNK});
  }
  if (errno != 0) return fail(ErrorKind::invalid, reason_of(errno));
  std::sort(entries.begin(), entries.end(),
            [](const FolderEntry& a, const FolderEntry& b) { return a.name < b.name; });
  return entries;
}

std::vector<std::string> names_in(const Opened& folder) {
  std::vector<std::string> names;
  if (!folder.fd) return names;
  if (const auto entries = list_folder(folder.fd.get())) {
    for (const FolderEntry& entry : *entries) names.push_back(entry.name);
  }
  return names;
}

std::string reason_of(int error) {
  switch (error) {
    case ENOENT:
      return "it does not exist";
    case EACCES:
      return "it may not be read by this user";
    case ENOTDIR:
      return "something on its way is a file, not a folder";
    case EISDIR:
      return "it is a folder";
    case EXDEV:
      return "it leads out of the stack's folder";
    case ELOOP:
      return "its symlinks go round in a circle";
    case ENAMETOOLONG:
      return "its name is too long";
    case EINVAL:
      return "its name is no path";
    default:
      return std::strerror(error);
  }
}

}  // namespace armature::source
