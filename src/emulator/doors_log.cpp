#include "emulator/doors_log.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>

#include <fcntl.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "http/redact.hpp"

namespace armature::emulator {
namespace {

std::string utc_text(Nanos now) {
  const std::time_t seconds = now / 1'000'000'000;
  std::tm parts = {};
  gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  return fmt::format("{}.{:03}Z", text, now / 1'000'000 % 1000);
}

}  // namespace

Result<std::unique_ptr<RequestLog>> RequestLog::open(const std::string& file) {
  const int descriptor =
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, S_IRUSR | S_IWUSR);
  if (descriptor < 0)
    return fail(ErrorKind::invalid,
                "cannot write the log \"" + file + "\": " + std::strerror(errno),
                "give --log a path that can be written");
  return std::unique_ptr<RequestLog>(new RequestLog(descriptor));
}

RequestLog::~RequestLog() {
  if (descriptor_ >= 0) close(descriptor_);
}

void RequestLog::write(const http::Request& request, const http::Response& response, Nanos began,
                       Nanos ended) {
  if (descriptor_ < 0) return;
  const http::Url url = http::parse_url(request.url);
  const std::string shown =
      http::redacted_url(url.path + (url.query.empty() ? "" : "?" + url.query));
  const Json line{{"n", ++last_},
                  {"time", utc_text(began)},
                  {"start", began / 1000},  // microseconds
                  {"end", ended / 1000},
                  {"method", request.method},
                  {"host", url.origin},
                  {"path", url.path},
                  {"query", url.query.empty() ? "" : shown.substr(url.path.size() + 1)},
                  {"request_headers", http::redacted_headers(request.headers)},
                  {"request_body", http::redacted_body(request.url, request.body)},
                  {"status", response.status},
                  {"headers", http::redacted_headers(response.headers)},
                  {"body", http::redacted_body(request.url, response.body)}};
  const std::string text = dump(line) + "\n";
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      fmt::print(stderr, "armature: the log of requests ends here: {}\n", std::strerror(errno));
      close(descriptor_);
      descriptor_ = -1;
      return;
    }
  }
}

}  // namespace armature::emulator
