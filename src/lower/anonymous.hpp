#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "manifest/content.hpp"

/// How the official SDK names assets that have no name: equal content gets an equal name.
namespace armature::lower {

std::string anonymous_model_name(std::string_view content_md5);

/// Version of an anonymous environment of an image; `conda_text` as it is sent, empty without a
/// conda file. The text that the SDK hashes for an inference_config holds names of Python classes,
/// so that ours differs there.
std::string anonymous_environment_version(std::string_view image, const Json* inference_config,
                                          std::string_view conda_text);

/// Version of an anonymous environment that is built; `context` is the folder's md5, or a remote
/// context's address.
std::string anonymous_build_version(std::string_view context, std::string_view dockerfile_path);

}  // namespace armature::lower
