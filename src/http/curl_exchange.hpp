#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "http/curl_transport.hpp"

/// One request on a libcurl easy handle. Private to the curl transport.
struct curl_slist;

namespace armature::http {

struct CurlEasyDeleter {
  void operator()(void* easy) const;
};
using CurlEasy = std::unique_ptr<void, CurlEasyDeleter>;
/// Null pointer when memory is out.
CurlEasy make_easy();
void reset_easy(CurlEasy& easy);

class CurlExchange {
 public:
  CurlExchange(CurlEasy easy, Request request, std::function<void(Reply)> done);
  CurlExchange(const CurlExchange&) = delete;
  CurlExchange& operator=(const CurlExchange&) = delete;
  ~CurlExchange();

  /// False: the request can't be expressed (a header with a line break).
  bool prepare(const CurlOptions& options);
  /// What came of it, in the seam's terms. `result` is a CURLcode.
  Reply reply(int result);
  /// The failure in words without path, query or secrets; empty after success.
  std::string problem(int result) const;

  void* easy() const { return easy_.get(); }
  CurlEasy take_easy() { return std::move(easy_); }
  std::function<void(Reply)> take_done() { return std::move(done_); }

 private:
  bool set_headers();
  void set_security(const CurlOptions& options);
  void set_method();
  bool nothing_was_sent() const;

  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_upload(char* into, std::size_t size, std::size_t count, void* self);
  static int on_seek(void* self, std::int64_t offset, int origin);
  static int on_start(void* self, char*, char*, int, int);

  CurlEasy easy_;
  Request request_;
  std::function<void(Reply)> done_;
  Response response_;
  curl_slist* headers_ = nullptr;
  std::size_t uploaded_ = 0;
  std::size_t header_bytes_ = 0;
  std::size_t body_max_ = 0;
  bool repeatable_ = false;
  bool started_ = false;
  bool too_large_ = false;
  char error_[256] = {};  // CURL_ERROR_SIZE
};

}  // namespace armature::http
