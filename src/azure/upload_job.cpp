#include "azure/upload_job.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "arm/resource_id.hpp"
#include "azure/blob_url.hpp"
#include "base/text.hpp"

namespace armature::azure {
namespace {

constexpr std::uint64_t whole_max = 32U << 20U;
constexpr std::uint64_t block_size = 8U << 20U;

Error changed(const manifest::ContentFile& file) {
  return {.kind = ErrorKind::stale,
          .message = fmt::format("{} has changed since it was hashed", file.path),
          .remedy = "plan again"};
}

Result<std::string> read_exactly(runtime::Store& store, const manifest::ContentFile& file,
                                 std::uint64_t offset, std::uint64_t length) {
  std::string bytes;
  while (bytes.size() < length) {
    auto piece = store.read(file.path, offset + bytes.size(), length - bytes.size());
    if (!piece) return piece;
    if (piece->empty()) return tl::unexpected(changed(file));
    bytes += *piece;
  }
  return bytes;
}

Result<std::string> read_whole(runtime::Store& store, const manifest::ContentFile& file) {
  const auto size = store.size(file.path);
  if (!size) return tl::unexpected(size.error());
  if (*size != file.size) return tl::unexpected(changed(file));
  auto bytes = read_exactly(store, file, 0, file.size);
  if (bytes && sha256_hex(*bytes) != file.sha256) return tl::unexpected(changed(file));
  return bytes;
}

std::string block_id(std::size_t index) {
  return base64(fmt::format("{:08}", index));
}

}  // namespace

struct UploadJob::Blocks {
  std::size_t file = 0;
  Digest digest{
      Digest::Algorithm::sha256};  ///< over the blocks as they are read the first time, in order
  std::vector<std::string> seen = {};  ///< digest of each block: a repeat must send the same
  std::size_t left = 0;
};

UploadJob::UploadJob(runtime::Env& env, std::weak_ptr<BlobSender> sender, UploadPlace place,
                     manifest::Content content, std::function<void(const UploadProgress&)> watch,
                     Done done)
    : env_(env),
      sender_(std::move(sender)),
      place_(std::move(place)),
      content_(std::move(content)),
      watch_(std::move(watch)),
      done_(std::move(done)) {}

void UploadJob::begin() {
  if (place_.may_be_there) return look();
  send_others();
}

std::string UploadJob::url_of(std::size_t file) const {
  return place_.base_is_file ? place_.base
                             : place_.base + "/" + encoded_path(content_.files[file].relative);
}

void UploadJob::look() {
  const auto sender = sender_.lock();
  if (!sender) return;
  BlobCall call{.request = {.method = "HEAD", .url = url_of(0)}, .access = place_.access};
  sender->send(std::move(call), [self = shared_from_this()](Result<http::Response> answer) {
    self->on_look(std::move(answer));
  });
}

void UploadJob::on_look(Result<http::Response> answer) {
  if (!answer) return finish(tl::unexpected(std::move(answer).error()));
  if (answer->status == 200) {
    const std::string* status = http::header(answer->headers, "x-ms-meta-upload_status");
    if (status != nullptr && equal_ignoring_case(*status, "completed"))
      return finish(std::uint64_t{0});
  } else if (answer->status != 404) {
    return finish(tl::unexpected(blob_error(*answer, place_.base)));
  }
  send_others();
}

void UploadJob::send_others() {
  others_left_ = content_.files.size() - 1;
  if (others_left_ == 0) return send_file(0);
  for (std::size_t file = 1; file < content_.files.size(); ++file) send_file(file);
}

void UploadJob::send_file(std::size_t file) {
  if (content_.files[file].size <= whole_max) return send_whole(file);
  send_blocks(file);
}

void UploadJob::add_metadata(std::size_t file, http::Headers& headers) const {
  if (file != 0) return;
  headers.emplace_back("x-ms-meta-name", place_.asset_name);
  headers.emplace_back("x-ms-meta-upload_status", "completed");
  headers.emplace_back("x-ms-meta-version", place_.asset_version);
}

void UploadJob::send_whole(std::size_t file) {
  const manifest::ContentFile& what = content_.files[file];
  BlobCall call{.request = {.method = "PUT", .url = url_of(file)},
                .bytes = what.size,
                .access = place_.access};
  call.request.headers = {{"Content-Type", "application/octet-stream"},
                          {"x-ms-blob-type", "BlockBlob"}};
  if (!what.md5.empty()) call.request.headers.emplace_back("Content-MD5", what.md5);
  add_metadata(file, call.request.headers);
  call.body = [self = shared_from_this(), file] {
    return read_whole(self->env_.store, self->content_.files[file]);
  };
  send(std::move(call), what.size, [self = shared_from_this(), file] { self->on_file(file); });
}

void UploadJob::send_blocks(std::size_t file) {
  const manifest::ContentFile& what = content_.files[file];
  const auto size = env_.store.size(what.path);
  if (!size || *size != what.size)
    return finish(tl::unexpected(size ? changed(what) : size.error()));
  auto blocks = std::make_shared<Blocks>();
  blocks->file = file;
  blocks->left = static_cast<std::size_t>((what.size + block_size - 1) / block_size);
  const std::size_t count = blocks->left;
  for (std::size_t index = 0; index < count; ++index) send_block(blocks, index);
}

void UploadJob::send_block(const std::shared_ptr<Blocks>& blocks, std::size_t index) {
  const manifest::ContentFile& what = content_.files[blocks->file];
  const std::uint64_t offset = index * block_size;
  const std::uint64_t length = std::min<std::uint64_t>(block_size, what.size - offset);
  BlobCall call{.request = {.method = "PUT",
                            .url = fmt::format("{}?comp=block&blockid={}", url_of(blocks->file),
                                               arm::percent_encode(block_id(index)))},
                .bytes = length,
                .access = place_.access};
  call.request.headers = {{"Content-Type", "application/octet-stream"}};
  call.body = [self = shared_from_this(), blocks, index, offset, length]() -> Result<std::string> {
    const manifest::ContentFile& its_file = self->content_.files[blocks->file];
    auto bytes = read_exactly(self->env_.store, its_file, offset, length);
    if (!bytes) return bytes;
    const std::string hash = sha256_hex(*bytes);
    // Calls start in the order in which they were queued, so the first reads come in the file's
    // order.
    if (index == blocks->seen.size()) {
      blocks->digest.add(*bytes);
      blocks->seen.push_back(hash);
    } else if (index > blocks->seen.size() || blocks->seen[index] != hash) {
      return tl::unexpected(changed(its_file));
    }
    return bytes;
  };
  send(std::move(call), length, [self = shared_from_this(), blocks] {
    if (--blocks->left == 0) self->commit(blocks);
  });
}

void UploadJob::commit(const std::shared_ptr<Blocks>& blocks) {
  const manifest::ContentFile& what = content_.files[blocks->file];
  if (blocks->digest.hex() != what.sha256) return finish(tl::unexpected(changed(what)));
  std::string list = "<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>";
  for (std::size_t index = 0; index < blocks->seen.size(); ++index)
    list += "<Latest>" + block_id(index) + "</Latest>";
  list += "</BlockList>";
  BlobCall call{.request = {.method = "PUT", .url = url_of(blocks->file) + "?comp=blocklist"},
                .bytes = list.size(),
                .access = place_.access};
  call.request.headers = {{"Content-Type", "application/xml"}};
  if (!what.md5.empty()) call.request.headers.emplace_back("x-ms-blob-content-md5", what.md5);
  add_metadata(blocks->file, call.request.headers);
  call.body = [list]() -> Result<std::string> { return list; };
  send(std::move(call), 0,
       [self = shared_from_this(), file = blocks->file] { self->on_file(file); });
}

/// Sends one request of the content unless another of its requests has failed already.
void UploadJob::send(BlobCall call, std::uint64_t counted, std::function<void()> then) {
  const auto sender = sender_.lock();
  if (!sender || !done_) return;
  const auto make = std::move(call.body);
  call.body = [self = shared_from_this(), make]() -> Result<std::string> {
    if (!self->done_) return fail(ErrorKind::cancelled, "another file of the folder failed");
    return make();
  };
  const std::string url = call.request.url;
  sender->send(std::move(call), [self = shared_from_this(), counted, url,
                                 then = std::move(then)](Result<http::Response> answer) {
    if (!self->done_) return;
    if (!answer) return self->finish(tl::unexpected(std::move(answer).error()));
    if (answer->status != 201 && answer->status != 200)
      return self->finish(tl::unexpected(blob_error(*answer, url)));
    self->sent_ += counted;
    if (self->watch_)
      self->watch_({.bytes_sent = self->sent_, .bytes_total = self->content_.bytes()});
    then();
  });
}

void UploadJob::on_file(std::size_t file) {
  if (file == 0) return finish(sent_);
  if (--others_left_ == 0) send_file(0);
}

void UploadJob::finish(Result<std::uint64_t> result) {
  if (const Done done = std::exchange(done_, nullptr)) done(std::move(result));
}

}  // namespace armature::azure
