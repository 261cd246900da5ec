#pragma once

#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace armature::source {

/// A file descriptor that is closed at the end.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd();
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

/// Either a descriptor or the errno that tells why there is none. EXDEV: the path leads outside.
struct Opened {
  Fd fd;
  int error = 0;
};

/// The folder that everything is kept beneath.
Opened open_folder(const std::string& absolute);

/// Opens `path` for reading, never blocking on a FIFO, and never outside the folder behind `root`,
/// symlinks included;
/// "" is that folder itself. Kernels without openat2 get walk_beneath.
Opened open_beneath(int root, const std::string& path);

/// The same, component by component in user space.
Opened walk_beneath(int root, const std::string& path);

struct FolderEntry {
  std::string name;
  bool is_folder = false;  ///< known without following a link
  bool is_link = false;
};

/// Entries of a folder but "." and "..", ordered by name (code points).
Result<std::vector<FolderEntry>> list_folder(int folder);

/// The names alone, for "did you mean"; none if the folder cannot be read.
std::vector<std::string> names_in(const Opened& folder);

/// What errno means, in words for a user.
std::string reason_of(int error);

}  // namespace armature::source
