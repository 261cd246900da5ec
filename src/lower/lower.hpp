#pragma once

#include <optional>
#include <string>
#include <vector>

#include "arm/resource_id.hpp"
#include "base/diagnostic.hpp"
#include "base/json.hpp"
#include "lower/desired.hpp"
#include "manifest/content.hpp"
#include "manifest/document.hpp"

namespace armature::lower {

struct Manifest {  ///< a document whose kind is known
  const catalog::Kind* kind;
  manifest::Document document;
};

struct Wanted {  ///< a local path that a manifest mentions
  enum class As : std::uint8_t { content, text };
  As as;
  std::string path;  ///< as written, joined with the document's folder and normalised; may leave
                     ///< the stack's folder ("../x")
  SourcePos pos;
};

/// Which local files the manifests need read or hashed. Pure: looks at no disk.
std::vector<Wanted> wanted_files(const std::vector<Manifest>& manifests);

/// Turns manifests into what ARM should hold: implicit assets of deployments become resources of
/// their own, routing becomes a node of its own. Two documents of one address are a Diagnostic that
/// names both places.
std::vector<Desired> lower(const std::vector<Manifest>& manifests, const arm::Scope& scope,
                           const manifest::LocalFiles& files, Diagnostics& diagnostics);

/// `armature render`: {"requests":[{"address","method","path","apiVersion","body","source":{"file",
/// "line"},"after":[…]}]}. `location` empty: unknown. Requests stand in the order in which they
/// would be sent. Members that only the service can tell are {"unknown":"reason"}: the place of an
/// upload, what @latest is. An asset whose version is the next free number has `{next}` for it in
/// its path and in the ids that refer to it. Routing is sent as its whole endpoint with the routing
/// in it; where the stack does not declare the endpoint, the rest is what is live and the body
/// holds the routing alone.
Json render(const std::vector<Desired>& all, const std::vector<std::vector<std::size_t>>& after,
            const std::string& location);

}  // namespace armature::lower
