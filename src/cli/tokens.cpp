#include "cli/tokens.hpp"

#include <algorithm>

#include "http/message.hpp"

namespace armature::cli {
namespace {

/// A token that somebody else fetched: it cannot be renewed, only found out to be refused.
class ReadyToken final : public azure::TokenSource {
 public:
  ReadyToken(std::string token, runtime::Loop& loop) : token_(std::move(token)), loop_(loop) {}

  void token(std::function<void(Result<std::string>)> done) override {
    Result<std::string> answer = token_;
    if (refused_)
      answer = fail(ErrorKind::no_token, "the token in ARMATURE_ACCESS_TOKEN was refused",
                    "fetch a new one, for example with `az account get-access-token`, and run the "
                    "same command again");
    loop_.after(0, [done = std::move(done), answer = std::move(answer)] { done(answer); });
  }

  void invalidate() override { refused_ = true; }

 private:
  std::string token_;
  runtime::Loop& loop_;
  bool refused_ = false;
};

bool fits_a_header(const std::string& token) {
  return std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

Result<std::unique_ptr<azure::TokenSource>> token_source(const Where& where,
                                                         const Environment& environment,
                                                         runtime::Loop& loop) {
  const auto found = environment.find("ARMATURE_ACCESS_TOKEN");
  const bool given = found != environment.end() && !found->second.empty();
  const bool on_this_machine = http::is_loopback(http::parse_url(where.origin));
  if (!given && !on_this_machine)
    return fail(ErrorKind::no_token, "there is no token for " + where.origin,
                "put one into ARMATURE_ACCESS_TOKEN, for example from\n"
                "`az account get-access-token --query accessToken -o tsv`; or use --cloud local");
  // The real token has no business with the local cloud.
  if (where.local() || !given) return std::make_unique<ReadyToken>("local", loop);
  if (!fits_a_header(found->second))
    return fail(ErrorKind::no_token, "ARMATURE_ACCESS_TOKEN holds more than a token",
                "it must be one word without spaces or line breaks");
  return std::make_unique<ReadyToken>(found->second, loop);
}

}  // namespace armature::cli
