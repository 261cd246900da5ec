#include <catch2/catch.hpp>

#include "azure/blob_access.hpp"
#include "azure/blob_url.hpp"
#include "base/digest.hpp"
#include "unit/azure/fakes.hpp"

using namespace armature;

namespace {

resolve::DefaultDatastore datastore(std::string protocol, std::string endpoint) {
  return {.name = "workspaceblobstore",
          .account = "contosoml",
          .container = "azureml",
          .endpoint = std::move(endpoint),
          .protocol = std::move(protocol)};
}

}  // namespace

TEST_CASE("the place of a container depends on who stands behind the endpoint") {
  struct Row {
    const char* name;
    const char* protocol;
    const char* endpoint;
    const char* want;
  };
  const Row rows[] = {
      {"public cloud", "https", "core.windows.net",
       "https://contosoml.blob.core.windows.net/azureml"},
      {"China", "https", "core.chinacloudapi.cn",
       "https://contosoml.blob.core.chinacloudapi.cn/azureml"},
      {"an emulator's port", "http", "127.0.0.1:10000", "http://127.0.0.1:10000/contosoml/azureml"},
      {"an emulator's name", "http", "localhost", "http://localhost/contosoml/azureml"},
      {"in process", "http", "emulator.localhost", "http://emulator.localhost/contosoml/azureml"},
      {"an address", "https", "10.0.0.4", "https://10.0.0.4/contosoml/azureml"},
      {"plain http to the world", "http", "core.windows.net", ""},
      {"plain http to an address elsewhere", "http", "10.0.0.4", ""},
      {"no endpoint", "https", "", ""},
      {"a trick", "https", "evil.net/x@core.windows.net", ""},
      {"another trick", "https", "core.windows.net\r\nX: 1", ""},
  };
  for (const Row& row : rows) {
    DYNAMIC_SECTION(row.name) {
      const auto url = azure::container_url(datastore(row.protocol, row.endpoint));
      CHECK(url.has_value() == (std::string(row.want) != ""));
      if (url) CHECK(*url == row.want);
    }
  }
}

TEST_CASE("a Shared Key signature covers verb, headers, metadata, path and query") {
  azure::BlobAccess access{.account = "contosoml", .key = "secret key"};
  http::Request request{.method = "PUT",
                        .url =
                            "https://contosoml.blob.core.windows.net/azureml/a%20b/c.py"
                            "?comp=block&blockid=MDA%3D",
                        .headers = {{"Content-Type", "application/octet-stream"},
                                    {"x-ms-meta-name", "score"},
                                    {"x-ms-blob-type", "BlockBlob"}},
                        .body = "hello"};
  azure::authorise(request, access, 1'795'248'000);
  const std::string signed_text =
      "PUT\n\n\n5\n\napplication/octet-stream\n\n\n\n\n\n\n"
      "x-ms-blob-type:BlockBlob\nx-ms-date:Sat, 21 Nov 2026 08:00:00 GMT\nx-ms-meta-name:score\n"
      "x-ms-version:2021-12-02\n"
      "/contosoml/azureml/a%20b/c.py\nblockid:MDA=\ncomp:block";
  CHECK(*http::header(request.headers, "Authorization") ==
        "SharedKey contosoml:" + base64(hmac_sha256("secret key", signed_text)));
}

TEST_CASE("a SAS goes into the URL and there is no Authorization header") {
  azure::BlobAccess access{.sas = "sv=2021&sig=abc%3D"};
  http::Request request{.method = "HEAD", .url = "https://a.blob.core.windows.net/c/x"};
  azure::authorise(request, access, 0);
  CHECK(request.url == "https://a.blob.core.windows.net/c/x?sv=2021&sig=abc%3D");
  CHECK(http::header(request.headers, "Authorization") == nullptr);
  http::Request block{.method = "PUT", .url = "https://a.blob.core.windows.net/c/x?comp=block"};
  azure::authorise(block, access, 0);
  CHECK(block.url.ends_with("?comp=block&sv=2021&sig=abc%3D"));
}
