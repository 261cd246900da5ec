#pragma once

#include <memory>
#include <string>

#include "base/error.hpp"
#include "http/transport.hpp"
#include "runtime/real.hpp"

namespace armature::http {

struct CurlOptions {
  std::string user_agent;
  std::string ca_file = {};           ///< SSL_CERT_FILE or its relatives; empty: the system's
  std::size_t body_max = 16U << 20U;  ///< larger answers end in NetError::too_large
  int connections_max = 64;
};

/// libcurl's multi interface on the loop's thread. TLS is always verified; https, and http on
/// loopback only; never follows redirects. Why an exchange failed (a certificate, a name that does
/// not resolve) goes to `log`, once for each cause. libcurl is loaded here; an Error where it is
/// not installed.
Result<std::unique_ptr<Transport>> curl_transport(runtime::RealLoop& loop, runtime::Log& log,
                                                  CurlOptions options);

/// Writes each request and answer that passes as a JSON line, redacted, to a file of mode 0600:
/// --log-http. `secrets` are texts of the user's own that are hidden wherever they stand.
Result<std::unique_ptr<Transport>> logging_transport(Transport& inner, runtime::Loop& loop,
                                                     runtime::Log& log, const std::string& file,
                                                     const std::vector<std::string>& secrets = {});

}  // namespace armature::http
