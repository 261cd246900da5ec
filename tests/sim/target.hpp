#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace armature::sim {

/// What a request is about. Read from the URL by code of the simulation's own: judged with the
/// engine's parser, the engine would be right by definition.
struct Target {
  enum class Where : std::uint8_t { resource, list, workspace, action, operation, blob, elsewhere };
  Where where = Where::elsewhere;
  std::string
      key;  ///< lower-case path below the workspace: "batchendpoints/e/deployments/d"; blobs: path
  std::string
      scope;  ///< what writes are serialised under: the endpoint of a deployment, else the key

  /// The key one level up: the endpoint of a deployment; empty where there is none.
  std::string parent() const;
};

/// The scope of a key.
std::string scope_of(const std::string& key);
bool is_write(std::string_view method);
Target target_of(const std::string& url);

/// Key of an ARM id or an `azureml:` reference to one, empty if it is none.
std::string key_of_id(std::string_view id);

/// The origin of the simulated ARM, and the only place where its token may go. The emulator serves
/// blobs from the same host, below the account's name: the token must not be seen there.
constexpr std::string_view arm_origin = "https://armature.localhost";
constexpr std::string_view token_prefix = "arm-token-";

/// "PUT batchendpoints/e" and the like, for tables.
std::string short_text(const http::Request& request);

}  // namespace armature::sim
