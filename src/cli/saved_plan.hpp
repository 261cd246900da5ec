#pragma once

#include "cli/prepare.hpp"

/// Plans in files: plan::to_json with a digest of what the manifests said, so that a plan is not
/// applied to other manifests.
namespace armature::cli {

Status save_plan(const std::string& file, const plan::Plan& plan, const Prepared& prepared);

/// ErrorKind::stale when it was made for another place, from other manifests or from other content.
Result<plan::Plan> load_plan(const std::string& file, const Prepared& prepared);

}  // namespace armature::cli
