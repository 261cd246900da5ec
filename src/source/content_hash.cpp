#include "source/content_hash.hpp"

#include <algorithm>
#include <memory>

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "source/beneath.hpp"
#include "source/ignore.hpp"
#include "source/lower_case.hpp"

namespace armature::source {
namespace {

constexpr std::size_t block_size = 1U << 20U;
constexpr std::size_t folder_depth_max = 128;
constexpr std::size_t ignore_bytes_max = 1U << 20U;

using Facts = struct stat;

bool is_same_file(const Facts& a, const Facts& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
         a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

/// A file that was hashed, with what shows later that it did not change in between.
struct Hashed {
  manifest::ContentFile file;
  Facts facts{};
  std::string order;  ///< lower-cased relative path
};

class ContentHasher {
 public:
  ContentHasher(int root, std::string path, std::string name, const SourcePos& pos,
                Diagnostics& diagnostics)
      : root_(root),
        path_(std::move(path)),
        name_(std::move(name)),
        pos_(pos),
        diagnostics_(diagnostics),
        buffer_(std::make_unique<char[]>(block_size)) {}

  std::optional<manifest::Content> run() {
    md5_.add("Initialize for october 2021 AML CLI version");
    const Opened opened = open_beneath(root_, path_);
    Facts facts{};
    if (!opened.fd || ::fstat(opened.fd.get(), &facts) != 0) {
      error(path_, reason_of(opened.fd ? errno : opened.error));
      return std::nullopt;
    }
    const bool is_file = !S_ISDIR(facts.st_mode);
    if (is_file) {
      hash_file(opened.fd.get(), path_, name_);
    } else {
      read_ignore_file();
      hash_folder(opened.fd.get(), "", {facts});
    }
    if (failed_) return std::nullopt;
    if (!is_file && files_.empty()) {
      diagnostics_.push_back({Severity::error, pos_, fmt::format("Folder \"{}\" is empty", path_),
                              "There is nothing to upload. Put files into it, or look at its "
                              ".amlignore or .gitignore."});
      return std::nullopt;
    }
    manifest::Content content{.path = path_,
                              .name = name_,
                              .is_file = is_file,
                              .md5 = md5_.hex(),
                              .sha256 = hash_list(),
                              .files = {}};
    if (failed_) return std::nullopt;
    for (Hashed& hashed : files_) content.files.push_back(std::move(hashed.file));
    std::sort(content.files.begin(), content.files.end(),
              [](const auto& a, const auto& b) { return a.relative < b.relative; });
    return content;
  }

 private:
  void error(const std::string& what, const std::string& reason) {
    failed_ = true;
    std::string remedy = "Correct the path, or leave the file out with a line in .amlignore.";
    if (reason == reason_of(EXDEV)) {
      remedy =
          "Symlinks count, and absolute ones lead out always. Move the files into the stack's "
          "folder, or widen "
          "it with \"root: ..\" in the stack file.";
    }
    diagnostics_.push_back({Severity::error, pos_, fmt::format("Cannot use \"{}\"", what),
                            fmt::format("When it is read: {}. {}", reason, remedy)});
  }

  std::string below(const std::string& relative) const {
    if (relative.empty()) return path_;
    return path_.empty() ? relative : path_ + "/" + relative;
  }

  void read_ignore_file() {
    for (const char* name : {".amlignore", ".gitignore"}) {
      const Opened opened = open_beneath(root_, below(name));
      if (opened.error == ENOENT) continue;
      if (!opened.fd) return error(below(name), reason_of(opened.error));
      std::string text(ignore_bytes_max, '\0');
      const ssize_t count = ::pread(opened.fd.get(), text.data(), text.size(), 0);
      if (count < 0) return error(below(name), reason_of(errno));
      text.resize(static_cast<std::size_t>(count));
      rules_ = IgnoreRules(text);
      if (rules_.has_negation()) warn_about_negation(below(name));
      return;
    }
  }

  void warn_about_negation(const std::string& file) {
    diagnostics_.push_back({Severity::warning, pos_, fmt::format("Negated pattern in \"{}\"", file),
                            "Of several lines that match, the last one decides here. The official "
                            "SDK takes any of them, so that its "
                            "hash of the same folder may differ. List what to leave out instead."});
  }

  void hash_folder(int folder, const std::string& relative, std::vector<Facts> above) {
    const auto listed = list_folder(folder);
    if (!listed) return error(below(relative), listed.error().message);
    std::vector<std::pair<std::string, std::string>>
        names;  // lower case first: it decides the order
    for (const FolderEntry& entry : *listed) {
      const std::string inner = relative.empty() ? entry.name : relative + "/" + entry.name;
      if (rules_.ignores(inner)) continue;
      if (!valid_utf8(entry.name)) {
        error(below(inner), "its name is no UTF-8");
      } else {
        names.emplace_back(lower_case(entry.name), entry.name);
      }
    }
    std::sort(names.begin(), names.end());
    for (const auto& [order, name] : names) {
      md5_.add(name);
      hash_entry(relative.empty() ? name : relative + "/" + name, above);
    }
  }

  void hash_entry(const std::string& relative, const std::vector<Facts>& above) {
    const std::string path = below(relative);
    const Opened opened = open_beneath(root_, path);
    Facts facts{};
    if (!opened.fd || ::fstat(opened.fd.get(), &facts) != 0) {
      return error(path, reason_of(opened.fd ? errno : opened.error));
    }
    if (!S_ISDIR(facts.st_mode)) return hash_file(opened.fd.get(), path, relative);
    const bool is_round = std::any_of(above.begin(), above.end(), [&](const Facts& folder) {
      return folder.st_dev == facts.st_dev && folder.st_ino == facts.st_ino;
    });
    if (is_round) return error(path, "it is a symlink to a folder that holds it");
    if (above.size() >= folder_depth_max) return error(path, "its folders are nested too deeply");
    std::vector<Facts> chain = above;
    chain.push_back(facts);
    hash_folder(opened.fd.get(), relative, std::move(chain));
  }

  /// Hash and size come from one descriptor, so that they belong to one file.
  void hash_file(int fd, const std::string& path, const std::string& relative) {
    Hashed hashed{.file = {.path = path, .relative = relative, .sha256 = {}, .md5 = {}},
                  .order = lower_case(relative)};
    Facts& facts = hashed.facts;
    if (::fstat(fd, &facts) != 0) return error(path, reason_of(errno));
    if (!S_ISREG(facts.st_mode)) return error(path, "it is no regular file");
    Digest md5(Digest::Algorithm::md5);
    Digest sha256(Digest::Algorithm::sha256);
    const auto size = stream(fd, path, [&](std::string_view block) {
      md5_.add(block);
      md5.add(block);
      sha256.add(block);
    });
    if (!size) return;
    Facts after{};
    if (::fstat(fd, &after) != 0 || !is_same_file(facts, after) ||
        *size != static_cast<std::uint64_t>(facts.st_size)) {
      return error(path, "it changed while it was read");
    }
    hashed.file.size = *size;
    hashed.file.md5 = base64(md5.raw());
    hashed.file.sha256 = sha256.hex();
    files_.push_back(std::move(hashed));
  }

  template <class Take>
  std::optional<std::uint64_t> stream(int fd, const std::string& path, Take take) {
    std::uint64_t size = 0;
    while (true) {
      const ssize_t count = ::read(fd, buffer_.get(), block_size);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) {
        error(path, reason_of(errno));
        return std::nullopt;
      }
      if (count == 0) return size;
      take(std::string_view(buffer_.get(), static_cast<std::size_t>(count)));
      size += static_cast<std::uint64_t>(count);
    }
  }

  /// The second hash begins with all names and sizes and takes the files in another order, so they
  /// are read once more.
  std::string hash_list() {
    std::sort(files_.begin(), files_.end(), [](const Hashed& a, const Hashed& b) {
      return std::tie(a.order, a.file.relative) < std::tie(b.order, b.file.relative);
    });
    Digest digest(Digest::Algorithm::sha256);
    digest.add(fmt::format("{}", files_.size()));
    for (const Hashed& hashed : files_) {
      digest.add(fmt::format("#{}#{}", hashed.file.relative, hashed.file.size));
    }
    for (const Hashed& hashed : files_) {
      const Opened opened = open_beneath(root_, hashed.file.path);
      Facts facts{};
      if (!opened.fd || ::fstat(opened.fd.get(), &facts) != 0 ||
          !is_same_file(hashed.facts, facts)) {
        error(hashed.file.path, "it changed while it was read");
        return {};
      }
      const auto size = stream(opened.fd.get(), hashed.file.path,
                               [&](std::string_view block) { digest.add(block); });
      if (!size) return {};
      if (*size != hashed.file.size) {
        error(hashed.file.path, "it changed while it was read");
        return {};
      }
    }
    return digest.hex();
  }

  int root_;
  std::string path_;
  std::string name_;
  const SourcePos& pos_;
  Diagnostics& diagnostics_;
  IgnoreRules rules_;
  Digest md5_{Digest::Algorithm::md5};
  std::vector<Hashed> files_;
  std::unique_ptr<char[]> buffer_;
  bool failed_ = false;
};

}  // namespace

std::optional<manifest::Content> hash_content(int root, const std::string& path,
                                              const std::string& name, const SourcePos& pos,
                                              Diagnostics& diagnostics) {
  return ContentHasher(root, path, name, pos, diagnostics).run();
}

}  // namespace armature::source
