#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/call.hpp"
#include "emulator/patterns.hpp"

namespace armature::emulator {

enum class Family : std::uint8_t {
  compute,
  datastore,
  container,
  version,
  endpoint,
  deployment,
  serverless,
  connection
};

/// A resource type below the workspace. The emulator's own table: it shares nothing with the
/// client's catalogue.
struct ResourceType {
  std::string_view path;  ///< "batchEndpoints/deployments"
  Family family;
  NameRule name_rule;
  bool long_running;
  bool has_state;       ///< properties.provisioningState
  bool online = false;  ///< an online endpoint or one of its deployments
  std::string_view operation_prefix = {};
  std::span<const std::string_view> patch = {};  ///< dotted paths that a PATCH body may hold
  std::span<const std::string_view> list_parameters =
      {};  ///< besides api-version and $skip, in lower case

  bool case_sensitive() const { return family == Family::container || family == Family::version; }
  std::string_view full_type() const;  ///< "Microsoft.MachineLearningServices/workspaces/…"
};

std::span<const ResourceType> resource_types();
const ResourceType* type_at(std::string_view lower_path);

/// What a URL below a workspace names.
struct Target {
  std::string subscription, group, workspace;
  const ResourceType* type = nullptr;  ///< null pointer: the workspace itself
  std::vector<std::string> names =
      {};  ///< one for each segment of the type; one less for a collection
  bool collection = false;
  std::string action = {};  ///< of a POST, as sent

  std::string workspace_id() const;  ///< as the client writes it
  std::string workspace_key() const;
  std::string id() const;
  std::string key() const;             ///< of the record
  std::string collection_key() const;  ///< prefix of the records of the collection
  const std::string& name() const { return names.back(); }
  Target parent() const;  ///< of a type with two segments
  Target child(std::string_view lower_path, std::string name) const;
};

/// nullopt: not a URL of ours. `segments` begin with "subscriptions".
std::optional<Target> route(std::span<const std::string> segments, std::string_view method);

/// The target that an ARM id names ("azureml:" before it is allowed); nullopt for anything else.
std::optional<Target> target_of_id(std::string_view id);

}  // namespace armature::emulator
