#include "catalog/names.hpp"
#include "catalog/rows.hpp"

namespace armature::catalog {
namespace {

// What lies in the spec is a free document of the service: its keys and values stay as the YAML has
// them, with ids behind "azureml:".
constexpr Field spec(Field field) {
  field.mutability = Mutability::new_version;
  field.why_replace = fixed_content;
  return field;
}

constexpr Choice types[] = {
    {"command", "command"},
    {"pipeline", "pipeline", "pipeline components"},
    {"spark", "spark", "Spark components"},
    {"parallel", "parallel", "parallel components"},
    {"sweep", "sweep", "sweep components"},
    {"import", "import", "import components"},
    {"automl", "automl", "AutoML components"},
};

constexpr Field fields[] = {
    schema_row,
    kind_row,
    raw_row,
    {.yaml = "name",
     .arm = "properties.componentSpec.name",
     .rule = Rule::key,
     .required = true,
     .help = "Name of the component."},
    {.yaml = "version",
     .arm = "properties.componentSpec.version",
     .rule = Rule::key,
     .help = "Version; without one, the version that holds this content, else the next free "
             "number."},
    spec({.yaml = "type",
          .arm = "properties.componentSpec.type",
          .rule = Rule::choice,
          .compare = Compare::ignore_case,
          .value = R"("command")",
          .choices = types,
          .help = "command."}),
    spec({.yaml = "display_name",
          .arm = "properties.componentSpec.display_name",
          .help = "Name that people see."}),
    spec({.yaml = "is_deterministic",
          .arm = "properties.componentSpec.is_deterministic",
          .rule = Rule::boolean,
          .value = "true",
          .help = "Whether equal inputs give equal outputs, so that a run can be reused."}),
    spec({.yaml = "inputs",
          .arm = "properties.componentSpec.inputs",
          .rule = Rule::entries,
          .target = "component_input",
          .help = "Inputs by their names."}),
    spec({.yaml = "outputs",
          .arm = "properties.componentSpec.outputs",
          .rule = Rule::entries,
          .target = "component_output",
          .help = "Outputs by their names."}),
    spec({.yaml = "code",
          .arm = "properties.componentSpec.code",
          .rule = Rule::reference,
          .compare = Compare::id,
          .target = "code",
          .form = "azureml:{}",
          .help = "Folder with the code, or azureml:NAME:VERSION."}),
    spec({.yaml = "environment",
          .arm = "properties.componentSpec.environment",
          .rule = Rule::reference,
          .compare = Compare::id,
          .required = true,
          .target = "environment",
          .form = "azureml:{}",
          .help = "Environment: azureml:NAME:VERSION, or inline.",
          .nameless = true}),
    spec({.yaml = "command",
          .arm = "properties.componentSpec.command",
          .required = true,
          .help = "Command line; ${{inputs.NAME}} and ${{outputs.NAME}} stand for their places."}),
    spec({.yaml = "environment_variables",
          .arm = "properties.componentSpec.environment_variables",
          .rule = Rule::string_map,
          .help = "Environment of the command."}),
    spec({.yaml = "resources",
          .arm = "properties.componentSpec.resources",
          .rule = Rule::free_json,
          .help = "Nodes that the command runs on: instance_count, instance_type, shm_size."}),
    spec({.yaml = "distribution",
          .arm = "properties.componentSpec.distribution",
          .rule = Rule::free_json,
          .help = "How the command is spread over nodes: pytorch, tensorflow, mpi, ray."}),
    spec({.yaml = "limits",
          .arm = "properties.componentSpec.limits",
          .rule = Rule::free_json,
          .help = "Limits of a run: timeout."}),
    asset_description_row,
    asset_tags_row,
    bag_row,
};
constexpr std::string_view schemas[] = {"commandComponent", "component"};

constexpr Choice modes[] = {{"ro_mount", "ro_mount"},
                            {"rw_mount", "rw_mount"},
                            {"download", "download"},
                            {"upload", "upload"},
                            {"direct", "direct"},
                            {"eval_mount", "eval_mount"},
                            {"eval_download", "eval_download"}};
constexpr Choice value_types[] = {
    {"uri_file", "uri_file"},
    {"uri_folder", "uri_folder"},
    {"mltable", "mltable"},
    {"custom_model", "custom_model"},
    {"mlflow_model", "mlflow_model"},
    {"triton_model", "triton_model"},
    {"string", "string"},
    {"number", "number"},
    {"integer", "integer"},
    {"boolean", "boolean"},
    // Of the grammar before data had types; the service still takes it.
    {"path", "path"}};
constexpr Field literal(std::string_view name, std::string_view help) {
  return {.yaml = name, .arm = name, .rule = Rule::literal, .form = "type", .help = help};
}

constexpr Field input_fields[] = {
    {.yaml = "type",
     .arm = "type",
     .rule = Rule::choice,
     .required = true,
     .choices = value_types,
     .help = "uri_file, uri_folder, mltable, a type of model, string, number, integer, boolean."},
    {.yaml = "description", .arm = "description", .help = "What the input is."},
    {.yaml = "optional",
     .arm = "optional",
     .rule = Rule::boolean,
     .help = "Whether it may be left out."},
    literal("default", "Value where none is given."),
    literal("min", "Least value."),
    literal("max", "Greatest value."),
    {.yaml = "enum", .arm = "enum", .rule = Rule::scalars, .help = "Values that it may have."},
    {.yaml = "mode",
     .arm = "mode",
     .rule = Rule::choice,
     .choices = modes,
     .help = "How the data comes to the node."},
};
constexpr Field output_fields[] = {
    {.yaml = "type",
     .arm = "type",
     .rule = Rule::choice,
     .required = true,
     .choices = value_types,
     .help = "uri_file, uri_folder, mltable, or a type of model."},
    {.yaml = "description", .arm = "description", .help = "What the output is."},
    {.yaml = "mode",
     .arm = "mode",
     .rule = Rule::choice,
     .choices = modes,
     .help = "How the data leaves the node."},
};

}  // namespace

Kind component_rows() {
  return {.name = "component",
          .schema_names = schemas,
          .arm_type = "components/versions",
          .api_version = api_version,
          .name_pattern = asset_name_rule,
          .name_ok = asset_name_ok,
          .versioned = true,
          .list_parameters = "listViewType=All",
          .tags = Tags::in_properties,
          .removal = Removal::archive,
          .read_only = read_only_component,
          .fields = fields,
          .summary = "{properties.componentSpec.type}[, {properties.componentSpec.code}]"};
}

Kind component_input_rows() {
  return part("component_input", input_fields);
}

Kind component_output_rows() {
  return part("component_output", output_fields);
}

}  // namespace armature::catalog
