#include <catch2/catch.hpp>

#include "base/address.hpp"
#include "base/diagnostic.hpp"
#include "base/digest.hpp"

using namespace armature;

TEST_CASE("an address is read as it is printed") {
  for (const char* text : {"compute/batch-cluster", "model/mnist:1",
                           "batch_deployment/mnist-batch/torch", "code/a:3f9a1c20"})
    CHECK(parse_address(text).value().text() == text);
  const Address address = parse_address("batch_deployment/e/d").value();
  CHECK(address.parent == "e");
  CHECK(address.name == "d");
  for (const char* text : {"", "compute", "compute/", "/x", "a//b", "model/m:", "a/b/c/d"})
    CHECK_FALSE(parse_address(text).has_value());
}

TEST_CASE("diagnostics print position, summary and remedy, and sort by position") {
  const auto file = std::make_shared<const std::string>("score.yml");
  Diagnostics all = {{.pos = {file, 12, 9}, .summary = "Unknown reference", .detail = "one\ntwo"},
                     {.severity = Severity::warning, .pos = {file, 3, 1}, .summary = "Odd"}};
  sort(all);
  CHECK(to_text(all[0]) == "score.yml:3:1: warning: Odd");
  CHECK(to_text(all[1]) == "score.yml:12:9: error: Unknown reference\n  one\n  two");
  CHECK(has_errors(all));
  CHECK(short_text(all[1].pos) == "score.yml:12");
  CHECK(to_text({.summary = "No stack"}) == "error: No stack");
}

TEST_CASE("digests and base64 agree with published vectors") {
  CHECK(md5_hex("") == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(base64("light w") == "bGlnaHQgdw==");
  CHECK(base64("") == "");
  CHECK(base64url("\xFB\xFF") == "-_8");
  CHECK(from_base64("bGlnaHQgdw==") == "light w");
  CHECK(from_base64("not base64").empty());
  CHECK(base64(hmac_sha256("key", "The quick brown fox jumps over the lazy dog")) ==
        "97yD9DBThCSxMpjmqm+xQ+9NWaFJRhdZl0edvC0aPNg=");
}
