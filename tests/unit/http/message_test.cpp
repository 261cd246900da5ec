#include "http/message.hpp"

#include <catch2/catch.hpp>

namespace armature::http {

TEST_CASE("header names compare ignoring case, and setting one replaces every older value") {
  Headers headers{{"Retry-After", "3"}, {"X", "1"}, {"retry-after", "5"}};
  REQUIRE(header(headers, "RETRY-AFTER") != nullptr);
  CHECK(*header(headers, "RETRY-AFTER") == "3");
  CHECK(header(headers, "Location") == nullptr);
  set_header(headers, "retry-AFTER", "9");
  CHECK(headers == Headers{{"Retry-After", "9"}, {"X", "1"}});
  set_header(headers, "Location", "/x");
  CHECK(headers.back() == Headers::value_type{"Location", "/x"});
}

TEST_CASE("a URL falls apart into origin, path and query without decoding") {
  struct Row {
    const char *text, *origin, *path, *query;
  };
  const Row rows[] = {
      {"https://Management.Azure.com/a/b?x=1&y=%20", "https://management.azure.com", "/a/b",
       "x=1&y=%20"},
      {"HTTPS://h:443/", "https://h", "/", ""},
      {"http://h:0080/", "http://h", "/", ""},
      {"http://127.0.0.1:8080", "http://127.0.0.1:8080", "/", ""},
      {"http://[::1]:9/x", "http://[::1]:9", "/x", ""},
      {"https://h?x=/y", "https://h", "/", "x=/y"},
      {"https://h/a#b?c", "https://h", "/a", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const Url url = parse_url(row.text);
    CHECK(url.origin == row.origin);
    CHECK(url.path == row.path);
    CHECK(url.query == row.query);
  }
}

TEST_CASE("a URL that readers could take for another host has no origin") {
  const char* texts[] = {
      "",
      "management.azure.com/a",
      "//management.azure.com/a",
      "ftp://h/",
      "https:///a",
      "https://user@h/",
      "https://h:x/",
      "https://h:/",
      "https://h:70000/",
      "https://h\\@evil/",
      "https://h /",
      "https://h/a b",
      "https://h/\n",
      "https://h\xc3\xa9/",
      "https://%68/",
      "https://[::1/",
      "https://[::1]x/",
      "https://::1/",
  };
  for (const char* text : texts) {
    CAPTURE(text);
    CHECK(parse_url(text).origin.empty());
  }
}

TEST_CASE("loopback is told from names that only look like it") {
  struct Row {
    const char* url;
    bool loopback;
  };
  const Row rows[] = {
      {"http://127.0.0.1:80/", true},
      {"http://127.8.9.10/", true},
      {"http://[::1]:8080/", true},
      {"http://localhost:1/", true},
      {"http://armature.localhost/", true},
      {"http://localhost.example.com/", false},
      {"http://127.0.0.1.example.com/", false},
      {"http://127.example/", false},
      {"http://notlocalhost/", false},
      {"http://10.0.0.1/", false},
      {"http://[::2]/", false},
      {"nonsense", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.url);
    CHECK(is_loopback(parse_url(row.url)) == row.loopback);
  }
}

}  // namespace armature::http
