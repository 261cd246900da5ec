#include "arm/error_body.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace armature::arm {
namespace {

constexpr int detail_depth_max = 8;
constexpr std::size_t message_max = 4000;

std::string text_member(const Json& object, const char* name) {
  if (!object.is_object()) return {};
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// "message (Code: detail; Code: detail)", repeated texts left out: AML likes to say a thing at
/// every level.
void fold_details(const Json& error, std::string& message, int depth) {
  if (depth > detail_depth_max || !error.is_object()) return;
  const auto details = error.find("details");
  if (details == error.end() || !details->is_array()) return;
  for (const Json& detail : *details) {
    const std::string text = text_member(detail, "message");
    if (!text.empty() && message.find(text) == std::string::npos) {
      const std::string code = text_member(detail, "code");
      if (!message.empty()) message += "; ";
      if (!code.empty()) message += code + ": ";
      message += text;
    }
    fold_details(detail, message, depth + 1);
  }
}

std::string policy_names(const Json& error) {
  std::vector<std::string> names;
  const auto infos = error.find("additionalInfo");
  if (infos == error.end() || !infos->is_array()) return {};
  for (const Json& info : *infos) {
    if (text_member(info, "type") != "PolicyViolation" || !info.contains("info")) continue;
    const std::string name = text_member(info["info"], "policyAssignmentName");
    if (!name.empty()) names.push_back(name);
  }
  return join(names, ", ");
}

ErrorKind kind_of(int status) {
  if (status == 429 || status == 503) return ErrorKind::throttled;
  if (status == 408 || status >= 500) return ErrorKind::unreachable;
  return ErrorKind::rejected;
}

}  // namespace

Error error_from(const Json& envelope, int status) {
  const bool wrapped =
      envelope.is_object() && envelope.contains("error") && envelope["error"].is_object();
  const Json& error = wrapped ? envelope["error"] : envelope;
  Error out{.kind = kind_of(status),
            .message = text_member(error, "message"),
            .code = text_member(error, "code"),
            .status = status};
  if (error.is_object()) {
    fold_details(error, out.message, 0);
    if (const std::string policies = policy_names(error); !policies.empty())
      out.remedy =
          "ask the owner of the policy assignment for an exemption, or meet it: " + policies;
  }
  if (out.message.size() > message_max) out.message.resize(message_max);
  if (out.message.empty())
    out.message = status == 0 ? "the service gave no reason"
                              : fmt::format("HTTP {} without a message", status);
  return out;
}

Error error_from(int status, std::string_view body) {
  const auto parsed = parse_json(body);
  if (parsed && parsed->is_object()) return error_from(*parsed, status);
  const std::string_view text = trim(body);
  const bool page = text.starts_with('<');
  Error out{.kind = kind_of(status), .message = fmt::format("HTTP {}", status), .status = status};
  if (page) out.message += ", answered with a page instead of ARM's error (a proxy or gateway?)";
  if (!page && !text.empty()) out.message += ": " + std::string(text.substr(0, message_max));
  return out;
}

}  // namespace armature::arm
