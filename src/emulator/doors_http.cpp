#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include <httplib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.hpp"
#include "emulator/doors.hpp"
#include "emulator/doors_log.hpp"

namespace armature::emulator {
namespace {

constexpr std::size_t body_bytes_max = 512U << 20U;
constexpr int pending_connections_max = 1024;
constexpr std::size_t requests_per_connection_max = 1'000'000;
constexpr std::time_t idle_seconds_max = 60;

bool has_body(const httplib::Request& request) {
  return request.has_header("Transfer-Encoding") ||
         (request.has_header("Content-Length") &&
          request.get_header_value("Content-Length") != "0");
}

http::Request to_request(const httplib::Request& from, std::string body) {
  http::Request request;
  request.method = from.method;
  // A proxy's request names the whole URL; others name only the path.
  request.url = from.target.starts_with('/')
                    ? "http://" + from.get_header_value("Host") + from.target
                    : from.target;
  for (const auto& [name, value] : from.headers) {
    const bool added_by_httplib = name == "REMOTE_ADDR" || name == "REMOTE_PORT" ||
                                  name == "LOCAL_ADDR" || name == "LOCAL_PORT";
    if (!added_by_httplib) request.headers.emplace_back(name, value);
  }
  request.body = std::move(body);
  return request;
}

void to_response(http::Response from, bool head, httplib::Response& into) {
  into.status = from.status;
  for (const auto& [name, value] : from.headers) {
    // The length of a body is httplib's to say, except where there is none to measure.
    if (equal_ignoring_case(name, "Content-Length") && !head) continue;
    into.headers.emplace(name, value);
  }
  if (!head) into.body = std::move(from.body);
}

/// Threads for connections, made when they are needed. cpp-httplib keeps a thread for each open
/// connection, also an idle one, so a fixed small number would let a client with many connections
/// wait for itself.
class ConnectionThreads final : public httplib::TaskQueue {
 public:
  void enqueue(std::function<void()> task) override {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    if (idle_ < tasks_.size() && threads_.size() < threads_max)
      threads_.emplace_back([this] { work(); });
    else
      wake_.notify_one();
  }

  void shutdown() override {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  static constexpr std::size_t threads_max = 256;

  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      ++idle_;
      wake_.wait(lock, [this] { return !tasks_.empty() || ending_; });
      --idle_;
      if (tasks_.empty()) return;
      const std::function<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool ending_ = false;
};

/// Ends reading on every connection to `port`: requests under way are answered, idle connections
/// end. httplib itself would wait for their time-out, and keeps no list of them.
void end_connections(std::uint16_t port) {
  const auto descriptors_max = static_cast<int>(sysconf(_SC_OPEN_MAX));
  constexpr int sane_max = 65536;
  for (int descriptor = 3; descriptor < std::min(descriptors_max, sane_max); ++descriptor) {
    sockaddr_in address = {};
    socklen_t size = sizeof address;
    const bool ours = getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
                      address.sin_family == AF_INET && ntohs(address.sin_port) == port;
    if (ours) shutdown(descriptor, SHUT_RD);
  }
}

class HttpServer final : public Server {
 public:
  HttpServer(Core& core, Options options, std::unique_ptr<RequestLog> log)
      : core_(core), options_(std::move(options)), log_(std::move(log)) {
    server_.new_task_queue = [] { return new ConnectionThreads; };
    server_.set_tcp_nodelay(true);
    server_.set_keep_alive_max_count(requests_per_connection_max);
    server_.set_keep_alive_timeout(idle_seconds_max);
    server_.set_read_timeout(60);
    server_.set_write_timeout(60);
    server_.set_payload_max_length(body_bytes_max);
    // httplib's own choice, SO_REUSEPORT, would let two emulators share a port.
    server_.set_socket_options([this](socket_t socket) {
      const int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
      listener_ = socket;
    });
    route();
  }

  ~HttpServer() override { stop(); }

  Status listen() {
    const int port = options_.port == 0
                         ? server_.bind_to_any_port("127.0.0.1")
                         : (server_.bind_to_port("127.0.0.1", options_.port) ? options_.port : -1);
    if (port <= 0)
      return fail(ErrorKind::invalid,
                  "port " + std::to_string(options_.port) + " of 127.0.0.1 cannot be opened",
                  "choose another with --port, or 0 for any free one");
    port_ = static_cast<std::uint16_t>(port);
    ::listen(listener_, pending_connections_max);  // httplib's own five make bursts wait a second
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();  // a stop() before this would be lost
    return {};
  }

  std::uint16_t port() const override { return port_; }

  void stop() override {
    if (!thread_.joinable()) return;
    server_.stop();
    end_connections(port_);
    thread_.join();
  }

 private:
  void route() {
    using httplib::Request;
    using httplib::Response;
    // Without a body there is nothing to wait for: httplib would read until the client hangs up.
    server_.set_pre_routing_handler([this](const Request& request, Response& response) {
      if (has_body(request)) return httplib::Server::HandlerResponse::Unhandled;
      answer(request, {}, response);
      return httplib::Server::HandlerResponse::Handled;
    });
    const auto with_body = [this](const Request& request, Response& response,
                                  const httplib::ContentReader& content) {
      std::string body;
      const bool complete = content([&body](const char* data, std::size_t size) {
        body.append(data, size);
        return true;
      });
      if (complete) answer(request, std::move(body), response);
    };
    constexpr const char* any = "[\\s\\S]*";
    server_.Put(any, with_body);
    server_.Post(any, with_body);
    server_.Patch(any, with_body);
    server_.Delete(any, with_body);
  }

  void answer(const httplib::Request& from, std::string body, httplib::Response& into) {
    const http::Request request = to_request(from, std::move(body));
    const Nanos began = system_now();
    std::this_thread::sleep_for(std::chrono::nanoseconds(options_.latency));
    http::Response response;
    {
      const std::lock_guard one_at_a_time(mutex_);
      const Nanos now = system_now();
      response = core_.handle(request, now);
      if (log_) log_->write(request, response, began, system_now());
    }
    to_response(std::move(response), request.method == "HEAD", into);
  }

  Core& core_;
  Options options_;
  std::unique_ptr<RequestLog> log_;
  std::mutex mutex_;
  httplib::Server server_;
  socket_t listener_ = INVALID_SOCKET;
  std::thread thread_;
  std::uint16_t port_ = 0;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(Core& core, Options options) {
  std::unique_ptr<RequestLog> log;
  if (!options.log_file.empty()) {
    auto opened = RequestLog::open(options.log_file);
    if (!opened) return tl::unexpected(std::move(opened).error());
    log = *std::move(opened);
  }
  auto server = std::make_unique<HttpServer>(core, std::move(options), std::move(log));
  if (auto listening = server->listen(); !listening)
    return tl::unexpected(std::move(listening).error());
  return server;
}

}  // namespace armature::emulator
