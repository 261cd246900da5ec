#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "azure/client.hpp"
#include "manifest/content.hpp"
#include "resolve/resolve.hpp"

/// Local content to the default datastore under LocalUpload/<md5>/, as the official SDK does it
/// (golden/README.md), or to a place from startPendingUpload (code only) where the datastore's
/// secret is denied.
namespace armature::azure {

struct UploadTarget {
  resolve::DefaultDatastore datastore;
  arm::ResourceId asset;  ///< the version that will refer to the content
  std::string api_version;
  /// Any https place will do: where the datastore's secret is denied, the service is asked for one
  /// of its own (code has that).
  bool any_place = false;
};

struct Uploaded {
  std::string https_uri;         ///< of the folder or file, without a SAS
  std::string datastore_path;    ///< "LocalUpload/<md5>/<name>"; empty after startPendingUpload
  std::uint64_t bytes_sent = 0;  ///< 0: it was there already
};

struct UploadProgress {
  std::uint64_t bytes_sent = 0, bytes_total = 0;
};

/// One content; the indicator blob is looked at first (HEAD) and written last, with its metadata in
/// the same request. Blob requests carry no Authorization header with a SAS; with an account key
/// they are signed (Shared Key).
class Uploader {
 public:
  Uploader(runtime::Env& env, Client& client);
  ~Uploader();
  Uploader(const Uploader&) = delete;
  Uploader& operator=(const Uploader&) = delete;
  void upload(const UploadTarget& target, const manifest::Content& content,
              std::function<void(const UploadProgress&)> watch,
              std::function<void(Result<Uploaded>)> done);
  /// Starts no further request; uploads that are not complete end with ErrorKind::cancelled.
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace armature::azure
