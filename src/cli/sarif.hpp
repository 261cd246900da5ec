#pragma once

#include <string>

#include "base/diagnostic.hpp"
#include "base/json.hpp"

/// Diagnostics for other programs.
namespace armature::cli {

/// "unknown-field": what a summary says without what it says it of. Stable, since summaries are
/// short and fixed in form.
std::string rule_id(const std::string& summary);

/// SARIF 2.1.0, as code scanning takes it.
Json sarif(const Diagnostics& diagnostics);

/// One object a diagnostic: severity, rule, file, line, column, summary, detail.
Json diagnostics_json(const Diagnostics& diagnostics);

}  // namespace armature::cli
