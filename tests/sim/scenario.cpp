#include "sim/scenario.hpp"

#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "manifest/document.hpp"
#include "sim/scope.hpp"
#include "sim/stack_yaml.hpp"

namespace armature::sim {

namespace {

using Is = Expect::Is;

void expect_assets(const Stack& stack, Stage& stage) {
  const auto each = [&](const std::vector<Stack::Asset>& assets, const std::string& type,
                        const std::string& what) {
    for (const auto& asset : assets) {
      const std::string container = type + "/" + asset.name;
      stage.containers.insert(container);
      const std::string text =
          what.empty() ? fmt::format("registry.example/base:{}\"", asset.content)
                       : stage.local.contents.at(fmt::format("{}-{}", what, asset.content)).md5;
      stage.expects.push_back({container, Is::holds, "", text});
    }
  };
  each(stack.codes, "codes", "src");
  each(stack.models, "models", "model");
  each(stack.environments, "environments", "");
}

void expect_deployment(const Stack& stack, const Stack::Endpoint& endpoint,
                       const Stack::Deployment& deployment, const std::string& parent,
                       Stage& stage) {
  const std::string key = parent + "/deployments/" + deployment.name;
  const auto add = [&](Is is, const std::string& path, Json value, bool declared = true) {
    stage.expects.push_back({key, is, path, std::move(value), declared});
  };
  stage.keys.insert(key);
  add(Is::there, "", {});
  const auto md5 = [&](const char* what, int content) {
    return stage.local.contents.at(fmt::format("{}-{}", what, content)).md5;
  };
  const std::string code = deployment.code ? md5("src", stack.codes[*deployment.code].content)
                                           : md5("own", deployment.own_code);
  add(Is::content_of, "properties.codeConfiguration.codeId", code);
  add(Is::content_of, "properties.environmentId",
      fmt::format("registry.example/base:{}\"",
                  stack.environments[deployment.environment].content));
  add(Is::content_of, endpoint.online ? "properties.model" : "properties.model.assetId",
      md5("model", stack.models[deployment.model].content));
  for (const auto& [name, value] : deployment.tags) add(Is::equal, "tags." + name, value);
  for (const auto& [name, value] : deployment.variables)
    add(Is::equal, "properties.environmentVariables." + name, value);
  if (endpoint.online) {
    add(Is::equal, "sku.capacity", deployment.instances);
    add(Is::equal, "properties.requestSettings.requestTimeout",
        fmt::format("PT{}S", deployment.request_timeout_ms.value_or(5000) / 1000),
        deployment.request_timeout_ms.has_value());
    return;
  }
  add(Is::id_of, "properties.compute", "computes/" + stack.computes[deployment.compute].name);
  add(Is::equal, "properties.resources.instanceCount", deployment.instances);
  add(Is::equal, "properties.miniBatchSize", deployment.mini_batch.value_or(10),
      deployment.mini_batch.has_value());
  add(Is::equal, "properties.maxConcurrencyPerInstance", deployment.concurrency.value_or(1),
      deployment.concurrency.has_value());
  add(Is::equal, "properties.errorThreshold", deployment.error_threshold.value_or(-1),
      deployment.error_threshold.has_value());
}

void expect_endpoint(const Stack& stack, const Stack::Endpoint& endpoint, Stage& stage) {
  const std::string key =
      (endpoint.online ? "onlineendpoints/" : "batchendpoints/") + endpoint.name;
  stage.keys.insert(key);
  stage.expects.push_back({key, Is::there});
  if (endpoint.description)
    stage.expects.push_back({key, Is::equal, "properties.description", *endpoint.description});
  if (endpoint.online)
    stage.expects.push_back({key, Is::equal, "properties.publicNetworkAccess",
                             endpoint.closed ? "Disabled" : "Enabled", endpoint.closed});
  for (const auto& [name, value] : endpoint.tags)
    stage.expects.push_back({key, Is::equal, "tags." + name, value});
  if (endpoint.standard)
    stage.expects.push_back(
        {key, Is::equal, "properties.defaults.deploymentName", *endpoint.standard});
  if (endpoint.standard || endpoint.traffic) stage.routed.insert(key);
  if (endpoint.traffic && endpoint.traffic->empty()) stage.clears_routing.insert(key);
  if (endpoint.traffic && !endpoint.traffic->empty()) {
    Json traffic = Json::object();
    for (const auto& [name, percent] : *endpoint.traffic)
      if (percent > 0) traffic[name] = percent;
    stage.expects.push_back({key, Is::equal, "properties.traffic", std::move(traffic)});
  }
  for (const auto& deployment : endpoint.deployments)
    expect_deployment(stack, endpoint, deployment, key, stage);
}

/// What left the manifests must leave the service, except versions of assets.
void expect_gone(const Stage& before, Stage& stage) {
  for (const std::string& key : before.keys)
    if (stage.keys.count(key) == 0) stage.expects.push_back({key, Is::gone});
}

Json endpoint_body(Json tags) {
  return {{"location", "eastus"},
          {"tags", std::move(tags)},
          {"properties", {{"authMode", "AADToken"}}}};
}

void draw_foreign(Rng& rng, const Stack& stack, Scenario& out) {
  out.foreign.emplace_back(
      "computes/alien-cpu",
      Json{{"location", "eastus"},
           {"properties",
            {{"computeType", "AmlCompute"},
             {"properties",
              {{"vmSize", "STANDARD_D2_V2"}, {"scaleSettings", {{"maxNodeCount", 2}}}}}}}});
  if (rng.chance(700))
    out.foreign.emplace_back(
        "batchendpoints/sim-batch-2",
        endpoint_body({{"armature.stack", "other"}, {"armature.source", "ffff"}}));
  // A copied sample: our stack's name, another repository.
  if (rng.chance(700))
    out.foreign.emplace_back("batchendpoints/sim-copy",
                             endpoint_body({{"armature.stack", std::string(stack_name)},
                                            {"armature.source", "fedcba9876543210"}}));
  for (const auto& model : stack.models)
    if (!model.version && rng.chance(500))
      out.foreign.emplace_back("models/" + model.name + "/versions/1",
                               Json{{"properties",
                                     {{"modelUri", "https://theirs.example.net/models/net"},
                                      {"modelType", "custom_model"}}}});
}

}  // namespace

Stage stage_of(const Stack& stack, std::string title) {
  Stage out;
  out.title = std::move(title);
  write_yaml(stack, out);
  for (const auto& compute : stack.computes) {
    const std::string key = "computes/" + compute.name;
    out.keys.insert(key);
    out.expects.push_back({key, Is::there});
    out.expects.push_back({key, Is::equal, "properties.properties.vmSize", compute.size});
    out.expects.push_back(
        {key, Is::equal, "properties.properties.scaleSettings.maxNodeCount", compute.max});
  }
  expect_assets(stack, out);
  for (const auto& endpoint : stack.endpoints) expect_endpoint(stack, endpoint, out);
  // Code without a document is named by its content.
  for (const auto& [path, content] : out.local.contents)
    out.containers.insert("codes/" + content.sha256);
  return out;
}

Stage destroy_of(const Stage& last) {
  Stage out = last;
  out.title = "destroy";
  out.destroy = true;
  out.expects.clear();
  for (const std::string& key : last.keys) {
    out.expects.push_back({key, Is::gone});
    out.clears_routing.insert(key);
  }
  for (const std::string& container : last.containers)
    out.expects.push_back({container, Is::archived_or_gone});
  return out;
}

std::string declare(Stage& stage) {
  Diagnostics diagnostics;
  source::Loaded loaded;
  loaded.root = "/sim";
  loaded.stack.emplace();
  loaded.stack->name = stack_name;
  loaded.stack_path = "armature.yaml";
  for (const auto& [file, text] : stage.files)
    for (auto& document : manifest::read_yaml(text, file, file, diagnostics))
      loaded.documents.push_back(std::move(document));
  stage.declared =
      reconcile::declare_loaded(std::move(loaded), stage.local, scope(), {}, diagnostics);
  if (!has_errors(diagnostics)) return "";
  std::string out;
  for (const Diagnostic& one : diagnostics) out += to_text(one) + "\n";
  return out;
}

Scenario Scenario::draw(Rng& rng) {
  Scenario out;
  Stack stack = Stack::draw(rng);
  draw_foreign(rng, stack, out);
  out.stages.push_back(stage_of(stack, "first"));
  const auto changes = rng.below(3);
  for (std::uint64_t at = 0; at < changes; ++at) {
    std::set<std::string> replaced;
    std::string title = stack.change(rng, replaced);
    Stage next = stage_of(stack, std::move(title));
    next.may_replace = replaced;
    expect_gone(out.stages.back(), next);
    out.stages.push_back(std::move(next));
  }
  if (rng.chance(300)) {
    const Stage last = out.stages.back();
    out.stages.push_back(destroy_of(last));
    if (rng.chance(400)) {
      out.stages.push_back(last);
      out.stages.back().title = "back again";
    }
  }
  return out;
}

std::string Scenario::text() const {
  std::string out;
  for (const Stage& stage : stages) {
    out += fmt::format("== {}\n", stage.title);
    if (stage.destroy) continue;
    for (const auto& [file, text] : stage.files) out += fmt::format("-- {}\n{}", file, text);
  }
  for (const auto& [key, body] : foreign) out += fmt::format("-- foreign {} {}\n", key, dump(body));
  return out;
}

}  // namespace armature::sim
