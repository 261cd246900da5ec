#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "manifest/content.hpp"
#include "resolve/resolve.hpp"

namespace armature::azure {

/// "https://account.blob.core.windows.net/container". Emulators have no name for each account:
/// where the endpoint has a port, is an address or a localhost, the account is the first segment of
/// the path. An error if that is no URL, or plain http off this machine.
Result<std::string> container_url(const resolve::DefaultDatastore& datastore);

/// "LocalUpload/<md5>/<name>": where the SDK looks for the same content, too.
std::string datastore_path(const manifest::Content& content);

/// A '/'-separated path with each segment percent-encoded.
std::string encoded_path(std::string_view path);

}  // namespace armature::azure
