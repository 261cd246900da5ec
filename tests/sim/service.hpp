#pragma once

#include <memory>
#include <string>

#include "emulator/core.hpp"
#include "http/message.hpp"
#include "sim/faults.hpp"
#include "sim/replica.hpp"
#include "sim/world.hpp"

namespace armature::sim {

class Judge;

/// Where a request that arrives comes from.
enum class Origin : std::uint8_t {
  process,  ///< the one that runs, and that is to blame
  echo,     ///< the same, but late or once more: the network is to blame
  orphan,   ///< a process that is gone
};

/// An answer as the network takes it back, and what the judge must know about it.
struct Answer {
  http::Response response;
  Nanos retry_after = 0;  ///< what Retry-After means; 0: absent or senseless
  Nanos retry_at = 0;     ///< the same, given as a date
  bool mangled = false;   ///< the body is not what the service wrote
  bool stale = false;
  std::string fault = {};  ///< for the table
};

/// The service: the emulator's core, with the faults that lie on its side of the network.
class Service {
 public:
  Service(World& world, const Faults& faults, Counters& counters);

  Answer handle(const http::Request& request, Origin origin, Judge& judge);

  /// Healed, nothing goes wrong any more; an operation that is stuck already still takes its time.
  void heal(bool healed) { healed_ = healed; }
  bool healed() const { return healed_; }
  static constexpr Nanos stuck_for = 5400 * runtime::second;

  /// What is true, whoever asks: no fault, no lag. None where there is nothing.
  std::optional<Json> truth(const std::string& key);
  /// A write of a stranger, who has no faults. Its operation takes so long.
  http::Response foreign(const std::string& key, const Json& body, Nanos lasts);
  /// When the last operation of a stranger is over, and every replica knows.
  Nanos strangers_until() const { return strangers_until_; }
  Json snapshot() { return core_->snapshot(world_.utc_nanos()); }

  static std::string url_of(const std::string& key);

 private:
  bool fires(Fault fault);
  bool fail_before(Answer& answer);
  void fail_after(const http::Request& request, Answer& answer);
  void throttle(Answer& answer);
  void lag(const http::Request& request, Answer& answer);
  http::Response write(const http::Request& request, const std::string& key);
  emulator::Config config();

  World& world_;
  const Faults& faults_;
  Counters& counters_;
  std::unique_ptr<emulator::StateStore> store_;
  std::unique_ptr<emulator::Core> core_;
  Replica replica_;
  Nanos strangers_until_ = 0;
  Nanos duration_ = 0;  ///< of the operation that was started last
  bool healed_ = false;
  std::optional<Nanos> stranger_ =
      {};  ///< how long the operation of a stranger takes who writes just now
};

}  // namespace armature::sim
