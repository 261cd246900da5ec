#pragma once

#include <functional>
#include <memory>
#include <string>

#include "azure/blob_sender.hpp"
#include "azure/upload.hpp"
#include "base/digest.hpp"
#include "manifest/content.hpp"
#include "runtime/env.hpp"

namespace armature::azure {

/// Where the blobs of one content go.
struct UploadPlace {
  std::string base;  ///< URL of the folder, or of the file where the content is one; no query
  bool base_is_file = false;
  bool may_be_there = true;     ///< a place named by content: look at the indicator first
  std::string asset_name = {};  ///< for the indicator's metadata
  std::string asset_version = {};
  std::shared_ptr<const BlobAccess> access;
};

/// The files of one content: the indicator is looked at first and written last, so that it stands
/// only where all others do.
class UploadJob : public std::enable_shared_from_this<UploadJob> {
 public:
  using Done = std::function<void(Result<std::uint64_t>)>;  ///< bytes sent
  UploadJob(runtime::Env& env, std::weak_ptr<BlobSender> sender, UploadPlace place,
            manifest::Content content, std::function<void(const UploadProgress&)> watch, Done done);
  void begin();

 private:
  struct Blocks;  ///< one large file on its way

  std::string url_of(std::size_t file) const;
  void look();
  void on_look(Result<http::Response> answer);
  void send_others();
  void send_file(std::size_t file);
  void send_whole(std::size_t file);
  void send_blocks(std::size_t file);
  void send_block(const std::shared_ptr<Blocks>& blocks, std::size_t index);
  void commit(const std::shared_ptr<Blocks>& blocks);
  void add_metadata(std::size_t file, http::Headers& headers) const;
  void send(BlobCall call, std::uint64_t counted, std::function<void()> then);
  void on_file(std::size_t file);
  void finish(Result<std::uint64_t> result);

  runtime::Env& env_;
  std::weak_ptr<BlobSender> sender_;
  UploadPlace place_;
  manifest::Content content_;
  std::function<void(const UploadProgress&)> watch_;
  Done done_;
  std::size_t others_left_ = 0;
  std::uint64_t sent_ = 0;
};

}  // namespace armature::azure
