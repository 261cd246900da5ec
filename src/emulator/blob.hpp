#pragma once

#include <optional>
#include <string>

#include "emulator/call.hpp"
#include "emulator/resources.hpp"

/// Enough of Blob storage for uploads, path style: /{account}/{container}/{blob}.
namespace armature::emulator {

http::Response handle_blob(Context& context, const Call& call);

enum class ContentState : std::uint8_t { there, missing, no_datastore, elsewhere };
/// Whether a URI of an asset names something that was uploaded to us; `elsewhere` for storage that
/// is not ours.
ContentState content_at(const Context& context, const Call& call, const Target& target,
                        std::string_view uri);

/// What a blob request is about.
struct BlobPlace {
  std::string account, container, name;

  std::string facts_key() const { return facts_prefix() + name; }
  std::string facts_prefix() const { return "m\x1f" + account + "/" + container + "\x1f"; }
  std::string bytes_key() const { return "d\x1f" + account + "/" + container + "\x1f" + name; }
  std::string blocks_prefix() const {
    return "k\x1f" + account + "/" + container + "\x1f" + name + "\x1f";
  }
  std::string container_key() const { return "c\x1f" + account + "/" + container; }
};

/// A SAS for a container, in the form that the service makes.
std::string container_sas(std::string_view account, std::string_view container, Nanos expiry);
/// Checks Shared Key, SAS or an Entra token for storage; nullopt: the request may go on.
std::optional<http::Response> refuse_blob_access(const Context& context, const Call& call,
                                                 const BlobPlace& place);

http::Response list_blobs(const Context& context, const Call& call, const BlobPlace& place);

http::Response blob_refusal(const Call& call, int status, std::string_view code,
                            std::string_view message);
std::string xml_text(std::string_view text);

}  // namespace armature::emulator
