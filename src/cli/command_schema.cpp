#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "schema/json_schema.hpp"

namespace armature::cli {
namespace {

/// The schema of armature.yaml is written by hand; it comes along from schemas/.
constexpr const char* stack_schema =
#include "stack_schema.inc"
    ;

std::vector<std::string> known_names() {
  std::vector<std::string> names = {"stack"};
  for (const catalog::Kind& kind : catalog::kinds()) {
    if (!kind.document) continue;
    names.emplace_back(kind.name);
    names.insert(names.end(), kind.schema_names.begin(), kind.schema_names.end());
  }
  return names;
}

const catalog::Kind* kind_called(const std::string& name) {
  const catalog::Kind* kind = catalog::kind_of_schema(name);
  if (kind == nullptr) kind = catalog::kind_named(name);
  return kind != nullptr && kind->document ? kind : nullptr;
}

int unknown(const Context& context, const std::string& name) {
  const std::string near = nearest(name, known_names());
  return report_problem(
      context,
      Error{.kind = ErrorKind::invalid,
            .message = "there is no schema \"" + name + "\"",
            .remedy = near.empty() ? "without a name, the schema of all manifests is printed"
                                   : "did you mean \"" + near + "\"?"});
}

}  // namespace

int run_schema(const Context& context) {
  const std::string& name = context.arguments.schema_name;
  std::string text;
  if (name == "stack") {
    text = stack_schema;
  } else if (name.empty()) {
    text = schema::manifest_schema().dump(1) + "\n";
  } else {
    const catalog::Kind* const kind = kind_called(name);
    if (kind == nullptr) return unknown(context, name);
    text = schema::json_schema(*kind).dump(1) + "\n";
  }
  return context.console.out(text) ? 0 : exit_error;
}

}  // namespace armature::cli
