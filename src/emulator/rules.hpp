#pragma once

#include <optional>
#include <string>

#include "emulator/record.hpp"
#include "emulator/resources.hpp"

/// What a kind demands of a body beyond its types: dependencies, immutable fields, routing. One
/// file for each family.
namespace armature::emulator {

struct Refusal {
  int status;
  std::string_view code;
  std::string message;
};
using Verdict = std::optional<Refusal>;

/// A write on its way. Rules may change `body`: what the service keeps although it was sent
/// otherwise.
struct Draft {
  Context& context;
  const Call& call;
  const Target& target;
  Json& body;          ///< checked against its type, without nulls and read-only members
  const Json* stored;  ///< what GET answers now; null pointer: this is a creation
};

Verdict apply_rules(Draft& draft);

Verdict compute_rules(Draft& draft);
Verdict datastore_rules(Draft& draft);
Verdict asset_rules(Draft& draft);
Verdict endpoint_rules(Draft& draft);
Verdict deployment_rules(Draft& draft);
Verdict serverless_rules(Draft& draft);
Verdict connection_rules(Draft& draft);

/// Refuses an id that names nothing, or something that has not succeeded.
Verdict need(const Draft& draft, std::string_view path, const std::string& id,
             std::string_view collection);

/// Refuses tags that ARM or the endpoints refuse.
Verdict tag_rules(const Draft& draft);

/// Bags are append-only: keeps entries that were left out, refuses changed ones; keys of the
/// service are kept as they are.
Verdict keep_bag(Draft& draft);

/// Keeps the stored value of a member, whatever was sent.
void keep(Draft& draft, std::string_view path);
/// True if the member is stored with another value (null and absent are one).
bool changed(const Draft& draft, std::string_view path);

inline Refusal user_error(std::string message) {
  return {400, "UserError", std::move(message)};
}

/// Members that only the service sets.
void fill_server_fields(Draft& draft);

}  // namespace armature::emulator
