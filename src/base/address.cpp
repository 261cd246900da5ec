#include "base/address.hpp"

#include <fmt/core.h>

#include "base/text.hpp"

namespace armature {

std::string Address::text() const {
  std::string out = kind + "/";
  if (!parent.empty()) out += parent + "/";
  out += name;
  if (!version.empty()) out += ":" + version;
  return out;
}

Result<Address> parse_address(std::string_view text) {
  const auto malformed = [&] {
    return fail(ErrorKind::invalid, fmt::format("\"{}\" is no address", text),
                "write it as plans print it: compute/NAME, model/NAME:VERSION, "
                "batch_deployment/ENDPOINT/NAME");
  };
  const auto parts = split(text, '/');
  if (parts.size() < 2 || parts.size() > 3) return malformed();
  Address address{.kind = std::string(parts[0])};
  if (parts.size() == 3) address.parent = parts[1];
  std::string_view name = parts.back();
  if (const std::size_t colon = name.find(':'); colon != std::string_view::npos) {
    address.version = name.substr(colon + 1);
    if (address.version.empty()) return malformed();
    name = name.substr(0, colon);
  }
  address.name = name;
  if (address.kind.empty() || address.name.empty() || (parts.size() == 3 && address.parent.empty()))
    return malformed();
  return address;
}

}  // namespace armature
