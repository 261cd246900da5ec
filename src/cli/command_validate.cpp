#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/commands.hpp"

namespace armature::cli {
namespace {

std::string_view word(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return "error";
}

Json to_json(const Diagnostics& diagnostics) {
  Json all = Json::array();
  for (const Diagnostic& one : diagnostics)
    all.push_back({{"severity", word(one.severity)},
                   {"file", one.pos.file ? *one.pos.file : ""},
                   {"line", one.pos.line},
                   {"column", one.pos.column},
                   {"summary", one.summary},
                   {"detail", one.detail}});
  return {{"valid", !has_errors(diagnostics)}, {"diagnostics", std::move(all)}};
}

std::string summary(const Prepared& prepared) {
  const std::size_t manifests = prepared.declared.manifests;
  const std::size_t resources = prepared.declared.desired.size();
  const std::string& stack = prepared.inputs.owner.stack;
  return fmt::format("{}{} manifest{}, {} resource{}: valid\n",
                     stack.empty() ? "" : printable(stack) + ": ", manifests,
                     manifests == 1 ? "" : "s", resources, resources == 1 ? "" : "s");
}

}  // namespace

int run_validate(const Context& context) {
  Diagnostics diagnostics;
  const auto prepared = prepare(context, Needs::nothing, diagnostics);
  if (!prepared) return prepared.error();
  const bool valid = !has_errors(diagnostics);
  bool told = true;
  if (context.arguments.json) {
    told = context.console.out(dump(to_json(diagnostics)) + "\n");
  } else {
    context.console.err(diagnostics);
    if (valid) told = context.console.out(summary(*prepared));
  }
  return valid && told ? 0 : exit_error;
}

}  // namespace armature::cli
