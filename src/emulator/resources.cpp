#include "emulator/resources.hpp"

#include <array>

#include "base/text.hpp"

namespace armature::emulator {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 3> kEndpointPatch = {"tags", "identity.type",
                                                            "identity.userAssignedIdentities"};
constexpr std::array<std::string_view, 2> kOnlineDeploymentPatch = {"tags", "sku"};
constexpr std::array<std::string_view, 2> kBatchDeploymentPatch = {"tags",
                                                                   "properties.description"};
constexpr std::array<std::string_view, 1> kComputePatch = {"properties.properties.scaleSettings"};

constexpr std::array<std::string_view, 2> kServerlessPatch = {"tags", "sku"};

constexpr std::array<std::string_view, 3> kConnectionList = {"target", "category", "includeall"};
constexpr std::array<std::string_view, 1> kCountList = {"count"};
constexpr std::array<std::string_view, 6> kOnlineEndpointList = {
    "name", "count", "computetype", "tags", "properties", "orderby"};
constexpr std::array<std::string_view, 2> kDeploymentList = {"$orderby", "$top"};
constexpr std::array<std::string_view, 6> kDatastoreList = {
    "count", "isdefault", "names", "searchtext", "orderby", "orderbyasc"};
constexpr std::array<std::string_view, 1> kContainerList = {"listviewtype"};
constexpr std::array<std::string_view, 4> kCodeVersionList = {"$orderby", "$top", "hash",
                                                              "hashversion"};
constexpr std::array<std::string_view, 9> kModelVersionList = {
    "$orderby", "$top",       "version", "description", "offset",
    "tags",     "properties", "feed",    "listviewtype"};
constexpr std::array<std::string_view, 4> kDataVersionList = {"$orderby", "$top", "$tags",
                                                              "listviewtype"};
constexpr std::array<std::string_view, 3> kVersionList = {"$orderby", "$top", "listviewtype"};

constexpr ResourceType container(std::string_view path, bool has_state) {
  return {.path = path,
          .family = Family::container,
          .name_rule = NameRule::asset,
          .long_running = false,
          .has_state = has_state,
          .list_parameters = kContainerList};
}
constexpr ResourceType version(std::string_view path, bool has_state, Names list) {
  return {.path = path,
          .family = Family::version,
          .name_rule = NameRule::version,
          .long_running = false,
          .has_state = has_state,
          .list_parameters = list};
}
constexpr ResourceType served(std::string_view path, Family family, bool online,
                              std::string_view prefix, Names patch, Names list) {
  return {.path = path,
          .family = family,
          .name_rule = NameRule::endpoint,
          .long_running = true,
          .has_state = true,
          .online = online,
          .operation_prefix = prefix,
          .patch = patch,
          .list_parameters = list};
}

constexpr std::array kTypes = {
    ResourceType{.path = "computes",
                 .family = Family::compute,
                 .name_rule = NameRule::compute,
                 .long_running = true,
                 .has_state = true,
                 .operation_prefix = "c",
                 .patch = kComputePatch},
    ResourceType{.path = "datastores",
                 .family = Family::datastore,
                 .name_rule = NameRule::asset,
                 .long_running = false,
                 .has_state = false,
                 .list_parameters = kDatastoreList},
    ResourceType{.path = "connections",
                 .family = Family::connection,
                 .name_rule = NameRule::connection,
                 .long_running = false,
                 .has_state = false,
                 .list_parameters = kConnectionList},
    ResourceType{.path = "serverlessEndpoints",
                 .family = Family::serverless,
                 .name_rule = NameRule::serverless,
                 .long_running = true,
                 .has_state = true,
                 .operation_prefix = "se",
                 .patch = kServerlessPatch},
    container("codes", true),
    version("codes/versions", true, kCodeVersionList),
    container("models", true),
    version("models/versions", true, kModelVersionList),
    container("environments", true),
    version("environments/versions", true, kVersionList),
    container("components", true),
    version("components/versions", true, kVersionList),
    container("data", false),
    version("data/versions", false, kDataVersionList),
    served("batchEndpoints", Family::endpoint, false, "be", kEndpointPatch, kCountList),
    served("batchEndpoints/deployments", Family::deployment, false, "bd", kBatchDeploymentPatch,
           kDeploymentList),
    served("onlineEndpoints", Family::endpoint, true, "oeidp", kEndpointPatch, kOnlineEndpointList),
    served("onlineEndpoints/deployments", Family::deployment, true, "odidp", kOnlineDeploymentPatch,
           kDeploymentList),
};

constexpr std::string_view kProvider = "Microsoft.MachineLearningServices";
constexpr std::string_view kFullTypePrefix = "Microsoft.MachineLearningServices/workspaces/";
constexpr std::size_t kWorkspaceSegments = 8;

bool workspace_path(std::span<const std::string> s) {
  return s.size() >= kWorkspaceSegments && equal_ignoring_case(s[0], "subscriptions") &&
         equal_ignoring_case(s[2], "resourceGroups") && equal_ignoring_case(s[4], "providers") &&
         equal_ignoring_case(s[5], kProvider) && equal_ignoring_case(s[6], "workspaces") &&
         !s[1].empty() && !s[3].empty() && !s[7].empty();
}

}  // namespace

std::string_view ResourceType::full_type() const {
  static const auto all = [] {
    std::array<std::string, kTypes.size()> names;
    for (std::size_t i = 0; i < kTypes.size(); ++i)
      names[i] = std::string(kFullTypePrefix) + std::string(kTypes[i].path);
    return names;
  }();
  return all[static_cast<std::size_t>(this - kTypes.data())];
}

std::span<const ResourceType> resource_types() {
  return kTypes;
}

const ResourceType* type_at(std::string_view lower_path) {
  for (const ResourceType& type : kTypes)
    if (equal_ignoring_case(type.path, lower_path)) return &type;
  return nullptr;
}

std::string Target::workspace_id() const {
  return "/subscriptions/" + subscription + "/resourceGroups/" + group + "/providers/" +
         std::string(kProvider) + "/workspaces/" + workspace;
}

std::string Target::workspace_key() const {
  return to_lower(subscription) + "/" + to_lower(group) + "/" + to_lower(workspace);
}

std::string Target::id() const {
  std::string text = workspace_id();
  if (type == nullptr) return text;
  const auto kinds = split(type->path, '/');
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    text += "/" + std::string(kinds[i]);
    if (i < names.size()) text += "/" + names[i];
  }
  return text;
}

std::string Target::collection_key() const {
  std::string text = "r\x1f" + workspace_key() + "\x1f" + to_lower(type->path);
  if (type->path.find('/') != type->path.npos)
    text += "\x1f" + (type->case_sensitive() ? names[0] : to_lower(names[0]));
  return text + "\x1f";
}

std::string Target::key() const {
  return collection_key() + (type->case_sensitive() ? names.back() : to_lower(names.back()));
}

Target Target::parent() const {
  Target out = *this;
  out.type = type_at(type->path.substr(0, type->path.find('/')));
  out.names.resize(1);
  out.collection = false;
  return out;
}

Target Target::child(std::string_view lower_path, std::string name) const {
  Target out = *this;
  out.type = type_at(lower_path);
  out.names.push_back(std::move(name));
  out.collection = false;
  return out;
}

std::optional<Target> route(std::span<const std::string> segments, std::string_view method) {
  if (!workspace_path(segments)) return std::nullopt;
  Target target{.subscription = segments[1], .group = segments[3], .workspace = segments[7]};
  auto rest = segments.subspan(kWorkspaceSegments);
  if (method == "POST" && !rest.empty()) {
    target.action = rest.back();
    rest = rest.first(rest.size() - 1);
  }
  if (rest.empty()) return target;
  if (rest.size() > 4) return std::nullopt;
  std::string path = rest[0];
  if (rest.size() > 2) path += "/" + rest[2];
  target.type = type_at(path);
  if (target.type == nullptr) return std::nullopt;
  for (std::size_t i = 1; i < rest.size(); i += 2) {
    if (rest[i].empty() || rest[i].find('/') != std::string::npos) return std::nullopt;
    target.names.push_back(rest[i]);
  }
  target.collection = rest.size() % 2 == 1;
  return target;
}

std::optional<Target> target_of_id(std::string_view id) {
  if (starts_with_ignoring_case(id, "azureml:")) id.remove_prefix(8);
  if (!id.starts_with('/')) return std::nullopt;
  std::vector<std::string> segments;
  for (const std::string_view part : split(id.substr(1), '/')) segments.emplace_back(part);
  auto target = route(segments, "GET");
  if (!target || target->collection || target->type == nullptr) return std::nullopt;
  return target;
}

}  // namespace armature::emulator
