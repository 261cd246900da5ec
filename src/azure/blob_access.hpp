#pragma once

#include <cstdint>
#include <string>

#include "http/message.hpp"

namespace armature::azure {

/// What opens a storage account's blobs: the account's key, or a SAS. Never printed.
struct BlobAccess {
  std::string account = {};
  std::string key = {};  ///< decoded; empty: `sas` is used
  std::string sas = {};  ///< query text without '?'
};

/// Adds date, version and what authorises: a Shared Key signature, or the SAS in the URL and no
/// header at all. To be done anew for each try, since signatures hold the time.
void authorise(http::Request& request, const BlobAccess& access, std::int64_t utc_seconds);

}  // namespace armature::azure
