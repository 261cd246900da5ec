#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.hpp"
#include "http/curl_transport.hpp"

namespace armature::http {
namespace {

struct MemoryLog : runtime::Log {
  void write(runtime::Level, std::string_view line) override { text += std::string(line) + "\n"; }
  std::string text;
};

/// Answers every request with the same reply.
struct Canned : Transport {
  Canned(runtime::Loop& l, Reply r) : loop(l), reply(std::move(r)) {}
  void send(Request, std::function<void(Reply)> done) override {
    loop.after(0, [done = std::move(done), this] { done(reply); });
  }
  runtime::Loop& loop;
  Reply reply;
};

struct Folder {
  Folder() {
    char name[] = "/tmp/armature-test-XXXXXX";
    path = mkdtemp(name);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

std::vector<Json> lines_of(const std::string& file) {
  std::ifstream in(file);
  std::vector<Json> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(Json::parse(line));
  return lines;
}

void exchange(Transport& transport, runtime::RealLoop& loop, Request request) {
  bool answered = false;
  transport.send(std::move(request), [&](Reply) { answered = true; });
  loop.run([&] { return answered; });
}

}  // namespace

TEST_CASE(
    "each request and its answer become a line without secrets, in a file for its owner only") {
  Folder folder;
  const std::string file = folder.path / "http.log";
  std::ofstream(file) << "old\n";
  chmod(file.c_str(), 0644);
  auto loop = runtime::RealLoop::make();
  MemoryLog log;
  Canned inner(*loop, Response{201, {{"x-ms-request-id", "r1"}}, R"({"key":"canary"})"});
  auto transport = logging_transport(inner, *loop, log, file);
  REQUIRE(transport);
  exchange(**transport, *loop,
           {"PUT",
            "https://h/a?api-version=1&sig=canary",
            {{"Authorization", "Bearer canary"}},
            "{\"a\":1}"});
  inner.reply = NetError::reset_sent;
  exchange(**transport, *loop, {"GET", "https://h/b"});

  struct stat status = {};
  REQUIRE(stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  const auto lines = lines_of(file);
  REQUIRE(lines.size() == 4);
  CHECK(lines[0]["request"] == 1);
  CHECK(lines[0]["method"] == "PUT");
  CHECK(lines[0]["body"]["a"] == 1);
  CHECK(lines[1]["answer_to"] == 1);
  CHECK(lines[1]["status"] == 201);
  CHECK(lines[1]["headers"]["x-ms-request-id"] == "r1");
  CHECK(lines[3]["answer_to"] == 2);
  CHECK(lines[3]["error"] == "reset_sent");
  for (const Json& line : lines) CHECK(line.dump().find("canary") == std::string::npos);
}

TEST_CASE("a token that the server sends back does not reach the log") {
  Folder folder;
  const std::string file = folder.path / "http.log";
  auto loop = runtime::RealLoop::make();
  MemoryLog log;
  for (const std::string token : {"canary", "token"}) {
    Canned inner(
        *loop,
        Response{403, {{"x-ms-request-id", token}}, R"({"message":"you sent )" + token + "\"}"});
    auto transport = logging_transport(inner, *loop, log, file);
    REQUIRE(transport);
    exchange(**transport, *loop, {"GET", "https://h/", {{"Authorization", "Bearer " + token}}});
    const auto lines = lines_of(file);
    REQUIRE(lines.size() == 2);
    CHECK(lines[1]["headers"].dump().find("(token)") != std::string::npos);
    CHECK(lines[1]["body"]["message"] == "you sent (token)");
  }
}

TEST_CASE("a log that cannot be opened is an error with a remedy") {
  auto loop = runtime::RealLoop::make();
  MemoryLog log;
  Canned inner(*loop, Response{});
  const auto transport = logging_transport(inner, *loop, log, "/nowhere/at/all");
  REQUIRE_FALSE(transport);
  CHECK(transport.error().message.find("/nowhere/at/all") != std::string::npos);
  CHECK_FALSE(transport.error().remedy.empty());
}

TEST_CASE("a log that breaks in the middle is reported once, and requests go on") {
  auto loop = runtime::RealLoop::make();
  MemoryLog log;
  Canned inner(*loop, Response{200, {}, ""});
  const auto transport = logging_transport(inner, *loop, log, "/dev/full");
  REQUIRE(transport);
  exchange(**transport, *loop, {"GET", "https://h/"});
  exchange(**transport, *loop, {"GET", "https://h/"});
  CHECK(log.text.find("the log of requests ends here") == 0);
  CHECK(log.text.find('\n') == log.text.size() - 1);
}

}  // namespace armature::http
