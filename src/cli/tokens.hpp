#pragma once

#include <memory>
#include <string>

#include "azure/client.hpp"
#include "cli/console.hpp"
#include "cli/where.hpp"

namespace armature::cli {

/// The token given in ARMATURE_ACCESS_TOKEN; for the local cloud and for loopback any word will do.
/// ErrorKind::no_token otherwise.
Result<std::unique_ptr<azure::TokenSource>> token_source(const Where& where,
                                                         const Environment& environment,
                                                         runtime::Loop& loop);

}  // namespace armature::cli
