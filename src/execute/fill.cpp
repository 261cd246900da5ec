#include "execute/fill.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace armature::execute {
namespace {

std::string uri_of(lower::Hole::UriForm form, const plan::Step& step,
                   const azure::Uploaded& uploaded, const resolve::DefaultDatastore& datastore) {
  switch (form) {
    case lower::Hole::UriForm::https:
      return uploaded.https_uri;
    case lower::Hole::UriForm::https_slash:
      return uploaded.https_uri + "/";
    case lower::Hole::UriForm::azureml_short:
      return fmt::format("azureml://datastores/{}/paths/{}", datastore.name,
                         uploaded.datastore_path);
    case lower::Hole::UriForm::azureml_long: {
      const arm::Scope& scope = step.target.scope;
      return fmt::format(
          "azureml://subscriptions/{}/resourcegroups/{}/workspaces/{}/datastores/{}/paths/{}",
          scope.subscription, scope.resource_group, scope.workspace, datastore.name,
          uploaded.datastore_path);
    }
  }
  return {};
}

std::string in_form(std::string form, const std::string& value) {
  const auto at = form.find("{}");
  return at == form.npos ? value : form.replace(at, 2, value);
}

}  // namespace

plan::Step filled(plan::Step step, const azure::Uploaded& uploaded,
                  const resolve::DefaultDatastore& datastore) {
  Json body = step.body ? *step.body : Json::object();
  for (const lower::Hole& hole : step.holes) {
    if (hole.kind == lower::Hole::Kind::upload_uri)
      put(body, hole.path, in_form(hole.form, uri_of(hole.uri, step, uploaded, datastore)));
  }
  std::erase_if(step.holes,
                [](const lower::Hole& hole) { return hole.kind == lower::Hole::Kind::upload_uri; });
  step.body = share(std::move(body));
  return step;
}

}  // namespace armature::execute
