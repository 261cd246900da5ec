#include "lower/anonymous.hpp"

#include <nlohmann/json.hpp>

#include "base/digest.hpp"

namespace armature::lower {
namespace {

/// The SDK lets Python join a digest's characters with what came before, where it means to append.
std::string between_characters(const std::string& separator, const std::string& characters) {
  std::string out;
  for (const char c : characters) {
    if (!out.empty()) out += separator;
    out += c;
  }
  return out;
}

}  // namespace

std::string anonymous_model_name(std::string_view content_md5) {
  return md5_hex(content_md5);
}

std::string anonymous_environment_version(std::string_view image, const Json* inference_config,
                                          std::string_view conda_text) {
  std::string facts = md5_hex(image);
  if (inference_config != nullptr)
    facts = between_characters(facts, md5_hex(dump(*inference_config)));
  if (!conda_text.empty()) facts = between_characters(facts, md5_hex(conda_text));
  return md5_hex(facts);
}

std::string anonymous_build_version(std::string_view context, std::string_view dockerfile_path) {
  std::string facts = md5_hex(context);
  if (!dockerfile_path.empty()) facts = between_characters(facts, md5_hex(dockerfile_path));
  return md5_hex(facts);
}

}  // namespace armature::lower
