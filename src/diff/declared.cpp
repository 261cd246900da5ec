#include "diff/declared.hpp"

#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "diff/canonical.hpp"
#include "diff/leaf.hpp"
#include "lower/secrets.hpp"

namespace armature::diff {

std::string leaf_text(const lower::Desired& desired, const catalog::Field* row, const Json& value) {
  const bool place_of_content =
      row != nullptr && row->compare == catalog::Compare::upload_uri && desired.content;
  if (place_of_content) return dump(content_token(desired.content->md5));
  return dump(canonical(row, value));
}

Leaves declared_leaves(const lower::Desired& desired, const Json& body) {
  Leaves out;
  if (!desired.secrets.empty()) {
    lower::Desired open = desired;
    open.secrets.clear();
    std::erase_if(open.declared,
                  [&](const std::string& path) { return lower::is_secret(desired.secrets, path); });
    return declared_leaves(open, lower::masked(body, desired.secrets));
  }
  for (const std::string& path : desired.declared) {
    const catalog::Field* row = catalog::field_at(*desired.kind, path);
    if (row != nullptr && row->compare == catalog::Compare::secret) continue;
    const Json* value = value_at(body, path);
    out.emplace(path, leaf_text(desired, row, value == nullptr ? Json() : *value));
  }
  return out;
}

std::string digest_of(const Leaves& leaves) {
  constexpr std::size_t shown = 16;
  Digest digest(Digest::Algorithm::sha256);
  for (const auto& [path, text] : leaves) {
    // A path holds no line feed and canonical text escapes them, so that the parts cannot run into
    // each other.
    digest.add(path);
    digest.add("\n");
    digest.add(text);
    digest.add("\n");
  }
  return digest.hex().substr(0, shown);
}

}  // namespace armature::diff
