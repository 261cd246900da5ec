#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/address.hpp"
#include "plan/plan.hpp"

/// Subsets: `--only` and `--exclude`.
namespace armature::plan {

/// The glob may leave the version out: `model/mnist` names all of them.
bool matches(const Address& address, const std::vector<std::string>& globs);

/// Named by --only (or there is none) and not by --exclude. Dependencies do not count here.
bool chosen(const Address& address, const Options& options);

/// Which resources the plan is about: the chosen ones and everything that they need, except what
/// --exclude names.
std::vector<bool> selection(const std::vector<resolve::Resolved>& resources,
                            const std::vector<std::vector<std::size_t>>& after,
                            const Options& options);

}  // namespace armature::plan
