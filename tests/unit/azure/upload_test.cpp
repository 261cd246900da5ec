#include "azure/upload.hpp"

#include <catch2/catch.hpp>

#include "base/digest.hpp"
#include "unit/azure/fakes.hpp"

using namespace armature;
using namespace armature::support;

namespace {

const std::string account_key = "Y2FuYXJ5LWtleQ==";  // "canary-key"
const std::string blob = "https://contosoml.blob.core.windows.net";
const std::string folder = "/azureml/LocalUpload/abc123/src";

/// A folder of files that stand in the store.
manifest::Content content_of(Files& store, const std::map<std::string, std::string>& files) {
  manifest::Content content{
      .path = "src", .name = "src", .md5 = "abc123", .sha256 = "ffff", .files = {}};
  for (const auto& [name, bytes] : files) {
    store.files["src/" + name] = bytes;
    content.files.push_back({.path = "src/" + name,
                             .relative = name,
                             .size = bytes.size(),
                             .sha256 = sha256_hex(bytes),
                             .md5 = {}});
  }
  return content;
}

struct UploadBench : Bench {
  UploadBench() {
    net.on("POST *listSecrets",
           {answer(200, {{"secretsType", "AccountKey"}, {"key", account_key}})});
    net.on("HEAD *", {http::Response{.status = 404}});
    net.on("PUT *", {http::Response{.status = 201}});
  }

  azure::UploadTarget target(bool any_place = false) const {
    return {.datastore = {.name = "workspaceblobstore",
                          .account = "contosoml",
                          .container = "azureml",
                          .endpoint = "core.windows.net",
                          .protocol = "https"},
            .asset = {scope(), {{"codes", "score"}, {"versions", "1"}}},
            .api_version = "v1",
            .any_place = any_place};
  }

  Result<azure::Uploaded> upload(const manifest::Content& content, bool any_place = false) {
    return settle<Result<azure::Uploaded>>([&](auto done) {
      uploader.upload(
          target(any_place), content,
          [this](const azure::UploadProgress& progress) { progress_ = progress; }, done);
    });
  }

  /// Paths of the blobs that were PUT, in order.
  std::vector<std::string> put() const {
    std::vector<std::string> paths;
    for (const auto& one : net.sent) {
      const auto url = http::parse_url(one.request.url);
      if (one.request.method == "PUT") paths.push_back(url.path);
    }
    return paths;
  }

  azure::Uploader uploader{env, client};
  azure::UploadProgress progress_;
};

std::string meta(const http::Request& request, const char* name) {
  const std::string* value = http::header(request.headers, std::string("x-ms-meta-") + name);
  return value == nullptr ? "" : *value;
}

}  // namespace

TEST_CASE("the indicator is looked at first and written last, with its metadata") {
  UploadBench bench;
  const auto content = content_of(bench.files, {{"a.py", "aa"}, {"b c.py", "bbb"}, {"d/e", ""}});
  const auto result = bench.upload(content);
  REQUIRE(result);
  CHECK(result->https_uri == blob + folder);
  CHECK(result->datastore_path == "LocalUpload/abc123/src");
  CHECK(result->bytes_sent == 5);
  CHECK(bench.progress_.bytes_sent == 5);
  CHECK(bench.progress_.bytes_total == 5);
  CHECK(bench.net.sent[1].request.method == "HEAD");
  CHECK(http::parse_url(bench.net.sent[1].request.url).path == folder + "/a.py");
  const auto paths = bench.put();
  REQUIRE(paths.size() == 3);
  CHECK(paths[0] == folder + "/b%20c.py");
  CHECK(paths[1] == folder + "/d/e");
  CHECK(paths[2] == folder + "/a.py");
  const http::Request& last = bench.net.sent.back().request;
  CHECK(meta(last, "upload_status") == "completed");
  CHECK(meta(last, "name") == "score");
  CHECK(meta(last, "version") == "1");
  CHECK(meta(bench.net.sent[2].request, "upload_status").empty());
}

TEST_CASE("what was completely uploaded before is not sent again") {
  UploadBench bench;
  const auto content = content_of(bench.files, {{"a.py", "aa"}, {"b.py", "b"}});
  SECTION("the indicator says so") {
    bench.net.on("HEAD *", {http::Response{.status = 200,
                                           .headers = {{"x-ms-meta-Upload_Status", "Completed"}}}});
    const auto result = bench.upload(content);
    REQUIRE(result);
    CHECK(result->bytes_sent == 0);
    CHECK(bench.put().empty());
  }
  SECTION("an indicator without the word does not count") {
    bench.net.on("HEAD *", {http::Response{.status = 200}});
    REQUIRE(bench.upload(content));
    CHECK(bench.put().size() == 2);
  }
}

TEST_CASE("two assets of one content upload it once, with the secret asked for once") {
  UploadBench bench;
  const auto content = content_of(bench.files, {{"a.py", "aa"}});
  std::vector<std::uint64_t> sent;
  for (int n = 0; n < 2; ++n)
    bench.uploader.upload(bench.target(), content, {}, [&](Result<azure::Uploaded> result) {
      REQUIRE(result);
      sent.push_back(result->bytes_sent);
    });
  REQUIRE(bench.loop.run_until_idle());
  CHECK(sent == std::vector<std::uint64_t>{2, 0});
  CHECK(bench.put().size() == 1);
  CHECK(bench.net.count("POST *listSecrets") == 1);
}

TEST_CASE("blob requests are signed with the key, or carry the SAS, and never the bearer token") {
  UploadBench bench;
  const auto content = content_of(bench.files, {{"a.py", "aa"}});
  SECTION("key") {
    REQUIRE(bench.upload(content));
    for (const auto& sent : bench.net.sent) {
      if (http::parse_url(sent.request.url).origin != blob) continue;
      CHECK(
          http::header(sent.request.headers, "Authorization")->starts_with("SharedKey contosoml:"));
    }
  }
  SECTION("SAS") {
    bench.net.on("POST *listSecrets",
                 {answer(200, {{"secretsType", "Sas"}, {"sasToken", "?sv=1&sig=canary"}})});
    REQUIRE(bench.upload(content));
    for (const auto& sent : bench.net.sent) {
      if (http::parse_url(sent.request.url).origin != blob) continue;
      CHECK(http::header(sent.request.headers, "Authorization") == nullptr);
      CHECK(sent.request.url.ends_with("?sv=1&sig=canary"));
    }
  }
}

TEST_CASE("a file that changed since it was hashed stops the upload before the indicator") {
  UploadBench bench;
  const auto content = content_of(bench.files, {{"a.py", "aa"}, {"b.py", "bb"}});
  SECTION("its bytes") {
    bench.files.files["src/b.py"] = "xx";
  }
  SECTION("its length") {
    bench.files.files["src/b.py"] = "bbb";
  }
  SECTION("while it is read") {
    bench.files.on_read = [&](const std::string& path) {
      if (path == "src/b.py") bench.files.files[path] = "b";
    };
  }
  const auto result = bench.upload(content);
  REQUIRE_FALSE(result);
  CHECK(result.error().kind == ErrorKind::stale);
  CHECK(result.error().message.find("src/b.py") != std::string::npos);
  for (const std::string& path : bench.put()) CHECK(path != folder + "/a.py");
}

TEST_CASE("a large file goes in blocks of bounded size and is committed at the end") {
  UploadBench bench;
  const std::string bytes(70U << 20U, 'x');
  const auto content = content_of(bench.files, {{"model.bin", bytes}});
  SECTION("whole") {
    const auto result = bench.upload(content);
    REQUIRE(result);
    CHECK(result->bytes_sent == bytes.size());
    CHECK(bench.files.largest <= (8U << 20U));
    std::size_t sent = 0;
    for (const auto& one : bench.net.sent) {
      if (one.request.url.find("comp=block&") != std::string::npos) sent += one.request.body.size();
    }
    CHECK(sent == bytes.size());
    const http::Request& last = bench.net.sent.back().request;
    CHECK(last.url.find("comp=blocklist") != std::string::npos);
    CHECK(meta(last, "upload_status") == "completed");
    const std::string start = "<Latest>MDAwMDAwMDA=</Latest><Latest>MDAwMDAwMDE=</Latest>";
    CHECK(last.body.find(start) != std::string::npos);
  }
  SECTION("not committed when it changed under our hands") {
    bench.files.files["src/model.bin"][69U << 20U] = 'y';
    const auto result = bench.upload(content);
    REQUIRE_FALSE(result);
    CHECK(result.error().kind == ErrorKind::stale);
    for (const auto& one : bench.net.sent)
      CHECK(one.request.url.find("comp=blocklist") == std::string::npos);
  }
}

TEST_CASE("a blob that is not taken at once is sent again") {
  struct Row {
    const char* name;
    http::Reply trouble;
  };
  const Row rows[] = {{"no connection", http::NetError::connect},
                      {"no answer", http::NetError::timeout_sent},
                      {"a cut connection", http::NetError::reset_sent},
                      {"busy", http::Response{.status = 503}},
                      {"throttled", http::Response{.status = 429}}};
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      UploadBench bench;
      bench.net.on("PUT *", {row.trouble, http::Response{.status = 201}});
      CHECK(bench.upload(content_of(bench.files, {{"a.py", "aa"}})));
      CHECK(bench.put().size() == 2);
    }
  }
}

TEST_CASE("a pause that the storage account asks for holds for all blobs") {
  UploadBench bench;
  const auto busy = http::Response{.status = 503, .headers = {{"Retry-After", "30"}}};
  bench.net.on("PUT *", {busy, http::Response{.status = 201}});
  std::map<std::string, std::string> files;
  for (int n = 0; n < 40; ++n) files["f" + std::to_string(n)] = "x";
  REQUIRE(bench.upload(content_of(bench.files, files)));
  for (const auto& sent : bench.net.sent) {
    const bool held = sent.at < second || sent.at >= 30 * second;
    CHECK(held);
  }
}

TEST_CASE("a refused blob fails with the storage's code and without what it repeats") {
  UploadBench bench;
  bench.net.on("PUT *", {http::Response{.status = 403,
                                        .headers = {{"x-ms-error-code", "AuthorizationFailure"},
                                                    {"x-ms-request-id", "5c1e"}},
                                        .body = "<Error>canary string to sign</Error>"}});
  const auto result = bench.upload(content_of(bench.files, {{"a.py", "aa"}}));
  REQUIRE_FALSE(result);
  CHECK(result.error().code == "AuthorizationFailure");
  CHECK_FALSE(result.error().remedy.empty());
  CHECK(result.error().message.find("canary") == std::string::npos);
}

TEST_CASE("where the datastore's secret is denied, code goes to a place of the service's own") {
  UploadBench bench;
  bench.net.on("POST *listSecrets", {refusal(403, "AuthorizationFailed")});
  const auto content = content_of(bench.files, {{"a.py", "aa"}, {"b.py", "b"}});
  const std::string place = "https://other.blob.core.windows.net/tmp-1/xyz";
  bench.net.on(
      "POST *startPendingUpload",
      {answer(200, {{"blobReferenceForConsumption",
                     {{"blobUri", place},
                      {"credential",
                       {{"credentialType", "SAS"}, {"sasUri", place + "?sv=1&sig=canary"}}}}}})});
  SECTION("code") {
    const auto result = bench.upload(content, true);
    REQUIRE(result);
    CHECK(result->https_uri == place);
    CHECK(result->datastore_path.empty());
    CHECK(bench.net.count("HEAD *") == 0);
    CHECK(bench.put() == std::vector<std::string>{"/tmp-1/xyz/b.py", "/tmp-1/xyz/a.py"});
    for (const auto& sent : bench.net.sent) {
      if (sent.request.method == "PUT")
        CHECK(http::header(sent.request.headers, "Authorization") == nullptr);
    }
  }
  SECTION("code, to a place on another host than its SAS") {
    bench.net.on(
        "POST *startPendingUpload",
        {answer(200, {{"blobReferenceForConsumption",
                       {{"blobUri", place},
                        {"credential", {{"sasUri", "https://evil.net/x?sig=canary"}}}}}})});
    CHECK_FALSE(bench.upload(content, true));
    CHECK(bench.put().empty());
  }
  SECTION("anything else fails and says which right is missing") {
    const auto result = bench.upload(content);
    REQUIRE_FALSE(result);
    CHECK(result.error().status == 403);
    CHECK(result.error().remedy.find("listSecrets") != std::string::npos);
  }
}

TEST_CASE("the secret is asked for again where the answer was lost") {
  UploadBench bench;
  bench.net.on("POST *listSecrets",
               {http::NetError::reset_sent, answer(500), answer(200, {{"key", account_key}})});
  CHECK(bench.upload(content_of(bench.files, {{"a.py", "aa"}})));
}

TEST_CASE("a datastore without key or SAS, and a folder without files, are refused") {
  UploadBench bench;
  bench.net.on("POST *listSecrets", {answer(200, {{"secretsType", "None"}})});
  CHECK_FALSE(bench.upload(content_of(bench.files, {{"a.py", "aa"}})));
  CHECK_FALSE(bench.upload(content_of(bench.files, {})));
}

TEST_CASE("an interrupt ends an upload") {
  UploadBench bench;
  bench.net.on("PUT *", {http::NetError::timeout_sent});
  std::optional<Error> error;
  bench.uploader.upload(bench.target(), content_of(bench.files, {{"a.py", "aa"}, {"b.py", "b"}}),
                        {}, [&](Result<azure::Uploaded> result) { error = result.error(); });
  bench.loop.after(second, [&] { bench.uploader.stop(); });
  REQUIRE(bench.loop.run_until([&] { return error.has_value(); }));
  CHECK(error->kind == ErrorKind::cancelled);
  CHECK(bench.loop.now() <= 12 * second);
}
