#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "lower/lower.hpp"

namespace armature::cli {
namespace {

void override_api_version(Json& rendered, const std::string& api_version) {
  if (api_version.empty()) return;
  for (Json& request : rendered["requests"]) request["apiVersion"] = api_version;
}

/// Every line of foreign text made safe, the line ends kept.
std::string printable_lines(const std::string& text) {
  std::string out;
  for (const std::string_view line : split(text, '\n')) out += printable(line) + "\n";
  return out;
}

std::string for_people(const Json& rendered) {
  std::string text;
  for (const Json& request : rendered["requests"]) {
    const auto member = [&request](const char* name) {
      return printable(request.value(name, std::string()));
    };
    text += fmt::format("{}{}\n{} {}?api-version={}\n", text.empty() ? "" : "\n", member("address"),
                        member("method"), member("path"), member("apiVersion"));
    constexpr int indent = 2;
    text +=
        printable_lines(request["body"].dump(indent, ' ', false, Json::error_handler_t::replace));
  }
  return text;
}

}  // namespace

int run_render(const Context& context) {
  const auto prepared = prepare(context, Needs::nothing);
  if (!prepared) return prepared.error();
  Json rendered = lower::render(prepared->declared.desired, prepared->declared.after,
                                context.arguments.location);
  override_api_version(rendered, context.arguments.api_version);
  const std::string text = context.arguments.json ? dump(rendered) + "\n" : for_people(rendered);
  return context.console.out(text) ? 0 : exit_error;
}

}  // namespace armature::cli
