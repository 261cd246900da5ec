#pragma once

#include <optional>
#include <string>

#include "emulator/record.hpp"
#include "emulator/resources.hpp"

/// The workspace and what comes with it: its storage account and default datastores. None of it is
/// stored; all of it is a function of the workspace's path.
namespace armature::emulator {

std::string workspace_guid(const Target& target);
std::string storage_account(const Target& target);
/// Base64, as the service gives it out.
std::string account_key(std::string_view account);
std::string default_container(const Target& target);
std::string workspace_location(const Context& context, const Target& target);

/// 404 with the code of the outermost container that is missing; nullopt if the workspace exists.
std::optional<http::Response> missing_workspace(const Context& context, const Target& target);

http::Response get_workspace(const Context& context, const Call& call, const Target& target);
http::Response put_workspace(Context& context, const Call& call, const Target& target);

/// The body of a datastore that every workspace has, as text with slots; nullopt for any other
/// name.
std::optional<std::string> default_datastore(const Context& context, const Target& target);
/// Names of the default datastores, in order.
std::span<const std::string_view> default_datastores();

}  // namespace armature::emulator
