#include "http/curl_exchange.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#define CURL_DISABLE_TYPECHECK  // its macros cannot stand before a member
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.hpp"
#include "http/curl_library.hpp"

namespace armature::http {
namespace {

struct Curl {
  ARMATURE_CURL_FUNCTION(curl_easy_init);
  ARMATURE_CURL_FUNCTION(curl_easy_cleanup);
  ARMATURE_CURL_FUNCTION(curl_easy_reset);
  ARMATURE_CURL_FUNCTION(curl_easy_setopt);
  ARMATURE_CURL_FUNCTION(curl_easy_getinfo);
  ARMATURE_CURL_FUNCTION(curl_easy_strerror);
  ARMATURE_CURL_FUNCTION(curl_slist_append);
  ARMATURE_CURL_FUNCTION(curl_slist_free_all);
};
const Curl& curl() {
  static const Curl functions;
  return functions;
}

static_assert(std::is_same_v<CURL, void> && sizeof(curl_off_t) == sizeof(std::int64_t) &&
                  CURL_ERROR_SIZE == 256,
              "what the header says without curl.h");

constexpr long connect_timeout_ms = 10'000;
constexpr std::size_t header_bytes_max = 256U << 10U;
constexpr std::size_t headers_max = 256;
/// A transfer that moves less than a byte a second this long is cut, however generous its total is.
/// ARM itself may think for 60 s.
constexpr long stalled_seconds = 90;

CurlExchange* self_of(void* pointer) {
  return static_cast<CurlExchange*>(pointer);
}

bool is_loopback(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4 = {};
    std::memcpy(&v4, &address, sizeof v4);
    return (ntohl(v4.sin_addr.s_addr) >> 24U) == 127;
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6 = {};
    std::memcpy(&v6, &address, sizeof v6);
    return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
  }
  return false;
}

/// For http://: a name that says loopback and resolves elsewhere gets no connection.
curl_socket_t open_loopback_only(void*, curlsocktype, curl_sockaddr* target) {
  if (!is_loopback(target->addr)) return CURL_SOCKET_BAD;
  return socket(target->family, target->socktype | SOCK_CLOEXEC, target->protocol);
}

std::string_view status_code(std::string_view line) {
  const auto space = line.find(' ');
  return space == line.npos ? std::string_view{} : line.substr(space + 1, 3);
}

}  // namespace

void CurlEasyDeleter::operator()(void* easy) const {
  curl().curl_easy_cleanup(easy);
}
CurlEasy make_easy() {
  return CurlEasy(curl().curl_easy_init());
}
void reset_easy(CurlEasy& easy) {
  curl().curl_easy_reset(easy.get());
}

CurlExchange::CurlExchange(CurlEasy easy, Request request, std::function<void(Reply)> done)
    : easy_(std::move(easy)), request_(std::move(request)), done_(std::move(done)) {
  repeatable_ = request_.method == "GET" || request_.method == "HEAD";
}

CurlExchange::~CurlExchange() {
  curl().curl_slist_free_all(headers_);
}

bool CurlExchange::prepare(const CurlOptions& options) {
  CURL* easy = easy_.get();
  body_max_ = options.body_max;
  curl().curl_easy_setopt(easy, CURLOPT_URL, request_.url.c_str());
  curl().curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl().curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl().curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
  curl().curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error_);
  curl().curl_easy_setopt(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
  curl().curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  const auto total_ms = std::max<long>(1, static_cast<long>(request_.timeout / 1'000'000));
  curl().curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, total_ms);
  curl().curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, std::min(total_ms, connect_timeout_ms));
  curl().curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl().curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, stalled_seconds);
  curl().curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &CurlExchange::on_body);
  curl().curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  curl().curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &CurlExchange::on_header);
  curl().curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl().curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &CurlExchange::on_start);
  curl().curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
  set_security(options);
  set_method();
  return set_headers();
}

void CurlExchange::set_security(const CurlOptions& options) {
  CURL* easy = easy_.get();
  const Url url = parse_url(request_.url);
  const bool plain = url.origin.starts_with("http://");
  curl().curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, plain ? "http" : "https");
  curl().curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl().curl_easy_setopt(easy, CURLOPT_UNRESTRICTED_AUTH, 0L);
  curl().curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  curl().curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl().curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl().curl_easy_setopt(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl().curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (!options.ca_file.empty())
    curl().curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
  // What is on this machine is not asked for through a proxy.
  if (is_loopback(url)) curl().curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
  if (plain) {
    curl().curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &open_loopback_only);
  } else {
    curl().curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    curl().curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);  // rather a stream than another connection
  }
}

void CurlExchange::set_method() {
  CURL* easy = easy_.get();
  const std::string& method = request_.method;
  if (method == "GET") {
    curl().curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    return;
  }
  if (method == "HEAD") {
    curl().curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    return;
  }
  const bool has_body = method != "DELETE" || !request_.body.empty();
  if (has_body) {  // a POST without a body says Content-Length: 0
    curl().curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl().curl_easy_setopt(easy, CURLOPT_READFUNCTION, &CurlExchange::on_upload);
    curl().curl_easy_setopt(easy, CURLOPT_READDATA, this);
    curl().curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, &CurlExchange::on_seek);
    curl().curl_easy_setopt(easy, CURLOPT_SEEKDATA, this);
    curl().curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE,
                            static_cast<curl_off_t>(request_.body.size()));
    curl().curl_easy_setopt(
        easy, CURLOPT_UPLOAD_BUFFERSIZE,
        static_cast<long>(request_.body.size() > (1U << 20U) ? 512U << 10U : 64U << 10U));
  }
  curl().curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method.c_str());
}

bool CurlExchange::set_headers() {
  const auto append = [this](const std::string& line) {
    curl_slist* longer = curl().curl_slist_append(headers_, line.c_str());
    if (longer != nullptr) headers_ = longer;
    return longer != nullptr;
  };
  bool ok = append("Expect:");  // no 100-continue: it costs a round trip
  for (const auto& [name, value] : request_.headers) {
    if ((name + value).find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
      return false;
    ok = ok && append(value.empty() ? name + ";" : name + ": " + value);
  }
  curl().curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, headers_);
  return ok;
}

bool CurlExchange::nothing_was_sent() const {
  long sent = 0;
  curl().curl_easy_getinfo(easy_.get(), CURLINFO_REQUEST_SIZE, &sent);
  return !started_ || sent == 0;
}

Reply CurlExchange::reply(int result) {
  if (too_large_) return NetError::too_large;
  if (result == CURLE_OK) return std::move(response_);
  if (nothing_was_sent()) return NetError::connect;
  return result == CURLE_OPERATION_TIMEDOUT ? NetError::timeout_sent : NetError::reset_sent;
}

std::string CurlExchange::problem(int result) const {
  if (result == CURLE_OK) return {};
  const char* text =
      error_[0] != '\0' ? error_ : curl().curl_easy_strerror(static_cast<CURLcode>(result));
  return parse_url(request_.url).origin + ": " + text;
}

std::size_t CurlExchange::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  CurlExchange& exchange = *self_of(self);
  const std::size_t bytes = size * count;
  if (exchange.response_.body.size() + bytes > exchange.body_max_) {
    exchange.too_large_ = true;
    return 0;
  }
  exchange.response_.body.append(data, bytes);
  return bytes;
}

std::size_t CurlExchange::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  CurlExchange& exchange = *self_of(self);
  const std::size_t bytes = size * count;
  const std::string_view line = trim({data, bytes});
  Response& response = exchange.response_;
  exchange.header_bytes_ += bytes;
  if (exchange.header_bytes_ > header_bytes_max || response.headers.size() >= headers_max) {
    exchange.too_large_ = true;
    return 0;
  }
  if (line.starts_with("HTTP/")) {  // also after an interim answer
    response = {};
    const std::string_view code = status_code(line);
    std::from_chars(code.data(), code.data() + code.size(), response.status);
    return bytes;
  }
  const auto colon = line.find(':');
  if (colon != line.npos)
    response.headers.emplace_back(line.substr(0, colon), trim(line.substr(colon + 1)));
  return bytes;
}

std::size_t CurlExchange::on_upload(char* into, std::size_t size, std::size_t count, void* self) {
  CurlExchange& exchange = *self_of(self);
  const std::string& body = exchange.request_.body;
  const std::size_t bytes = std::min(size * count, body.size() - exchange.uploaded_);
  std::memcpy(into, body.data() + exchange.uploaded_, bytes);
  exchange.uploaded_ += bytes;
  return bytes;
}

int CurlExchange::on_seek(void* self, std::int64_t offset, int origin) {
  CurlExchange& exchange = *self_of(self);
  if (!exchange.repeatable_ && exchange.uploaded_ > 0) return CURL_SEEKFUNC_FAIL;
  if (origin != SEEK_SET || offset < 0) return CURL_SEEKFUNC_FAIL;
  exchange.uploaded_ = std::min(static_cast<std::size_t>(offset), exchange.request_.body.size());
  return CURL_SEEKFUNC_OK;
}

// libcurl silently sends a request again when a kept connection died under it. A write must not be
// repeated before somebody has looked, so its second start ends it.
int CurlExchange::on_start(void* self, char*, char*, int, int) {
  CurlExchange& exchange = *self_of(self);
  if (exchange.started_ && !exchange.repeatable_) return CURL_PREREQFUNC_ABORT;
  exchange.started_ = true;
  return CURL_PREREQFUNC_OK;
}

}  // namespace armature::http
