#include <set>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.hpp"
#include "source/beneath.hpp"
#include "source/content_hash.hpp"
#include "source/source.hpp"

namespace armature::source {
namespace {

/// ARM takes no body larger than a few MiB, and a conda file is part of one.
constexpr std::size_t text_bytes_max = 1U << 20U;

std::string last_segment(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

class LocalReader {
 public:
  LocalReader(const std::string& root, Diagnostics& diagnostics)
      : root_(root), folder_(open_folder(root)), diagnostics_(diagnostics) {}

  manifest::LocalFiles read(const std::vector<WantedFile>& wanted) {
    for (const WantedFile& file : wanted) {
      // One path may be wanted at several places; a fault is told at each of them.
      if (file.as_text ? files_.texts.contains(file.path) : files_.contents.contains(file.path))
        continue;
      if (!is_there(file)) continue;
      if (file.as_text) {
        read_text(file);
      } else if (auto content = hash_content(folder_.fd.get(), file.path,
                                             last_segment(file.path.empty() ? root_ : file.path),
                                             file.pos, diagnostics_)) {
        files_.contents.emplace(file.path, std::move(*content));
      }
    }
    return std::move(files_);
  }

 private:
  void error(const SourcePos& pos, std::string summary, std::string detail) {
    diagnostics_.push_back({Severity::error, pos, std::move(summary), std::move(detail)});
  }

  bool is_there(const WantedFile& file) {
    const Opened opened =
        folder_.fd ? open_beneath(folder_.fd.get(), file.path) : Opened{{}, folder_.error};
    if (opened.fd) return true;
    if (opened.error == EXDEV) {
      error(file.pos, "Path leaves the stack's folder",
            fmt::format("\"{}\" leads out of {}, symlinks included. Move the files below it, or "
                        "widen it with "
                        "\"root: ..\" in the stack file.",
                        file.path, root_));
    } else if (opened.error == ENOENT) {
      error(file.pos,
            fmt::format("No such {}: \"{}\"", file.as_text ? "file" : "file or folder", file.path),
            suggestion(file.path));
    } else {
      error(file.pos, fmt::format("Cannot read \"{}\"", file.path),
            fmt::format("When it is opened: {}. Correct the path or the file.",
                        reason_of(opened.error)));
    }
    return false;
  }

  /// The nearest name in the folder where the path stops to exist.
  std::string suggestion(const std::string& path) const {
    const std::string looked = fmt::format("It is looked for in {}.", root_);
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash);
    const Opened opened = open_beneath(folder_.fd.get(), folder);
    if (!opened.fd)
      return looked +
             " Its folder does not exist either; paths are relative to the manifest's file.";
    const std::string near = nearest(last_segment(path), names_in(opened));
    if (near.empty())
      return looked + " Create it or correct the path, which is relative to the manifest's file.";
    return fmt::format("{} Did you mean \"{}\"?", looked,
                       folder.empty() ? near : folder + "/" + near);
  }

  void read_text(const WantedFile& file) {
    const auto store = open_beneath(folder_.fd.get(), file.path);
    struct stat facts{};
    if (!store.fd || ::fstat(store.fd.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
      return error(file.pos, fmt::format("\"{}\" is no file", file.path),
                   "The text of a regular file is sent here, so name one.");
    }
    std::string text(text_bytes_max + 1, '\0');
    std::size_t got = 0;
    while (got < text.size()) {
      const ssize_t count = ::read(store.fd.get(), text.data() + got, text.size() - got);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) {
        return error(file.pos, fmt::format("Cannot read \"{}\"", file.path),
                     reason_of(errno) + ".");
      }
      if (count == 0) break;
      got += static_cast<std::size_t>(count);
    }
    text.resize(got);
    if (got > text_bytes_max) {
      return error(file.pos, fmt::format("\"{}\" is too large", file.path),
                   fmt::format("Its text becomes part of a request; at most {} bytes are sent.",
                               text_bytes_max));
    }
    if (!valid_utf8(text)) {
      return error(file.pos, fmt::format("\"{}\" is no UTF-8 text", file.path),
                   "Its text becomes part of a request. Save it as UTF-8.");
    }
    files_.texts.emplace(file.path, std::move(text));
  }

  const std::string& root_;
  Opened folder_;
  Diagnostics& diagnostics_;
  manifest::LocalFiles files_;
};

}  // namespace

manifest::LocalFiles read_local(const std::string& root, const std::vector<WantedFile>& wanted,
                                Diagnostics& diagnostics) {
  return LocalReader(root, diagnostics).read(wanted);
}

}  // namespace armature::source
