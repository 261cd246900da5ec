#include <algorithm>

#include "cli/flags.hpp"

namespace armature::cli {
namespace {

using enum Command;

constexpr CommandRow command_rows[] = {
    {init, "init", "write a first stack file for the manifests of a folder",
     "Looks for manifests below the folder and writes an armature.yaml that lists them, with the "
     "workspace that .azureml/config.json and the defaults of az name. A file that is there is "
     "never changed.",
     "[FOLDER]", "the folder (.)", false, &Arguments::folder},
    {validate, "validate", "check the manifests; needs no network",
     "Reads the manifests and reports every problem of every file with its place and what to write "
     "instead."},
    {render, "render", "print the requests that the manifests become; needs no network",
     "Prints the requests that the manifests lower to, in the order in which they would be sent. "
     "What only the "
     "service can tell stands as unknown, with the reason."},
    {plan,
     "plan",
     "show what apply would change; sends only reads",
     "Compares the manifests with the workspace and shows each step, the fields behind it and why. "
     "Nothing is "
     "written to the service.",
     {},
     {},
     true},
    {apply, "apply", "make the workspace what the manifests say",
     "Plans, asks, and makes the difference in order. With a plan saved by `armature plan --out` "
     "it does exactly "
     "that plan, or refuses it if what it relied on has moved. Safe to repeat after any failure.",
     "[PLAN]", "a plan saved by `armature plan --out`", true, &Arguments::saved_plan},
    {destroy,
     "destroy",
     "remove what the stack owns",
     "Removes every resource that carries the stack's mark, in reverse order. Asset versions are "
     "archived; "
     "--purge deletes them.",
     {},
     {},
     true},
    {status,
     "status",
     "show the live state of what the manifests declare",
     "Reads each declared resource and shows its provisioning state, its owner and its routing.",
     {},
     {},
     true},
    {targets, "targets", "list the targets of the stack file",
     "Lists the targets of the stack file with the place that each works on; with -o json for the "
     "matrix of a pipeline. What needs a variable that has no value here is left out."},
    {schema, "schema", "print the JSON Schema of manifests, for editors",
     "Prints the schema of any manifest, or of one kind: an az ml schema name such as "
     "modelBatchDeployment, a kind such as batch_endpoint, or stack, the schema of armature.yaml. "
     "Editors with the YAML language server complete, explain and check manifests with it.",
     "[NAME]", "a kind, a schema name, or stack", false, &Arguments::schema_name},
    {emulator, "emulator", "serve a local Azure Machine Learning over HTTP",
     "Answers ARM and Blob requests on 127.0.0.1 until it is interrupted. It prints one line with "
     "its URL when it "
     "is ready. Use it with ARM_RESOURCE_MANAGER_ENDPOINT=URL, or with any other ARM client."},
    {version, "version", "print the version", "Prints the version."},
};

}  // namespace

std::span<const CommandRow> commands() {
  return command_rows;
}

const CommandRow& row_of(Command command) {
  return command_rows[static_cast<std::size_t>(command)];
}

const CommandRow* command_named(std::string_view name) {
  const auto* found = std::find_if(std::begin(command_rows), std::end(command_rows),
                                   [name](const CommandRow& row) { return row.name == name; });
  return found == std::end(command_rows) ? nullptr : found;
}

}  // namespace armature::cli
