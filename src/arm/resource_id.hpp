#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace armature::arm {

/// Where resources live.
struct Scope {
  std::string subscription;
  std::string resource_group;
  std::string workspace;

  /// "/subscriptions/{s}/resourceGroups/{g}/providers/Microsoft.MachineLearningServices/workspaces/{w}"
  std::string workspace_path() const;
};

/// An ARM id below a workspace, as type and name pairs: {"batchEndpoints","e"},{"deployments","d"}.
/// Compared segment by segment, ASCII case ignored, except the names and versions of assets, which
/// AML documents as case-sensitive (arm-protocol section 11). The spelling given is kept.
struct ResourceId {
  Scope scope;
  std::vector<std::pair<std::string, std::string>> parts;

  /// The id text: URL path without host and query, not percent-encoded.
  std::string text() const;
  /// What equal ids have in common: usable as a map key.
  std::string key() const;
  /// "batchEndpoints/deployments"
  std::string type() const;
  const std::string& name() const { return parts.back().second; }
  /// The id one level up (the endpoint of a deployment, the container of a version).
  ResourceId parent() const;

  bool operator==(const ResourceId& other) const { return key() == other.key(); }
  bool operator<(const ResourceId& other) const { return key() < other.key(); }
};

/// Accepts any letter case of the fixed segments. Only ids below a
/// Microsoft.MachineLearningServices workspace.
Result<ResourceId> parse_resource_id(std::string_view text);

/// True if both are ARM ids (an `azureml:` prefix is allowed on either) that name the same
/// resource.
bool same_id(std::string_view a, std::string_view b);

/// A segment made safe for a URL path.
std::string percent_encode(std::string_view segment);
std::string percent_decode(std::string_view segment);

/// The id with each segment percent-encoded: what goes on the wire.
std::string url_path(const ResourceId& id);

/// "West US 2" and "westus2" are one (arm-protocol section 11).
std::string normalised_location(std::string_view location);

}  // namespace armature::arm
