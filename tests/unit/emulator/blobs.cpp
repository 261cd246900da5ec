#include <catch2/catch.hpp>

#include "base/digest.hpp"
#include "unit/emulator/cloud.hpp"

namespace armature::test {
namespace {

constexpr const char* kDate = "Mon, 21 Sep 2026 14:13:20 GMT";

/// The default datastore's account, spoken to with its key.
class Account {
 public:
  explicit Account(Cloud& local) : cloud(local) {
    const Json store = cloud.get("/datastores/workspaceblobstore").at("properties");
    name = store.at("accountName");
    container = store.at("containerName");
    key =
        Json::parse(cloud.arm("POST", "/datastores/workspaceblobstore/listSecrets").body).at("key");
  }

  /// `path` begins behind the container and may have a query; `signed_resource` is what the
  /// documented rule makes of it.
  http::Response send(const std::string& method, const std::string& path,
                      const std::string& body = {}, http::Headers headers = {},
                      const std::string& query_lines = {}) {
    headers.emplace_back("x-ms-date", kDate);
    headers.emplace_back("x-ms-version", "2021-08-06");
    const std::string bare = "/" + name + "/" + container + path.substr(0, path.find('?'));
    std::string text = method + "\n\n\n" + (body.empty() ? "" : std::to_string(body.size())) + "\n";
    for (const char* part : {"Content-MD5", "Content-Type"}) {
      const std::string* value = http::header(headers, part);
      text += (value == nullptr ? "" : *value) + std::string("\n");
    }
    text += "\n\n\n";
    const std::string* none_match = http::header(headers, "If-None-Match");
    text += (none_match == nullptr ? "" : *none_match) + std::string("\n\n\n");
    std::vector<std::string> lines;
    for (const auto& [header, value] : headers)
      if (header.starts_with("x-ms-")) lines.push_back(header + ":" + value + "\n");
    std::sort(lines.begin(), lines.end());
    for (const std::string& line : lines) text += line;
    text += "/" + name + bare + query_lines;
    headers.emplace_back("Authorization",
                         "SharedKey " + name + ":" + base64(hmac_sha256(from_base64(key), text)));
    return cloud.core.handle(
        {.method = method,
         .url = cloud.origin + bare +
                (path.find('?') == std::string::npos ? "" : path.substr(path.find('?'))),
         .headers = headers,
         .body = body},
        cloud.now);
  }

  Cloud& cloud;
  std::string name, container, key;
};

std::string code(const http::Response& answer) {
  const std::string* value = http::header(answer.headers, "x-ms-error-code");
  return value == nullptr ? "" : *value;
}

http::Headers block_blob() {
  return {{"x-ms-blob-type", "BlockBlob"}};
}

}  // namespace

TEST_CASE("a blob is put with a Shared Key, read back, listed and deleted") {
  Cloud cloud;
  Account account(cloud);
  const auto put =
      account.send("PUT", "/LocalUpload/ab/main.py", "print()",
                   {{"x-ms-blob-type", "BlockBlob"}, {"x-ms-meta-upload_status", "completed"}});
  INFO(put.body);
  REQUIRE(put.status == 201);
  const auto head = account.send("HEAD", "/LocalUpload/ab/main.py");
  CHECK(head.status == 200);
  CHECK(head.body.empty());
  CHECK(*http::header(head.headers, "Content-Length") == "7");
  CHECK(*http::header(head.headers, "x-ms-meta-upload_status") == "completed");
  CHECK(account.send("GET", "/LocalUpload/ab/main.py").body == "print()");
  const auto list = account.send("GET", "?restype=container&comp=list&prefix=LocalUpload/", {}, {},
                                 "\ncomp:list\nprefix:LocalUpload/\nrestype:container");
  INFO(list.body);
  CHECK(list.body.find("<Name>LocalUpload/ab/main.py</Name>") != std::string::npos);
  CHECK(account.send("DELETE", "/LocalUpload/ab/main.py").status == 202);
  const auto gone = account.send("HEAD", "/LocalUpload/ab/main.py");
  CHECK(gone.status == 404);
  CHECK(code(gone) == "BlobNotFound");
}

TEST_CASE("metadata can be replaced, an existing blob can be protected, digests are checked") {
  Cloud cloud;
  Account account(cloud);
  account.send("PUT", "/a", "one", block_blob());
  CHECK(account.send("PUT", "/a?comp=metadata", {}, {{"x-ms-meta-name", "x"}}, "\ncomp:metadata")
            .status == 200);
  CHECK(*http::header(account.send("HEAD", "/a").headers, "x-ms-meta-name") == "x");
  CHECK(code(account.send("PUT", "/a", "two",
                          {{"x-ms-blob-type", "BlockBlob"}, {"If-None-Match", "*"}})) ==
        "BlobAlreadyExists");
  CHECK(code(account.send("PUT", "/a", "two",
                          {{"x-ms-blob-type", "BlockBlob"},
                           {"Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA=="}})) == "Md5Mismatch");
  CHECK(code(account.send("PUT", "/a", "two")) == "MissingRequiredHeader");
  CHECK(account.send("GET", "/a").body == "one");
}

TEST_CASE("blocks make a blob in the order of the list") {
  Cloud cloud;
  Account account(cloud);
  for (const auto& [id, bytes] : {std::pair("Mg==", "world"), std::pair("MQ==", "hello ")})
    CHECK(account
              .send("PUT", "/big?comp=block&blockid=" + std::string(id, 2) + "%3D%3D", bytes, {},
                    "\nblockid:" + std::string(id) + "\ncomp:block")
              .status == 201);
  const std::string list =
      "<?xml version=\"1.0\"?><BlockList><Latest>MQ==</Latest><Latest>Mg==</Latest></BlockList>";
  CHECK(account.send("HEAD", "/big").status == 404);
  CHECK(account.send("PUT", "/big?comp=blocklist", list, {}, "\ncomp:blocklist").status == 201);
  CHECK(account.send("GET", "/big").body == "hello world");
  CHECK(code(account.send("PUT", "/big?comp=blocklist",
                          "<BlockList><Latest>Mw==</Latest></BlockList>", {},
                          "\ncomp:blocklist")) == "InvalidBlockList");
}

TEST_CASE("blobs are refused without a signature, with a wrong one, and with ARM's token") {
  Cloud cloud;
  Account account(cloud);
  const std::string url = cloud.origin + "/" + account.name + "/" + account.container + "/a";
  const auto with = [&](http::Headers headers) {
    return cloud.core
        .handle({.method = "PUT", .url = url, .headers = std::move(headers), .body = "x"},
                cloud.now)
        .status;
  };
  CHECK(with(block_blob()) == 403);
  CHECK(with({{"Authorization", "Bearer anything"}, {"x-ms-blob-type", "BlockBlob"}}) == 403);
  CHECK(with({{"Authorization",
               "Bearer e30." +
                   base64url(R"({"aud":"https://management.azure.com","exp":1790000100})") + ".x"},
              {"x-ms-version", "2021-08-06"},
              {"x-ms-blob-type", "BlockBlob"}}) == 403);
  CHECK(with({{"Authorization",
               "Bearer e30." +
                   base64url(R"({"aud":"https://storage.azure.com/","exp":1790000100})") + ".x"},
              {"x-ms-version", "2021-08-06"},
              {"x-ms-blob-type", "BlockBlob"}}) == 201);
  account.key = base64("another key");
  CHECK(code(account.send("PUT", "/a", "x", block_blob())) == "AuthenticationFailed");
}

TEST_CASE("a SAS opens its container for a day, and goes without Authorization") {
  Cloud cloud;
  const auto reference =
      Json::parse(cloud.arm("POST", "/codes/c/versions/1/startPendingUpload", "{}").body)
          .at("blobReferenceForConsumption");
  const std::string sas = reference.at("/credential/sasUri"_json_pointer);
  const auto question = sas.find('?');
  const auto put = [&](const std::string& folder, const std::string& query,
                       http::Headers extra = {}) {
    extra.emplace_back("x-ms-blob-type", "BlockBlob");
    return cloud.core
        .handle(
            {.method = "PUT", .url = folder + "/a/b.py?" + query, .headers = extra, .body = "x"},
            cloud.now)
        .status;
  };
  const std::string folder = sas.substr(0, question), query = sas.substr(question + 1);
  CHECK(put(folder, query) == 201);
  CHECK(put(folder + "x", query) == 403);
  CHECK(put(folder, query.substr(0, query.size() - 4)) == 403);
  CHECK(put(folder, query, {{"Authorization", "Bearer x"}}) == 403);
  cloud.now += 25 * 3600 * kSecond;
  CHECK(put(folder, query) == 403);
}

TEST_CASE("a container that is not the workspace's is made first") {
  Cloud cloud;
  Account account(cloud);
  account.container = "mine";
  CHECK(code(account.send("PUT", "/a", "x", block_blob())) == "ContainerNotFound");
  CHECK(account.send("PUT", "?restype=container", {}, {}, "\nrestype:container").status == 201);
  CHECK(code(account.send("PUT", "?restype=container", {}, {}, "\nrestype:container")) ==
        "ContainerAlreadyExists");
  CHECK(account.send("PUT", "/a", "x", block_blob()).status == 201);
}

}  // namespace armature::test
