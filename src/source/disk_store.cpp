#include "source/disk_store.hpp"

#include <algorithm>
#include <cstdio>
#include <limits>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/beneath.hpp"

namespace armature::source {
namespace {

tl::unexpected<Error> cannot(const char* what, const std::string& path, int error) {
  return fail(ErrorKind::invalid, fmt::format("cannot {} {}: {}", what, path, reason_of(error)));
}

/// FIFOs could block for ever, devices never end.
Result<std::uint64_t> regular_size(int fd, const std::string& path) {
  struct stat facts{};
  if (::fstat(fd, &facts) != 0) return cannot("read", path, errno);
  if (S_ISDIR(facts.st_mode)) return cannot("read", path, EISDIR);
  if (!S_ISREG(facts.st_mode)) {
    return fail(ErrorKind::invalid, fmt::format("cannot read {}: it is no regular file", path));
  }
  return static_cast<std::uint64_t>(facts.st_size);
}

Result<std::string> read_range(int fd, const std::string& path, std::uint64_t offset,
                               std::size_t length) {
  if (offset > static_cast<std::uint64_t>(std::numeric_limits<off_t>::max())) return std::string{};
  std::string bytes(length, '\0');
  std::size_t got = 0;
  while (got < length) {
    const ssize_t count =
        ::pread(fd, bytes.data() + got, length - got, static_cast<off_t>(offset + got));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return cannot("read", path, errno);
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  bytes.resize(got);
  return bytes;
}

class DiskStore : public runtime::Store {
 public:
  explicit DiskStore(const std::string& root) : root_(open_folder(root)) {}

  Result<std::string> read(const std::string& path, std::uint64_t offset,
                           std::size_t length) override {
    auto file = open(path);
    if (!file) return tl::unexpected(std::move(file).error());
    const auto size = regular_size(file->get(), path);
    if (!size) return tl::unexpected(size.error());
    const std::uint64_t rest = *size - std::min(offset, *size);
    return read_range(file->get(), path, offset,
                      static_cast<std::size_t>(std::min<std::uint64_t>(length, rest)));
  }

  Result<std::uint64_t> size(const std::string& path) override {
    auto file = open(path);
    if (!file) return tl::unexpected(std::move(file).error());
    return regular_size(file->get(), path);
  }

 private:
  Result<Fd> open(const std::string& path) const {
    if (!root_.fd) return cannot("open the stack's folder for", path, root_.error);
    Opened opened = open_beneath(root_.fd.get(), path);
    if (!opened.fd) return cannot("read", path, opened.error);
    return std::move(opened.fd);
  }

  Opened root_;
};

Status write_all(int fd, const std::string& path, const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return cannot("write", path, errno);
    done += static_cast<std::size_t>(count);
  }
  // Renaming before the bytes are on the disk could leave an empty file after a crash.
  if (::fsync(fd) != 0) return cannot("write", path, errno);
  return {};
}

Result<Fd> create_beside(const std::string& path, std::string& temporary) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    temporary = fmt::format("{}.{}-{}.tmp", path, ::getpid(), attempt);
    Fd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (fd) return fd;
    if (errno != EEXIST) break;
  }
  return cannot("write", path, errno);
}

}  // namespace

std::unique_ptr<runtime::Store> disk_store(const std::string& root) {
  return std::make_unique<DiskStore>(root);
}

Status write_private_file(const std::string& path, const std::string& bytes) {
  // Renaming would put a file where a device, pipe or link stands.
  struct stat there{};
  if (::lstat(path.c_str(), &there) == 0 && !S_ISREG(there.st_mode))
    return fail(ErrorKind::refused, "cannot write " + path + ": it is no regular file",
                "name a file that is one, or that does not exist yet");
  std::string temporary;
  const auto file = create_beside(path, temporary);
  if (!file) return tl::unexpected(file.error());
  Status written = write_all(file->get(), path, bytes);
  if (written && ::rename(temporary.c_str(), path.c_str()) != 0) {
    written = cannot("write", path, errno);
  }
  if (!written) {
    ::unlink(temporary.c_str());
    return written;
  }
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Opened opened = open_folder(folder);
  // Some file systems cannot sync a folder; the file itself is safe.
  if (opened.fd && ::fsync(opened.fd.get()) != 0 && errno != EINVAL) {
    return cannot("write", folder, errno);
  }
  return {};
}

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  if (path.find('\0') != std::string::npos) return cannot("read", path, EINVAL);
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file) return cannot("read", path, errno);
  const auto size = regular_size(file.get(), path);
  if (!size) return tl::unexpected(size.error());
  // One byte more than allowed shows a file that grew after its size was asked.
  auto bytes = read_range(file.get(), path, 0,
                          static_cast<std::size_t>(std::min<std::uint64_t>(*size, bytes_max)) + 1);
  if (bytes && bytes->size() > bytes_max) {
    return fail(ErrorKind::invalid,
                fmt::format("cannot read {}: it has more than {} bytes", path, bytes_max));
  }
  return bytes;
}

}  // namespace armature::source
