#pragma once

#include "cli/where.hpp"
#include "diff/marks.hpp"
#include "source/source.hpp"

namespace armature::cli {

/// Who marks resources. Without a stack file and without --stack: nobody, and nothing is marked or
/// pruned.
diff::Owner owner_of(const source::Loaded& loaded, const std::string& stack_flag,
                     const Where& where);

/// A repository's address without scheme, credentials and ".git": what every clone has in common.
std::string repository_identity(std::string_view remote);

}  // namespace armature::cli
