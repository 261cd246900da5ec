#include "sim/stack_yaml.hpp"

#include <fmt/core.h>

#include "base/digest.hpp"

namespace armature::sim {

namespace {

std::string schema(const char* name) {
  return fmt::format("$schema: https://azuremlschemas.azureedge.net/latest/{}.schema.json\n", name);
}

std::string map_text(const char* key, const std::map<std::string, std::string>& map, int indent) {
  if (map.empty()) return "";
  const std::string pad(static_cast<std::size_t>(indent), ' ');
  std::string out = fmt::format("{}{}:\n", pad, key);
  for (const auto& [name, value] : map) out += fmt::format("{}  {}: \"{}\"\n", pad, name, value);
  return out;
}

template <class T>
std::string line(const char* key, const std::optional<T>& value) {
  return value ? fmt::format("{}: {}\n", key, *value) : "";
}

/// Puts a folder with one file beside the manifests and answers its name.
std::string folder(Stage& stage, const std::string& what, int content, const std::string& file) {
  const std::string name = fmt::format("{}-{}", what, content);
  const std::string bytes = content_bytes(what, content);
  stage.local.contents[name] = local_content(name, file, bytes);
  stage.bytes[name + "/" + file] = bytes;
  return name;
}

void write_assets(const Stack& stack, Stage& stage) {
  for (const auto& code : stack.codes)
    stage.files[code.name + ".yml"] = "kind: code\nname: " + code.name +
                                      "\npath: " + folder(stage, "src", code.content, "score.py") +
                                      "\n" + line("description", code.description);
  for (const auto& model : stack.models)
    stage.files[model.name + ".yml"] =
        schema("model") + "name: " + model.name + "\n" + line("version", model.version) +
        "type: custom_model\npath: " + folder(stage, "model", model.content, "weights.bin") + "\n" +
        line("description", model.description);
  for (const auto& environment : stack.environments) {
    std::string text = schema("environment") + "name: " + environment.name + "\n" +
                       line("version", environment.version) +
                       fmt::format("image: registry.example/base:{}\n", environment.content) +
                       line("description", environment.description);
    if (environment.content % 2 == 0) {
      const std::string file = fmt::format("conda-{}.yml", environment.content);
      stage.local.texts[file] =
          fmt::format("name: c{}\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n",
                      environment.content);
      text += "conda_file: " + file + "\n";
    }
    stage.files[environment.name + ".yml"] = text;
  }
}

std::string deployment_text(const Stack& stack, const Stack::Endpoint& endpoint,
                            const Stack::Deployment& deployment, Stage& stage) {
  std::string out = schema(endpoint.online ? "managedOnlineDeployment" : "modelBatchDeployment");
  out += fmt::format("name: {}\nendpoint_name: {}\n", deployment.name, endpoint.name);
  if (!endpoint.online) out += "type: model\n";
  out += fmt::format("model: azureml:{}@latest\n", stack.models[deployment.model].name);
  out += fmt::format("environment: azureml:{}@latest\n",
                     stack.environments[deployment.environment].name);
  const std::string code =
      deployment.code ? fmt::format("azureml:{}@latest", stack.codes[*deployment.code].name)
                      : folder(stage, "own", deployment.own_code, "score.py");
  out += "code_configuration:\n  code: " + code + "\n  scoring_script: score.py\n";
  out += map_text("tags", deployment.tags, 0);
  if (endpoint.online) {
    out +=
        fmt::format("instance_type: Standard_DS3_v2\ninstance_count: {}\n", deployment.instances);
    out += map_text("environment_variables", deployment.variables, 0);
    if (deployment.request_timeout_ms)
      out += fmt::format("request_settings:\n  request_timeout_ms: {}\n",
                         *deployment.request_timeout_ms);
    return out;
  }
  out += fmt::format("compute: azureml:{}\n", stack.computes[deployment.compute].name);
  out += fmt::format("resources:\n  instance_count: {}\n", deployment.instances);
  const std::string settings = line("  mini_batch_size", deployment.mini_batch) +
                               line("  max_concurrency_per_instance", deployment.concurrency) +
                               line("  error_threshold", deployment.error_threshold) +
                               map_text("environment_variables", deployment.variables, 2);
  return settings.empty() ? out : out + "settings:\n" + settings;
}

void write_endpoint(const Stack& stack, const Stack::Endpoint& endpoint, Stage& stage) {
  std::string text = schema(endpoint.online ? "managedOnlineEndpoint" : "batchEndpoint");
  text += fmt::format("name: {}\nauth_mode: {}\n", endpoint.name,
                      endpoint.online ? "key" : "aad_token");
  if (endpoint.closed && endpoint.online) text += "public_network_access: disabled\n";
  text += line("description", endpoint.description) + map_text("tags", endpoint.tags, 0);
  if (endpoint.standard && endpoint.standard_inside)
    text += "defaults:\n  deployment_name: " + *endpoint.standard + "\n";
  if (endpoint.traffic) {
    text += endpoint.traffic->empty() ? "traffic: {}\n" : "traffic:\n";
    for (const auto& [name, percent] : *endpoint.traffic)
      text += fmt::format("  {}: {}\n", name, percent);
  }
  stage.files[endpoint.name + ".yml"] = text;
  if (endpoint.standard && !endpoint.standard_inside)
    stage.files[endpoint.name + "-default.yml"] =
        fmt::format("kind: default_deployment\nendpoint: {}\ndeployment: {}\n", endpoint.name,
                    *endpoint.standard);
  for (const auto& deployment : endpoint.deployments)
    stage.files[fmt::format("{}-{}.yml", endpoint.name, deployment.name)] =
        deployment_text(stack, endpoint, deployment, stage);
}

}  // namespace

manifest::Content local_content(const std::string& folder, const std::string& file,
                                const std::string& bytes) {
  manifest::Content out;
  out.path = folder;
  out.name = folder;
  // Digests of a folder are the business of `source`; here any that tell contents apart will do.
  out.md5 = md5_hex("folder " + bytes);
  out.sha256 = sha256_hex("folder " + bytes);
  manifest::ContentFile one;
  one.path = folder + "/" + file;
  one.relative = file;
  one.size = bytes.size();
  one.sha256 = sha256_hex(bytes);
  Digest digest(Digest::Algorithm::md5);
  digest.add(bytes);
  one.md5 = base64(digest.raw());
  out.files.push_back(std::move(one));
  return out;
}

void write_yaml(const Stack& stack, Stage& stage) {
  for (const auto& compute : stack.computes)
    stage.files[compute.name + ".yml"] =
        schema("amlCompute") +
        fmt::format("name: {}\ntype: amlcompute\nsize: {}\nmax_instances: {}\n", compute.name,
                    compute.size, compute.max) +
        line("min_instances", compute.min) +
        line("idle_time_before_scale_down", compute.idle_seconds);
  write_assets(stack, stage);
  for (const auto& endpoint : stack.endpoints) write_endpoint(stack, endpoint, stage);
}

}  // namespace armature::sim
