#include <cerrno>
#include <cstring>
#include <set>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hidden.hpp"
#include "http/curl_transport.hpp"
#include "http/redact.hpp"

namespace armature::http {
namespace {

std::string_view name_of(NetError error) {
  switch (error) {
    case NetError::connect:
      return "connect";
    case NetError::timeout_sent:
      return "timeout_sent";
    case NetError::reset_sent:
      return "reset_sent";
    case NetError::too_large:
      return "too_large";
    case NetError::cancelled:
      return "cancelled";
  }
  return "unknown";
}

/// The open file, shared with answers that come after the transport has gone.
class LogFile {
 public:
  LogFile(int descriptor, runtime::Loop& loop, runtime::Log& log,
          const std::vector<std::string>& secrets)
      : descriptor_(descriptor), loop_(loop), log_(log), short_(secrets.begin(), secrets.end()) {
    hidden_.add(secrets);
  }
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;
  ~LogFile() { close(descriptor_); }

  std::uint64_t request(const Request& request) {
    const std::uint64_t number = ++last_;
    remember(request.headers);
    write({{"request", number},
           {"at_ms", at_ms()},
           {"method", request.method},
           {"url", redacted_url(request.url)},
           {"headers", redacted_headers(request.headers)},
           {"body", redacted_body(request.url, request.body)}});
    return number;
  }

  void answer(std::uint64_t number, const std::string& url, const Reply& reply) {
    Json line{{"answer_to", number}, {"at_ms", at_ms()}};
    if (const auto* response = std::get_if<Response>(&reply)) {
      line["status"] = response->status;
      line["headers"] = redacted_headers(response->headers);
      line["body"] = redacted_body(url, response->body);
    } else {
      line["error"] = name_of(std::get<NetError>(reply));
    }
    write(line);
  }

 private:
  std::int64_t at_ms() const { return loop_.now() / runtime::millisecond; }

  /// A server that sends back the token it was given must not bring it into the log.
  void remember(const Headers& headers) {
    constexpr std::string_view scheme = "Bearer ";
    const std::string* value = header(headers, "Authorization");
    if (value != nullptr && value->starts_with(scheme) && value->size() > scheme.size())
      tokens_.insert(value->substr(scheme.size()));
  }

  std::string without_tokens(std::string text) const {
    constexpr std::string_view shown = "(token)";
    for (const std::string& token : tokens_)
      for (std::size_t at = text.find(token); at != std::string::npos;
           at = text.find(token, at + shown.size()))
        text.replace(at, token.size(), shown);
    return text;
  }

  /// Secrets that are too short to be looked for within texts, where they are the whole text.
  void hide_short(Json& value) const {
    if (value.is_structured())
      for (auto& item : value) hide_short(item);
    else if (value.is_string() && short_.contains(value.get_ref<const std::string&>()))
      value = Hidden::shown;
  }

  void write(Json line) {
    if (!short_.empty() && line.contains("body")) hide_short(line["body"]);
    const std::string text = hidden_.without(without_tokens(dump(line))) + "\n";
    std::string_view rest = text;
    while (!rest.empty() && !broken_) {
      const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
      if (written >= 0) {
        rest.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno != EINTR) {
        broken_ = true;
        log_.write(runtime::Level::warning,
                   std::string("the log of requests ends here: ") + std::strerror(errno));
      }
    }
  }

  int descriptor_;
  runtime::Loop& loop_;
  runtime::Log& log_;
  std::set<std::string> tokens_;
  std::set<std::string> short_;
  Hidden hidden_;
  std::uint64_t last_ = 0;
  bool broken_ = false;
};

class LoggingTransport final : public Transport {
 public:
  LoggingTransport(Transport& inner, std::shared_ptr<LogFile> file)
      : inner_(inner), file_(std::move(file)) {}

  void send(Request request, std::function<void(Reply)> done) override {
    const std::uint64_t number = file_->request(request);
    auto logged = [file = file_, number, url = request.url, done = std::move(done)](Reply reply) {
      file->answer(number, url, reply);
      done(std::move(reply));
    };
    inner_.send(std::move(request), std::move(logged));
  }

 private:
  Transport& inner_;
  std::shared_ptr<LogFile> file_;
};

/// A file that was there with a wider mode is narrowed; a pipe or device is left as it is.
bool owner_only(int descriptor) {
  struct stat status = {};
  if (fstat(descriptor, &status) != 0) return false;
  return !S_ISREG(status.st_mode) || fchmod(descriptor, S_IRUSR | S_IWUSR) == 0;
}

}  // namespace

Result<std::unique_ptr<Transport>> logging_transport(Transport& inner, runtime::Loop& loop,
                                                     runtime::Log& log, const std::string& file,
                                                     const std::vector<std::string>& secrets) {
  const int descriptor =
      open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, S_IRUSR | S_IWUSR);
  if (descriptor < 0 || !owner_only(descriptor)) {
    const std::string why = std::strerror(errno);
    if (descriptor >= 0) close(descriptor);
    return fail(ErrorKind::invalid, "cannot write the log of requests to \"" + file + "\": " + why,
                "give --log-http a path that can be written");
  }
  return std::make_unique<LoggingTransport>(
      inner, std::make_shared<LogFile>(descriptor, loop, log, secrets));
}

}  // namespace armature::http
