#pragma once

#include <memory>
#include <string>

#include "base/json.hpp"
#include "emulator/call.hpp"

namespace armature::emulator {

/// Slots in a stored body for what depends on the request or on the time. They are Unicode
/// noncharacters, which no body may hold.
inline constexpr std::string_view kOriginSlot = "\uFDD0", kHostSlot = "\uFDD1",
                                  kSchemeSlot = "\uFDD2", kStateSlot = "\uFDD3";
bool holds_slots(std::string_view text);

/// A stored resource with its timeline: until `settles` it is `doing` something, from then on it is
/// what `ends_as` says. Reads compute the state from `now`, so that nothing has to be written when
/// an operation ends.
struct Record {
  std::string doing;  ///< "Creating", "Updating", "Scaling", "Deleting"; empty: nothing
  std::string ends_as = "Succeeded";  ///< "Succeeded", "Failed", "Canceled"; empty: gone
  Nanos settles = 0;
  bool hidden = false;  ///< old-style creation: 404 until that settles
  bool archived = false;
  std::string operation = {};  ///< the last long-running operation
  std::string body = {};       ///< JSON text with slots

  bool busy(Nanos now) const { return !doing.empty() && now < settles; }
  bool gone(Nanos now) const { return ends_as.empty() && now >= settles; }
  bool shown(Nanos now) const {
    return !gone(now) && !(hidden && doing == "Creating" && busy(now));
  }
  std::string_view state(Nanos now) const { return busy(now) ? doing : ends_as; }
};

std::string encode(const Record& record);
Record decode(std::string_view text);

/// The record under `key`, unless it is gone.
std::unique_ptr<Record> load(const Context& context, const std::string& key);
void save(Context& context, const std::string& key, const Record& record);

/// The body as `call` sees it at `now`.
std::string render(const Record& record, const Call& call, Nanos now);
Json rendered_json(const Record& record, const Call& call, Nanos now);

}  // namespace armature::emulator
