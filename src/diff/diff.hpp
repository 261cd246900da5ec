#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "catalog/kind.hpp"
#include "diff/marks.hpp"
#include "resolve/resolve.hpp"

namespace armature::diff {

/// Why a difference is shown, or why it is not one.
enum class Reason : std::uint8_t {
  changed,    ///< the manifest moved
  drifted,    ///< live moved away from the last apply
  removed,    ///< declared before, no longer: back to the default
  unhealthy,  ///< provisioningState Failed or Canceled
  unarchived,
  unverifiable,  ///< cannot be shown to be equal
  // suppressed, kept for -v and JSON:
  is_default,
  letter_case,
  same_duration,
  same_content,
  alias,
  read_only,
  secret,
};

/// One field.
struct Change {
  std::string path;  ///< dotted arm path
  std::string yaml;  ///< as the user writes it; the arm path where there is no YAML name
  SharedJson from;   ///< null: absent
  SharedJson to;     ///< null: absent, goes back to the default
  Reason reason = Reason::changed;
  bool forces_replacement = false;
  bool sensitive = false;
  bool known_later = false;  ///< `to` is known only after apply (the place of an upload)
  std::string note =
      {};  ///< "AML takes this PUT and ignores it", "ops@contoso.example, 2026-11-20 09:12Z"
  SourcePos pos = {};
};

struct Difference {
  std::vector<Change> changes;  ///< in order of the manifest
  std::vector<Change> suppressed;
  bool marks_outdated = false;  ///< bookkeeping only: no step by itself
};

/// Compares what is declared with what is live. `live` is the GET body of a resource that exists.
Difference compare(const resolve::Resolved& desired, const Json& live, const Owner& owner);

}  // namespace armature::diff
