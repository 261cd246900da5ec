#include "emulator/auth.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace armature::emulator {
namespace {

constexpr Nanos kSecond = 1'000'000'000;

http::Response challenge(std::string_view code, std::string_view message) {
  http::Response answer = refuse(401, code, message);
  answer.headers.emplace_back(
      "WWW-Authenticate", "Bearer authorization_uri=\"https://login.microsoftonline.com/common\"");
  return answer;
}

}  // namespace

Json token_claims(std::string_view token) {
  const auto parts = split(token, '.');
  if (parts.size() != 3) return nullptr;
  std::string payload(parts[1]);
  std::replace(payload.begin(), payload.end(), '-', '+');
  std::replace(payload.begin(), payload.end(), '_', '/');
  payload.append((4 - payload.size() % 4) % 4, '=');
  auto claims = parse_json(from_base64(payload));
  return claims && claims->is_object() ? std::move(*claims) : Json();
}

bool token_fits(const Json& claims, std::initializer_list<std::string_view> audiences, Nanos now) {
  if (!claims.is_object()) return false;
  const auto audience = claims.find("aud");
  const auto expiry = claims.find("exp");
  if (audience == claims.end() || !audience->is_string() || expiry == claims.end() ||
      !expiry->is_number_integer())
    return false;
  const auto& text = audience->get_ref<const std::string&>();
  const bool ours = std::any_of(audiences.begin(), audiences.end(),
                                [&](std::string_view one) { return text.starts_with(one); });
  return ours && *expiry > now / kSecond;
}

std::optional<http::Response> refuse_arm_access(const Context& context, const Call& call) {
  const std::string* sent = http::header(call.request.headers, "Authorization");
  if (sent == nullptr)
    return challenge("AuthenticationFailed",
                     "Authentication failed. The 'Authorization' header is missing.");
  constexpr std::string_view scheme = "Bearer ";
  if (!starts_with_ignoring_case(*sent, scheme) ||
      trim(std::string_view(*sent).substr(scheme.size())).empty())
    return challenge("AuthenticationFailed",
                     "Authentication failed. The 'Authorization' header is no bearer token.");
  if (!context.config.auth_strict) return std::nullopt;
  const Json claims = token_claims(trim(std::string_view(*sent).substr(scheme.size())));
  if (claims.is_null())
    return challenge("InvalidAuthenticationToken", "The access token is invalid.");
  const auto expiry = claims.find("exp");
  if (expiry != claims.end() && expiry->is_number_integer() && *expiry <= context.now / kSecond)
    return challenge("ExpiredAuthenticationToken",
                     "The access token expiry UTC time is earlier than current UTC time.");
  if (!token_fits(claims, {"https://management."}, context.now))
    return challenge("InvalidAuthenticationToken",
                     "The access token has been obtained for the wrong audience.");
  return std::nullopt;
}

}  // namespace armature::emulator
