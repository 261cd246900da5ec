#include "cli/owner.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace armature::cli {

std::string repository_identity(std::string_view remote) {
  // Credentials of a CI job in the address change from run to run.
  const auto scheme = remote.find("://");
  const bool has_scheme = scheme != remote.npos;
  if (has_scheme) remote.remove_prefix(scheme + 3);
  const auto path = remote.find('/');
  const auto at = remote.substr(0, path).rfind('@');
  if (at != remote.npos) remote.remove_prefix(at + 1);
  while (remote.ends_with('/')) remote.remove_suffix(1);
  if (remote.ends_with(".git")) remote.remove_suffix(4);
  std::string text = to_lower(remote);
  // git@host:team/repo is ssh://git@host/team/repo.
  if (const auto colon = text.find(':'); !has_scheme && colon != text.npos) text[colon] = '/';
  return text;
}

diff::Owner owner_of(const source::Loaded& loaded, const std::string& stack_flag,
                     const Where& where) {
  diff::Owner owner;
  owner.stack = stack_flag;
  if (owner.stack.empty() && loaded.stack) owner.stack = loaded.stack->owner();
  if (owner.stack.empty()) return owner;
  std::string identity;
  if (loaded.stack && !loaded.stack->id.empty()) {
    identity = "id " + loaded.stack->id;
  } else {
    const std::string remote = where.local() ? "" : source::repository_of(loaded.root).remote;
    // Without a repository nothing else stays the same when the folder moves.
    identity = remote.empty()
                   ? "name " + owner.stack
                   : "repository " + repository_identity(remote) + " " + loaded.stack_path;
  }
  constexpr std::size_t digits = 16;
  owner.source = sha256_hex(identity).substr(0, digits);
  return owner;
}

}  // namespace armature::cli
