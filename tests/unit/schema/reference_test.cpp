#include "schema/reference.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

using namespace armature;
using Form = schema::Reference::Form;

namespace {

const std::string ws =
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w";

}  // namespace

TEST_CASE("references are read in every form that users write") {
  struct Row {
    std::string text, kind;
    Form form;
    std::string name, version;
  };
  const std::vector<Row> rows = {
      {"azureml:mnist:3", "model", Form::versioned, "mnist", "3"},
      {"azureml:mnist@latest", "model", Form::labelled, "mnist", "latest"},
      {"azureml:mnist", "model", Form::named, "mnist", ""},
      {"azureml:cpu", "compute", Form::named, "cpu", ""},
      {"cpu-cluster", "compute", Form::named, "cpu-cluster", ""},
      {"./src", "code", Form::path, "", ""},
      {"src", "code", Form::path, "", ""},
      {"azureml:score:1", "code", Form::versioned, "score", "1"},
      {"azureml:" + ws + "/models/m/versions/1", "model", Form::arm_id, "", ""},
      {ws + "/computes/cpu", "compute", Form::arm_id, "", ""},
      {"azureml://registries/azureml/models/m/versions/1", "model", Form::verbatim, "", ""},
      {"azureml:AzureML-sklearn:1", "environment", Form::verbatim, "", ""},
  };
  for (const Row& row : rows) {
    INFO(row.kind << ": " << row.text);
    const auto found = schema::parse_reference(row.text, *catalog::kind_named(row.kind));
    REQUIRE(found.has_value());
    CHECK(found->form == row.form);
    CHECK(found->name == row.name);
    CHECK(found->version == row.version);
  }
}

TEST_CASE("what the service resolves itself is kept as it is written") {
  const catalog::Kind& environment = *catalog::kind_named("environment");
  CHECK(schema::parse_reference("azureml:AzureML-sklearn@latest", environment)->text ==
        "azureml:AzureML-sklearn@latest");
  CHECK(schema::parse_reference("azureml://registries/r/environments/e/labels/latest", environment)
            ->text == "azureml://registries/r/environments/e/labels/latest");
}

TEST_CASE("a reference that means nothing says what to write") {
  struct Row {
    std::string text, kind, message, remedy;
  };
  const std::string versions = "Write azureml:NAME:VERSION or azureml:NAME@latest of a model.";
  const std::vector<Row> rows = {
      {"mnist:3", "model", "A reference begins with azureml:.", versions},
      {"./model", "model", "A reference begins with azureml:.", versions},
      {"azureml:mnist:", "model", "\"\" is no version.", versions},
      {"azureml:mnist:1:2", "model", "\"1:2\" is no version.", versions},
      {"azureml:mn/ist:1", "model",
       "\"mn/ist\" is no name of a model: 1 to 255 letters, digits, dashes and underscores, a "
       "letter or digit first.",
       versions},
      {"azureml://datastores/d/paths/p", "model", "A URI names no asset.", versions},
      {ws + "/computes/cpu", "model", "The id names one of computes, not of models/versions.",
       versions},
      {"/subscriptions/s", "model",
       "\"/subscriptions/s\" is no id of a resource below a machine learning workspace.", versions},
      {"azureml:cpu:1", "compute", "compute takes neither version nor label.",
       "Write azureml:NAME of a compute, or its ARM id."},
  };
  for (const Row& row : rows) {
    INFO(row.kind << ": " << row.text);
    const auto found = schema::parse_reference(row.text, *catalog::kind_named(row.kind));
    REQUIRE_FALSE(found.has_value());
    CHECK(found.error().message == row.message);
    CHECK(found.error().remedy == row.remedy);
  }
}
