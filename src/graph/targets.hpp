#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/address.hpp"
#include "lower/desired.hpp"

namespace armature::graph {

/// Finds declared resources by the address that a reference holds. Built once, O(n log n); a lookup
/// is O(log n).
class Targets {
 public:
  explicit Targets(const std::vector<lower::Desired>& all);

  /// The declared resource that `target` names: the exact address, else (no version, or a label)
  /// the only version that the stack declares under that name.
  std::optional<std::size_t> find(const Address& target) const;

  /// "model/mnist:1": what "did you mean" may offer for a kind.
  const std::vector<std::string>& addresses(const std::string& kind) const;

 private:
  struct Declared {
    bool versioned = false;
    std::vector<std::string> addresses;
  };
  std::map<std::string, std::size_t> by_address_;
  std::map<std::string, std::vector<std::size_t>> by_name_;
  std::map<std::string, Declared> by_kind_;
};

}  // namespace armature::graph
