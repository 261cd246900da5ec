#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arm/live.hpp"
#include "base/diagnostic.hpp"
#include "lower/desired.hpp"

/// Pins what only the live state can tell: versions, labels, same content, the workspace's
/// location, the default datastore. Pure: it answers, or says which reads it lacks.
namespace armature::resolve {

struct DefaultDatastore {
  std::string name;  ///< "workspaceblobstore"
  std::string account;
  std::string container;
  std::string endpoint;  ///< "core.windows.net"
  std::string protocol;  ///< "https"
};

/// Desired with every reference and location hole filled and every version pinned; upload holes
/// remain.
struct Resolved {
  lower::Desired desired;
  bool content_is_there = false;  ///< a version holds this content already: nothing to upload
  bool number_pinned_now =
      false;  ///< the version is a free number chosen now: read it once more before writing
  /// Dotted arm paths of references whose live value could not be shown to hold the same content or
  /// another.
  std::vector<std::string> unverifiable = {};
  /// Live reference values (by dotted arm path) proven to hold the same content as the desired ones
  /// (reason same_content).
  std::vector<std::pair<std::string, std::string>> same_content = {};
  std::vector<std::string> notes = {};
  std::optional<DefaultDatastore> datastore =
      {};  ///< where the content goes instead of the default one
};

struct Resolution {
  std::vector<Resolved> resources;  ///< complete only if `needs` is empty; same order as the input
  std::vector<arm::Query> needs;    ///< reads that are missing: observe them and call again
  DefaultDatastore datastore = {};
  std::string location;  ///< the workspace's
};

/// What the answer is for. A removal needs only to know which resource is meant: no reference is
/// looked up, and a version that holds other content than the manifest is still the declared one.
enum class Purpose : std::uint8_t { apply, removal };

/// The reads that can be told from the manifests alone: each declared resource, the versions of
/// unversioned assets, external references, the workspace, the default datastore when something may
/// be uploaded, and the lists by which owned resources are found.
std::vector<arm::Query> first_reads(const std::vector<lower::Desired>& all, const arm::Scope& scope,
                                    bool find_owned, Purpose purpose = Purpose::apply);

/// Diagnostics mean something only when `needs` is empty: what was not read yet may still answer
/// them.
Resolution resolve(const std::vector<lower::Desired>& all, const arm::Scope& scope,
                   const arm::Observed& observed, Diagnostics& diagnostics,
                   Purpose purpose = Purpose::apply);

}  // namespace armature::resolve
