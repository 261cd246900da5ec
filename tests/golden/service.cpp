#include "golden/service.hpp"

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "diff/leaf.hpp"

namespace armature::golden {
namespace {

std::string decoded(const std::string& path) {
  std::string out;
  for (const std::string_view segment : split(path, '/'))
    if (!segment.empty()) out += "/" + arm::percent_decode(segment);
  return out;
}

Json workspace() {
  return {{"id", scope().workspace_path()}, {"location", "westeurope"}};
}

Json default_datastore() {
  return {{"id", scope().workspace_path() + "/datastores/workspaceblobstore"},
          {"name", "workspaceblobstore"},
          {"properties",
           {{"datastoreType", "AzureBlob"},
            {"isDefault", true},
            {"accountName", "stmlprod"},
            {"containerName", "azureml"},
            {"endpoint", "core.windows.net"},
            {"protocol", "https"}}}};
}

/// Where the executor would put the uploaded content.
plan::Step uploaded(plan::Step step) {
  Json body = step.body ? *step.body : Json::object();
  for (const lower::Hole& hole : step.holes)
    put(body, hole.path,
        "https://stmlprod.blob.core.windows.net/azureml/LocalUpload/" + step.content->md5 + "/" +
            step.content->name);
  if (step.body) step.body = share(std::move(body));
  return step;
}

void fill_defaults(const catalog::Kind& kind, Json& body) {
  for (const catalog::Field& row : kind.fields) {
    const bool known = !row.server_default.empty() && row.rule != catalog::Rule::routing;
    if (known && diff::value_at(body, row.arm) == nullptr)
      put(body, row.arm, *parse_json(row.server_default));
  }
}

}  // namespace

arm::Scope scope() {
  return {"3f2a6c1e-0000-4000-8000-0000000091c0", "rg-ml", "ml-prod"};
}

arm::Answer Service::answer(const arm::Query& query) const {
  const std::string path = to_lower(decoded(query.path));
  if (query.kind == arm::Query::Kind::get) {
    if (path == to_lower(scope().workspace_path())) return {share(workspace())};
    const Json store = default_datastore();
    if (path == to_lower(store.at("id").get<std::string>())) return {share(store)};
    const auto found = live_.find(path);
    return {found == live_.end() ? nullptr : found->second};
  }
  Json items = Json::array();
  if (query.parameters.find("isDefault") != std::string::npos) items.push_back(default_datastore());
  for (const auto& [id, body] : live_)
    if (id.substr(0, id.rfind('/')) == path) items.push_back(*body);
  return {share(std::move(items))};
}

void Service::store(const plan::Step& step, const Json& sent) {
  const catalog::Kind& kind = diff::body_kind(*step.kind);
  Json body = sent;
  fill_defaults(kind, body);
  body["id"] = step.target.text();
  body["name"] = step.target.name();
  body["systemData"] = {{"lastModifiedBy", "sp-mnist"},
                        {"lastModifiedAt", "2026-11-19T08:00:00.1Z"}};
  put(body, "properties.provisioningState", "Succeeded");
  live_[to_lower(step.target.text())] = share(std::move(body));
}

void Service::apply(const plan::Plan& plan) {
  for (const plan::Step& planned : plan.steps) {
    const plan::Step step = uploaded(planned);
    const std::string key = to_lower(step.target.text());
    const bool erases = step.action == plan::Action::remove && !step.body;
    if (erases || step.action == plan::Action::replace)
      std::erase_if(live_, [&](const auto& one) {
        return one.first == key || one.first.starts_with(key + "/");
      });
    if (erases) continue;
    const auto live = live_.find(key);
    store(step, plan::put_body(step, live == live_.end() ? nullptr : live->second.get()));
  }
}

void Service::change(const std::string& tail, const Json& patch) {
  const std::string id = scope().workspace_path() + "/" + tail;
  const std::string key = to_lower(id);
  if (patch.is_null()) {
    live_.erase(key);
    return;
  }
  Json body = live_.contains(key) ? *live_.at(key)
                                  : Json{{"id", id}, {"name", id.substr(id.rfind('/') + 1)}};
  body.merge_patch(patch);
  live_[key] = share(std::move(body));
}

}  // namespace armature::golden
