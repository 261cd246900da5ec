#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace armature::http {

/// A listening socket on loopback whose behaviour a test writes byte by byte. Connections are
/// served one after another.
class RawServer {
 public:
  class Connection {
   public:
    explicit Connection(int descriptor) : descriptor_(descriptor) {}
    ~Connection() {
      if (descriptor_ >= 0) close(descriptor_);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Head and body (by Content-Length) of the next request; empty when the client has gone.
    std::string request() {
      std::string text;
      while (text.find("\r\n\r\n") == text.npos)
        if (!more(text)) return {};
      const auto head = text.find("\r\n\r\n") + 4;
      const auto field = text.find("Content-Length: ");
      const std::size_t body = field == text.npos ? 0 : std::stoul(text.substr(field + 16));
      while (text.size() < head + body)
        if (!more(text)) return {};
      return text;
    }
    void answer(const std::string& text) {
      (void)!::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL);
    }
    void answer_ok(const std::string& body) {
      answer("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
             body);
    }
    /// Blocks until the client closes its side.
    void wait_for_close() {
      std::string rest;
      while (more(rest)) {
      }
    }
    void reset() {
      const linger at_once{1, 0};
      setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
      close(descriptor_);
      descriptor_ = -1;
    }

   private:
    bool more(std::string& text) {
      char buffer[4096];
      const ssize_t got = recv(descriptor_, buffer, sizeof buffer, 0);
      if (got > 0) text.append(buffer, static_cast<std::size_t>(got));
      return got > 0;
    }
    int descriptor_;
  };

  explicit RawServer(std::function<void(Connection&)> serve) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    listen(listener_, 16);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, serve = std::move(serve)] {
      for (;;) {
        const int accepted = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (accepted < 0) return;
        Connection connection(accepted);
        serve(connection);
      }
    });
  }
  ~RawServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  std::string url(const std::string& path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }

 private:
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace armature::http
