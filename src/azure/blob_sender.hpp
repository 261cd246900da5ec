#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "azure/blob_access.hpp"
#include "azure/waits.hpp"
#include "base/error.hpp"
#include "http/message.hpp"
#include "runtime/env.hpp"

namespace armature::azure {

/// A request to the blob service. The body is made when its turn has come, and again for each
/// repeat: what waits holds no memory.
struct BlobCall {
  http::Request request;
  std::function<Result<std::string>()> body = {};
  std::size_t bytes = 0;
  std::shared_ptr<const BlobAccess> access;
};

/// Requests to blobs: a bounded number and a bounded amount at once, repeated where that is safe
/// (all of them are: same name, same bytes).
class BlobSender {
 public:
  using Done = std::function<void(Result<http::Response>)>;
  explicit BlobSender(runtime::Env& env);
  ~BlobSender();
  void send(BlobCall call, Done done);
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// The error of a blob answer: its code only, since the text repeats what was signed.
Error blob_error(const http::Response& answer, const std::string& url);

}  // namespace armature::azure
