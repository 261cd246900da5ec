#include "cli/where.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/text.hpp"
#include "http/message.hpp"
#include "source/disk_store.hpp"

namespace armature::cli {
namespace {

constexpr std::size_t settings_bytes_max = 1U << 20U;

struct Cloud {
  std::string_view name;
  std::string_view origin;
};
constexpr Cloud clouds[] = {
    {"AzureCloud", "https://management.azure.com"},
    {"AzureUSGovernment", "https://management.usgovcloudapi.net"},
    {"AzureChinaCloud", "https://management.chinacloudapi.cn"},
    {"local",
     "http://armature.localhost"},  // answered in process; RFC 6761 keeps the name off the network
};

void fill(std::string& into, std::string from) {
  if (into.empty()) into = std::move(from);
}

void fill(arm::Scope& into, arm::Scope from) {
  fill(into.subscription, std::move(from.subscription));
  fill(into.resource_group, std::move(from.resource_group));
  fill(into.workspace, std::move(from.workspace));
}

/// `.azureml/config.json` of this folder or the nearest one above, as the official SDK writes it.
arm::Scope from_config_file(const std::string& working_directory) {
  namespace fs = std::filesystem;
  for (fs::path folder = working_directory;; folder = folder.parent_path()) {
    if (const auto text = source::read_file(folder / ".azureml/config.json", settings_bytes_max)) {
      const auto json = parse_json(*text);
      const auto member = [&json](const char* name) {
        const bool there =
            json && json->is_object() && json->contains(name) && (*json)[name].is_string();
        return there ? (*json)[name].get<std::string>() : std::string();
      };
      return {member("subscription_id"), member("resource_group"), member("workspace_name")};
    }
    if (folder == folder.parent_path()) return {};
  }
}

/// [defaults] of az's own settings.
arm::Scope from_az_defaults(const Environment& environment) {
  std::string folder = variable(environment, "AZURE_CONFIG_DIR");
  if (folder.empty()) folder = variable(environment, "HOME") + "/.azure";
  const auto text = source::read_file(folder + "/config", settings_bytes_max);
  if (!text) return {};
  arm::Scope scope;
  bool inside = false;
  for (const std::string_view raw : split(*text, '\n')) {
    const std::string_view line = trim(raw);
    if (line.starts_with('[')) inside = line == "[defaults]";
    const auto equals = line.find('=');
    if (!inside || equals == line.npos) continue;
    const std::string_view name = trim(line.substr(0, equals));
    if (name == "group") scope.resource_group = trim(line.substr(equals + 1));
    if (name == "workspace") scope.workspace = trim(line.substr(equals + 1));
  }
  return scope;
}

std::string cloud_of(const WhereInputs& inputs) {
  std::string cloud = inputs.arguments.cloud;
  if (inputs.stack != nullptr) fill(cloud, inputs.stack->cloud);
  fill(cloud, "AzureCloud");
  return cloud;
}

arm::Scope scope_of(const WhereInputs& inputs, bool local) {
  const Arguments& given = inputs.arguments;
  arm::Scope scope{given.subscription, given.resource_group, given.workspace};
  if (inputs.stack != nullptr)
    fill(scope,
         {inputs.stack->subscription, inputs.stack->resource_group, inputs.stack->workspace});
  if (local) {
    fill(scope, {"00000000-0000-0000-0000-000000000000", "local", "local"});
    return scope;
  }
  fill(scope, {variable(inputs.environment, "AZURE_SUBSCRIPTION_ID"),
               variable(inputs.environment, "AZURE_RESOURCE_GROUP"),
               variable(inputs.environment, "AZURE_ML_WORKSPACE")});
  fill(scope, from_config_file(inputs.working_directory));
  fill(scope, from_az_defaults(inputs.environment));
  return scope;
}

Result<std::string> origin_of(const std::string& cloud, const Environment& environment) {
  const std::string given = variable(environment, "ARM_RESOURCE_MANAGER_ENDPOINT");
  if (cloud != "local" && !given.empty()) {
    const http::Url url = http::parse_url(given);
    const bool bare = !url.origin.empty() && url.path == "/" && url.query.empty();
    if (bare && (url.origin.starts_with("https://") || http::is_loopback(url))) return url.origin;
    return fail(ErrorKind::invalid,
                "ARM_RESOURCE_MANAGER_ENDPOINT is no address of a Resource Manager: " + given,
                "use https://HOST, or http://127.0.0.1:PORT for an emulator on this machine");
  }
  for (const Cloud& row : clouds)
    if (row.name == cloud) return std::string(row.origin);
  return fail(ErrorKind::invalid, "unknown cloud \"" + cloud + "\"",
              "use local, AzureCloud, AzureUSGovernment or AzureChinaCloud");
}

constexpr std::string_view alphanumeric =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool made_of(std::string_view text, std::string_view more, std::size_t most) {
  const auto allowed = [more](char c) {
    return alphanumeric.find(c) != alphanumeric.npos || more.find(c) != more.npos;
  };
  return !text.empty() && text.size() <= most && std::ranges::all_of(text, allowed);
}

bool is_workspace(std::string_view name) {
  return made_of(name, "-_", 33) && alphanumeric.find(name.front()) != alphanumeric.npos;
}

/// Letters of other scripts are fine.
bool is_resource_group(std::string_view name) {
  const auto allowed = [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 || alphanumeric.find(c) != alphanumeric.npos ||
           std::string_view("-_.()").find(c) != std::string_view::npos;
  };
  constexpr std::size_t bytes_max = 4 * 90;
  return !name.empty() && name.size() <= bytes_max && !name.ends_with('.') && valid_utf8(name) &&
         std::ranges::all_of(name, allowed);
}

struct Missing {
  const std::string& value;
  std::string_view what, remedy;
};

}  // namespace

Result<Where> find_where(const WhereInputs& inputs) {
  Where where;
  where.cloud = cloud_of(inputs);
  auto origin = origin_of(where.cloud, inputs.environment);
  if (!origin) return tl::unexpected(std::move(origin).error());
  where.origin = *std::move(origin);
  where.scope = scope_of(inputs, where.local());
  const Missing rows[] = {
      {where.scope.subscription, "subscription", "--subscription ID or AZURE_SUBSCRIPTION_ID"},
      {where.scope.resource_group, "resource group", "-g NAME or AZURE_RESOURCE_GROUP"},
      {where.scope.workspace, "workspace", "-w NAME or AZURE_ML_WORKSPACE"},
  };
  std::vector<std::string> what, remedies;
  for (const Missing& row : rows) {
    if (!row.value.empty()) continue;
    what.emplace_back(row.what);
    remedies.emplace_back(row.remedy);
  }
  if (what.empty()) {
    if (auto checked = check_place(where.scope); !checked)
      return tl::unexpected(std::move(checked).error());
    return where;
  }
  return fail(ErrorKind::invalid, "no " + join(what, " and no ") + " is given",
              "write it into armature.yaml, or give " + join(remedies, "; ") +
                  "; or use --cloud local to try it without Azure");
}

Status check_place(const arm::Scope& scope) {
  const auto refuse = [](std::string_view what, const std::string& value, const char* rule) {
    return fail(ErrorKind::invalid, "\"" + value + "\" is no " + std::string(what) + "'s name",
                rule);
  };
  if (!made_of(scope.subscription, "-", 64))
    return refuse("subscription", scope.subscription,
                  "give its id: 36 digits, letters and hyphens, as `az account show` has it");
  if (!is_resource_group(scope.resource_group))
    return refuse("resource group", scope.resource_group,
                  "up to 90 letters, digits and - _ . ( ), without a full stop at the end");
  if (!is_workspace(scope.workspace))
    return refuse("workspace", scope.workspace,
                  "3 to 33 letters, digits, - and _ that begin with a letter or a digit");
  return {};
}

arm::Scope known_scope(const Environment& environment, const std::string& folder) {
  arm::Scope scope = from_config_file(folder);
  fill(scope, from_az_defaults(environment));
  return scope;
}

Where find_where_or_unknown(const WhereInputs& inputs) {
  Where where;
  where.cloud = cloud_of(inputs);
  where.scope = scope_of(inputs, where.local());
  fill(where.scope, {"unknown", "unknown", "unknown"});
  return where;
}

}  // namespace armature::cli
