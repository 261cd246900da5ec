#include <string>

#include <catch2/catch.hpp>

#include "schema/check.hpp"
#include "schema/values.hpp"
#include "unit/schema/documents.hpp"

using namespace armature;

namespace {

std::string problems(std::string_view kind, const std::string& yaml) {
  Diagnostics diagnostics;
  const manifest::Document document = document_of(yaml);
  schema::check(schema::chosen_variant(*catalog::kind_named(kind), document.root), document,
                diagnostics);
  return text_of(diagnostics);
}

const std::string collector =
    "name: blue\nendpoint_name: rt1\ninstance_type: s\ndata_collector:\n  collections:\n";
const std::string component = "name: c\ncommand: echo\nenvironment: azureml:e:1\ninputs:\n";

}  // namespace

TEST_CASE("rows of variants, lists and maps of mappings are checked where they stand") {
  struct Row {
    std::string_view name, kind;
    std::string yaml, want;
  };
  const std::vector<Row> rows = {
      {"a type that is none", "compute", "name: cpu\ntype: amlcompue\nsise: x\n",
       "m.yml:2:7: error: Bad value for \"type\"\n  Expected one of amlcompute, computeinstance, "
       "kubernetes, virtualmachine, synapsespark, got the text \"amlcompue\". Did you mean "
       "\"amlcompute\"?\n"},
      {"an item of a list", "compute",
       "name: box\ntype: computeinstance\nschedules:\n  compute_start_stop:\n"
       "    - {action: stop, trigger: {type: cron, interval: 1}}\n",
       "m.yml:5:22: error: Missing field \"trigger.expression\"\n  Needed for a compute_schedule. "
       "Five fields of cron: minute, hour, day, month, day of the week.\n"
       "m.yml:5:44: error: Unknown field \"interval\"\n  Fields of trigger: expression, "
       "start_time, time_zone, type.\n"},
      {"a list that is none", "compute",
       "name: box\ntype: computeinstance\ncustom_applications: rstudio\n",
       "m.yml:3:22: error: Wrong type for \"custom_applications\"\n  Expected a list of mappings, "
       "got the text \"rstudio\".\n"},
      {"an entry of a map", "online_deployment",
       collector + "    model_inputs: {enabld: true}\n    a.b: {enabled: true}\n",
       "m.yml:6:19: error: Missing field \"enabled\"\n  Needed for a collection. Whether it is "
       "kept.\n"
       "m.yml:6:20: error: Unknown field \"enabld\"\n  Did you mean \"enabled\"?\n"
       "m.yml:7:5: error: Bad name in \"data_collector.collections\"\n  Expected a name without "
       "dots, got \"a.b\".\n"},
      {"a value of another type than the input's", "component",
       component + "  n: {type: integer, default: many}\n  x: {type: number, min: low}\n",
       "m.yml:5:31: error: Wrong type for \"default\"\n  Expected an integer, got the text "
       "\"many\".\n"
       "m.yml:6:26: error: Wrong type for \"min\"\n  Expected a number, got the text \"low\".\n"},
      {"credentials of two types", "connection",
       "name: git\ntype: git\ncredentials: {type: pat, pat: x, password: y}\n",
       "m.yml:3:34: error: \"credentials.password\" needs \"credentials.type: username_password\"\n"
       "  It belongs to another type of credentials.\n"},
      {"scaling without its type", "online_deployment",
       "name: blue\nendpoint_name: rt1\ntype: kubernetes\nscale_settings: {type: default, "
       "max_instances: 3}\n",
       "m.yml:4:33: error: \"scale_settings.max_instances\" needs \"scale_settings.type: "
       "target_utilization\"\n  A fixed number of instances is instance_count.\n"},
      {"a pipeline's field in a deployment of a model", "batch_deployment",
       "name: one\nendpoint_name: clean\ncomponent: azureml:c:1\n",
       "m.yml:3:1: error: Unknown field \"component\"\n  Fields of a batch_deployment: $schema, "},
  };
  for (const Row& row : rows) DYNAMIC_SECTION(row.name) {
      CHECK(problems(row.kind, row.yaml).substr(0, row.want.size()) == row.want);
    }
}
