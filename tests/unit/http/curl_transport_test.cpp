#include "http/curl_transport.hpp"

#include <mutex>
#include <optional>

#include <catch2/catch.hpp>

#include "raw_server.hpp"

namespace armature::http {
namespace {

using runtime::millisecond;
using Connection = RawServer::Connection;

struct MemoryLog : runtime::Log {
  void write(runtime::Level, std::string_view line) override { text += std::string(line) + "\n"; }
  std::string text;
};

struct Client {
  explicit Client(CurlOptions options = {.user_agent = "Armature/test"})
      : transport(curl_transport(*loop, log, std::move(options)).value()) {}

  Reply send(Request request) {
    std::optional<Reply> reply;
    transport->send(std::move(request), [&](Reply got) { reply = std::move(got); });
    CHECK_FALSE(reply);
    loop->run([&] { return reply.has_value(); });
    return *std::move(reply);
  }

  std::unique_ptr<runtime::RealLoop> loop = runtime::RealLoop::make();
  MemoryLog log;
  std::unique_ptr<Transport> transport;
};

const Response& response(const Reply& reply) {
  REQUIRE(std::holds_alternative<Response>(reply));
  return std::get<Response>(reply);
}

NetError error(const Reply& reply) {
  REQUIRE(std::holds_alternative<NetError>(reply));
  return std::get<NetError>(reply);
}

}  // namespace

TEST_CASE("method, headers and body arrive as they were given") {
  std::string seen;
  Reply reply;
  {
    RawServer server([&](Connection& connection) {
      seen = connection.request();
      connection.answer_ok("hello");
    });
    Client client;
    reply = client.send({"PUT",
                         server.url("/a/%20b/../c?x=1"),
                         {{"Content-Type", "application/json"}, {"X-Empty", ""}},
                         "{}"});
  }
  CHECK(response(reply).status == 200);
  CHECK(response(reply).body == "hello");
  CHECK(seen.starts_with("PUT /a/%20b/../c?x=1 HTTP/1.1\r\n"));
  CHECK(seen.find("Content-Type: application/json\r\n") != seen.npos);
  CHECK(seen.find("X-Empty:\r\n") != seen.npos);
  CHECK(seen.find("User-Agent: Armature/test\r\n") != seen.npos);
  CHECK(seen.find("Expect:") == seen.npos);
  CHECK(seen.ends_with("\r\n\r\n{}"));
}

TEST_CASE(
    "a POST without a body says that its length is 0, and GET and DELETE say nothing of a length") {
  for (const std::string method : {"POST", "GET", "DELETE"}) {
    CAPTURE(method);
    std::string seen;
    {
      RawServer server([&](Connection& connection) {
        seen = connection.request();
        connection.answer("HTTP/1.1 204 No Content\r\n\r\n");
      });
      Client client;
      CHECK(response(client.send({method, server.url()})).status == 204);
    }
    CHECK(seen.starts_with(method + " / "));
    CHECK((seen.find("Content-Length: 0\r\n") != seen.npos) == (method == "POST"));
  }
}

TEST_CASE("an answer may come a byte at a time, after an interim one") {
  RawServer server([](Connection& connection) {
    connection.request();
    connection.answer("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n");
    for (const char byte :
         std::string("HTTP/1.1 201 Created\r\nRetry-After:  7 \r\nContent-Length: 2\r\n\r\nok"))
      connection.answer(std::string(1, byte));
  });
  Client client;
  const Reply reply = client.send({"GET", server.url()});
  CHECK(response(reply).status == 201);
  CHECK(response(reply).body == "ok");
  CHECK(response(reply).headers == Headers{{"Retry-After", "7"}, {"Content-Length", "2"}});
}

TEST_CASE("a redirect is handed back, not followed") {
  RawServer server([](Connection& connection) {
    connection.request();
    connection.answer(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: "
        "0\r\n\r\n");
  });
  Client client;
  CHECK(response(client.send({"GET", server.url()})).status == 307);
}

TEST_CASE("failures keep apart what was never sent from what may have taken effect") {
  struct Row {
    const char* name;
    std::function<void(Connection&)> serve;
    NetError want;
  };
  const Row rows[] = {
      {"no answer in time", [](Connection& c) { c.request(), c.wait_for_close(); },
       NetError::timeout_sent},
      {"an answer that never ends",
       [](Connection& c) {
         c.request(), c.answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), c.wait_for_close();
       },
       NetError::timeout_sent},
      {"closed without an answer", [](Connection& c) { c.request(); }, NetError::reset_sent},
      {"reset", [](Connection& c) { c.request(), c.reset(); }, NetError::reset_sent},
      {"cut in the body",
       [](Connection& c) {
         c.request(), c.answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx");
       },
       NetError::reset_sent},
      {"not HTTP", [](Connection& c) { c.request(), c.answer("SSH-2.0-OpenSSH_9.2\r\n\r\n"); },
       NetError::reset_sent},
      {"a body beyond all measure",
       [](Connection& c) { c.request(), c.answer_ok(std::string(2000, 'x')); },
       NetError::too_large},
      {"headers beyond all measure",
       [](Connection& c) {
         c.request();
         std::string text = "HTTP/1.1 200 OK\r\n";
         for (int i = 0; i < 300; ++i) text += "X-" + std::to_string(i) + ": 1\r\n";
         c.answer(text + "Content-Length: 0\r\n\r\n");
       },
       NetError::too_large},
  };
  for (const Row& row : rows) DYNAMIC_SECTION(row.name) {
      RawServer server(row.serve);
      Client client({.user_agent = "t", .body_max = 1000});
      CHECK(error(client.send({"PUT", server.url(), {}, "{}", 100 * millisecond})) == row.want);
    }
}

TEST_CASE("a refused connection means that nothing was sent, and the log says why") {
  std::string url;
  {
    RawServer gone([](Connection&) {});
    url = gone.url("/secret-path?sig=canary");
  }
  Client client;
  CHECK(error(client.send({"PUT", url, {}, "{}"})) == NetError::connect);
  CHECK(error(client.send({"PUT", url, {}, "{}"})) == NetError::connect);
  CHECK(client.log.text.find("http://127.0.0.1:") == 0);
  CHECK(client.log.text.find("canary") == std::string::npos);
  CHECK(client.log.text.find('\n') == client.log.text.size() - 1);
}

TEST_CASE(
    "http beyond loopback, other schemes and split headers are refused before anything is sent") {
  Client client;
  for (const char* url : {"http://example.com/", "ftp://127.0.0.1/", "file:///etc/passwd",
                          "http://a@127.0.0.1/", ""}) {
    CAPTURE(url);
    CHECK(error(client.send({"GET", url})) == NetError::connect);
  }
  CHECK(error(client.send({"GET", "http://127.0.0.1:1/", {{"X", "a\r\nY: b"}}})) ==
        NetError::connect);
}

TEST_CASE("a server without TLS behind https:// gets no request") {
  std::string seen = "nothing";
  {
    RawServer server([&](Connection& connection) {
      connection.answer("HTTP/1.1 200 OK\r\n\r\n");
      seen = connection.request();
    });
    Client client;
    const std::string url = "https" + server.url().substr(4);
    CHECK(error(client.send({"GET", url, {{"Authorization", "canary"}}})) == NetError::connect);
  }
  CHECK(seen.find("canary") == seen.npos);
}

TEST_CASE(
    "a kept connection that dies under a read is replaced, and under a write it is reported") {
  struct Row {
    const char* method;
    bool repeated;
  };
  for (const Row& row :
       {Row{"GET", true}, Row{"PUT", false}, Row{"DELETE", false}, Row{"POST", false}}) {
    CAPTURE(row.method);
    std::vector<std::string> seen;
    Reply reply;
    {
      RawServer server([&](Connection& connection) {
        seen.push_back(connection.request());
        connection.answer_ok("");
        seen.push_back(connection.request());  // and no answer
      });
      Client client;
      client.send({"GET", server.url()});
      reply = client.send({row.method, server.url()});
    }
    std::erase(seen, "");
    CHECK(seen.size() == (row.repeated ? 3 : 2));
    if (row.repeated)
      CHECK(response(reply).status == 200);
    else
      CHECK(error(reply) == NetError::reset_sent);
  }
}

TEST_CASE("more requests than connections wait their turn, and all are answered") {
  RawServer server([](Connection& connection) {
    while (!connection.request().empty()) connection.answer_ok("x");
  });
  Client client({.user_agent = "t", .connections_max = 1});
  int answered = 0;
  for (int i = 0; i < 200; ++i)
    client.transport->send({"GET", server.url()}, [&](Reply reply) {
      answered += std::holds_alternative<Response>(reply) ? 1 : 0;
    });
  client.loop->run([&] { return answered == 200; });
  CHECK(answered == 200);
  client.transport.reset();
}

TEST_CASE("a transport that is destroyed answers nothing more") {
  RawServer server([](Connection& connection) { connection.wait_for_close(); });
  Client client;
  bool answered = false;
  client.transport->send({"GET", server.url()}, [&](Reply) { answered = true; });
  client.transport.reset();
  bool end = false;
  client.loop->after(millisecond, [&] { end = true; });
  client.loop->run([&] { return end; });
  CHECK_FALSE(answered);
}

TEST_CASE("a gzipped answer is unpacked, and its unpacked size counts") {
  const unsigned char packed[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02,
                                  0x03, 0x53, 0x50, 0x18, 0x05, 0xa3, 0x60, 0x14, 0x8c,
                                  0x82, 0x51, 0x30, 0x0a, 0x46, 0xc1, 0x50, 0x07, 0x00,
                                  0x2a, 0xca, 0x16, 0x55, 0xd0, 0x07, 0x00, 0x00};  // 2,000 spaces
  const std::string body(reinterpret_cast<const char*>(packed), sizeof packed);
  RawServer server([&](Connection& connection) {
    while (!connection.request().empty())
      connection.answer("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " +
                        std::to_string(body.size()) + "\r\n\r\n" + body);
  });
  Client generous;
  CHECK(response(generous.send({"GET", server.url()})).body == std::string(2000, ' '));
  generous.transport.reset();
  Client strict({.user_agent = "t", .body_max = 1999});
  CHECK(error(strict.send({"GET", server.url()})) == NetError::too_large);
}

}  // namespace armature::http
