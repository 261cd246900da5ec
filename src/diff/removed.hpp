#pragma once

#include <string>
#include <vector>

#include "diff/declared.hpp"
#include "diff/diff.hpp"

/// Fields that were declared at the last apply and are no longer: `armature.fields` remembers
/// which.
namespace armature::diff {

struct Memory {
  std::vector<Change> removed;              ///< those whose live value is not the default
  std::vector<std::string> forgotten;       ///< all paths that were declared and are no longer
  std::vector<std::string> newly_declared;  ///< sorted
  bool fields_moved = false;                ///< other fields are declared than were
};
Memory remember(const lower::Desired& desired, const Json& live, const TagMap& tags);

/// True if the service holds this value where nothing is sent.
bool is_default(const catalog::Field& row, const Json& value);
/// What a field goes back to: as JSON, null pointer where it is not known.
SharedJson default_of(const catalog::Field& row);

/// How the user calls a path: what the manifest wrote, else the catalogue's YAML name, else the
/// path itself.
std::string yaml_name(const lower::Desired& desired, const std::string& path,
                      const catalog::Field* row);
bool forces_replacement(const catalog::Field* row, bool live_has_value);

}  // namespace armature::diff
