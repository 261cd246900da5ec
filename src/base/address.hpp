#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace armature {

/// How people name a resource of a stack: `compute/batch-cluster`, `model/mnist:1`,
/// `batch_deployment/mnist-batch/torch`, `default_deployment/mnist-batch`. Flags take it, reports
/// print it.
struct Address {
  std::string kind;         ///< snake_case name of a catalogue row
  std::string parent = {};  ///< the endpoint of a deployment; empty elsewhere
  std::string name = {};
  std::string version = {};  ///< versioned assets only; empty until it is pinned

  std::string text() const;
  auto operator<=>(const Address&) const = default;
  bool operator==(const Address&) const = default;
};

/// Accepts what text() prints. Does not know which kinds exist.
Result<Address> parse_address(std::string_view text);

}  // namespace armature
