#pragma once

#include <string>

#include "base/diagnostic.hpp"
#include "manifest/document.hpp"

namespace armature::manifest {

/// `--set endpoint_name=e1`, `--set resources.instance_count=2`: puts a value at a dotted path,
/// making mappings on the way. The text is resolved like a plain YAML scalar. Its position is that
/// of the flag: file "--set".
void set_value(Document& document, const std::string& dotted, const std::string& text,
               Diagnostics& diagnostics);

}  // namespace armature::manifest
