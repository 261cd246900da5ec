#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace armature {

/// What a caller may want to act on. A new kind only where some caller decides differently.
enum class ErrorKind : std::uint8_t {
  invalid,          ///< an answer or a file that makes no sense
  rejected,         ///< the service refused; repeating the same request is pointless
  throttled,        ///< still refused after every allowed retry
  unreachable,      ///< nothing was sent, or a read never came back
  cancelled,        ///< we gave up: interrupted, or out of time
  outcome_unknown,  ///< a write left us and no answer came back: observe before repeating it
  stale,            ///< the world moved since the plan was made
  refused,          ///< a protection or limit of ours, before any write
  no_token,         ///< no credential could produce a token
  internal,         ///< a broken expectation of our own
};

/// What the world did, as a value. User mistakes in manifests are Diagnostics instead.
struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;      ///< one sentence; may hold text of the service: escape on display
  std::string code = {};    ///< the service's own error code, empty if there was none
  int status = 0;           ///< HTTP status, 0 if there was none
  std::string remedy = {};  ///< what to do, empty if not known
  std::vector<std::string> ids = {};      ///< "x-ms-request-id 5c1e", for support and Activity Log
  std::vector<std::string> context = {};  ///< innermost first: "putting compute/c1"

  /// The same error seen from one level further out.
  Error in(std::string where) && {
    context.push_back(std::move(where));
    return std::move(*this);
  }
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> fail(ErrorKind kind, std::string message, std::string remedy = {}) {
  return tl::unexpected<Error>(
      Error{.kind = kind, .message = std::move(message), .remedy = std::move(remedy)});
}

}  // namespace armature
