#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "emulator/core.hpp"

namespace armature::emulator {

/// Each request with its answer as a JSON line, secrets redacted, in a file of mode 0600. Lines
/// stand in the order in which the core handled the requests, and are in the file before the client
/// has its answer.
class RequestLog {
 public:
  static Result<std::unique_ptr<RequestLog>> open(const std::string& file);
  ~RequestLog();
  RequestLog(const RequestLog&) = delete;
  RequestLog& operator=(const RequestLog&) = delete;

  /// `began`: when the request had arrived, UTC nanoseconds; `ended`: when its answer was known.
  void write(const http::Request& request, const http::Response& response, Nanos began,
             Nanos ended);

 private:
  explicit RequestLog(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
  std::uint64_t last_ = 0;
};

}  // namespace armature::emulator
