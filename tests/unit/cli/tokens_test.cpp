#include "cli/tokens.hpp"

#include <catch2/catch.hpp>

#include "runtime/real.hpp"

namespace armature::cli {
namespace {

Where at(const std::string& cloud, const std::string& origin) {
  Where where;
  where.cloud = cloud;
  where.origin = origin;
  return where;
}

Result<std::string> token_of(azure::TokenSource& source, runtime::RealLoop& loop) {
  std::optional<Result<std::string>> answer;
  source.token([&answer](Result<std::string> token) { answer = std::move(token); });
  CHECK_FALSE(answer);
  loop.run([&answer] { return answer.has_value(); });
  return *answer;
}

const Where azure_cloud = at("AzureCloud", "https://management.azure.com");
const Where loopback = at("AzureCloud", "http://127.0.0.1:8080");
const Where local = at("local", "http://armature.localhost");

}  // namespace

TEST_CASE("a token comes from the environment, and the local cloud never sees it") {
  const auto loop = runtime::RealLoop::make();
  struct Row {
    const Where& where;
    Environment environment;
    const char* token;  ///< null pointer: none can be had
  };
  const Row rows[] = {{azure_cloud, {{"ARMATURE_ACCESS_TOKEN", "real"}}, "real"},
                      {azure_cloud, {}, nullptr},
                      {azure_cloud, {{"ARMATURE_ACCESS_TOKEN", ""}}, nullptr},
                      {azure_cloud, {{"ARMATURE_ACCESS_TOKEN", "two words"}}, nullptr},
                      {azure_cloud, {{"ARMATURE_ACCESS_TOKEN", "line\r\nbreak"}}, nullptr},
                      {loopback, {}, "local"},
                      {loopback, {{"ARMATURE_ACCESS_TOKEN", "given"}}, "given"},
                      {local, {{"ARMATURE_ACCESS_TOKEN", "real"}}, "local"}};
  for (const Row& row : rows) {
    CAPTURE(row.where.origin, row.environment.size());
    const auto source = token_source(row.where, row.environment, *loop);
    REQUIRE(source.has_value() == (row.token != nullptr));
    if (source) {
      CHECK(token_of(**source, *loop) == std::string(row.token));
    } else {
      CHECK(source.error().kind == ErrorKind::no_token);
      CHECK_FALSE(source.error().remedy.empty());
    }
  }
}

TEST_CASE("a refused token is not offered again") {
  const auto loop = runtime::RealLoop::make();
  const auto source = token_source(azure_cloud, {{"ARMATURE_ACCESS_TOKEN", "old"}}, *loop).value();
  source->invalidate();
  const auto token = token_of(*source, *loop);
  REQUIRE_FALSE(token);
  CHECK(token.error().kind == ErrorKind::no_token);
  CHECK(token.error().message.find("old") == std::string::npos);
}

}  // namespace armature::cli
