#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "catalog/kind.hpp"
#include "lower/desired.hpp"

/// Ownership without a state file (design section 4): tags on the resource.
namespace armature::diff {

/// Who we are. An empty stack marks and prunes nothing (`-f FILE` without `--stack`).
struct Owner {
  std::string stack;   ///< armature.stack: "mnist-scoring/prod"
  std::string source;  ///< armature.source: digest of the repository's remote and the stack's path,
                       ///< or of an explicit id
  bool marks() const { return !stack.empty(); }
};

enum class Ownership : std::uint8_t { ours, nobodys, other_stack, other_source };

using TagMap = std::map<std::string, std::string>;
/// The live tags of a resource, from the place where its kind has them.
TagMap live_tags(const catalog::Kind& kind, const Json& live);
Ownership ownership(const TagMap& tags, const Owner& owner);
bool protected_by_tag(const TagMap& tags);  ///< armature.protect
std::string stack_of(const TagMap& tags);   ///< whose it is, empty for nobody's
bool is_mark(std::string_view key);  ///< one of the tags that marks() makes, in any letter case

inline constexpr std::string_view stack_tag = "armature.stack";
inline constexpr std::string_view source_tag = "armature.source";
/// Set by people: what carries it is never deleted.
inline constexpr std::string_view protect_tag = "armature.protect";
/// Holds an asset's content digest.
inline constexpr std::string_view content_tag = "armature.content";

/// armature.stack, .source, .digest, .fields (and .content for assets) for a body.
/// `armature.fields` holds an 18-bit hash of each declared leaf's path in three characters,
/// spilling into `armature.fields.2` ... at 256 characters; `armature.secrets` holds those of the
/// leaves that secret variables made, so that their live values stay hidden when the manifest no
/// longer declares them.
TagMap marks(const lower::Desired& desired, const Json& resolved_body, const Owner& owner);

/// What of a live resource must not be shown: what the manifest makes secret, and what it made
/// secret when it was applied last. Spelled as in lower/secrets.hpp.
std::vector<std::string> all_secrets(const lower::Desired& desired, const Json& live);

/// Digest over the canonical declared leaves: an upgrade of Armature does not change it.
std::string digest_of(const lower::Desired& desired, const Json& resolved_body);
/// The `armature.digest` of a live resource, empty if it has none.
std::string applied_digest(const TagMap& tags);
/// True if `armature.fields` says that the last applied body declared this path.
bool was_declared(const TagMap& tags, std::string_view arm_path);

}  // namespace armature::diff
