#include "contract/door.hpp"

#include <charconv>

#include <arpa/inet.h>
#include <catch2/catch.hpp>
#include <sys/socket.h>
#include <unistd.h>

#include "emulator/doors.hpp"

namespace armature::test {
namespace {

constexpr emulator::Nanos kNow = 1'790'000'000'000'000'000;

class InProcess final : public Door {
 public:
  explicit InProcess(emulator::Config config)
      : store_(emulator::memory_store()), core_(std::move(config), *store_) {}
  http::Response send(const http::Request& request) override { return core_.handle(request, kNow); }
  std::string origin() const override { return "http://armature.localhost"; }

 private:
  std::unique_ptr<emulator::StateStore> store_;
  emulator::Core core_;
};

/// A connection of its own for each request: the plainest client there is, and none of ours.
class Exchange {
 public:
  explicit Exchange(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  ~Exchange() { close(socket_); }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  std::string talk(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      REQUIRE(sent > 0);
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    std::string answer;
    char buffer[16384];
    for (ssize_t got = 0; (got = recv(socket_, buffer, sizeof buffer, 0)) > 0;)
      answer.append(buffer, static_cast<std::size_t>(got));
    return answer;
  }

 private:
  int socket_;
};

http::Response parse(const std::string& text) {
  http::Response answer;
  const auto head = text.find("\r\n\r\n");
  REQUIRE(head != std::string::npos);
  std::from_chars(text.data() + text.find(' ') + 1, text.data() + head, answer.status);
  for (std::size_t at = text.find("\r\n") + 2; at < head + 2;) {
    const auto end = text.find("\r\n", at), colon = text.find(':', at);
    answer.headers.emplace_back(text.substr(at, colon - at),
                                text.substr(colon + 2, end - colon - 2));
    at = end + 2;
  }
  answer.body = text.substr(head + 4);
  return answer;
}

class Loopback final : public Door {
 public:
  explicit Loopback(emulator::Config config)
      : store_(emulator::memory_store()), core_(std::move(config), *store_) {
    auto server = emulator::Server::start(core_, {});
    REQUIRE(server);
    server_ = std::move(*server);
  }

  http::Response send(const http::Request& request) override {
    const std::string path = request.url.substr(request.url.find('/', request.url.find("://") + 3));
    std::string text = request.method + " " + path + " HTTP/1.1\r\nHost: " + origin().substr(7) +
                       "\r\nConnection: close\r\n";
    for (const auto& [name, value] : request.headers) text += name + ": " + value + "\r\n";
    if (!request.body.empty() || request.method == "PUT" || request.method == "POST")
      text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    return parse(Exchange(server_->port()).talk(text + "\r\n" + request.body));
  }

  std::string origin() const override {
    return "http://127.0.0.1:" + std::to_string(server_->port());
  }

 private:
  std::unique_ptr<emulator::StateStore> store_;
  emulator::Core core_;
  std::unique_ptr<emulator::Server> server_;
};

}  // namespace

std::unique_ptr<Door> Door::in_process(emulator::Config config) {
  return std::make_unique<InProcess>(std::move(config));
}
std::unique_ptr<Door> Door::loopback(emulator::Config config) {
  return std::make_unique<Loopback>(std::move(config));
}

}  // namespace armature::test
