#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "http/transport.hpp"
#include "sim/faults.hpp"
#include "sim/service.hpp"
#include "sim/world.hpp"

namespace armature::sim {

class Judge;

/// Where a process is killed: at the k-th send or answer, with the request of that send on the wire
/// or not.
struct KillPoint {
  std::uint64_t boundary = 0;  ///< 1 is the first; 0: never
  bool request_out = false;
};

/// Carries requests to the service and answers back, in virtual time: late, lost, twice.
class Network final : public http::Transport {
 public:
  Network(World& world, Service& service, Judge& judge, const Faults& faults, Counters& counters);

  void send(http::Request request, std::function<void(http::Reply)> done) override;

  /// A new process starts: boundaries are counted from here.
  void begin(KillPoint kill);
  std::uint64_t boundaries() const { return boundaries_; }
  /// The process is gone, and with it whoever waits for an answer.
  void drop();
  /// The process has reached its kill point: whoever drives the run drops it before the next event.
  bool killed() const { return killed_; }
  std::size_t outstanding() const { return outstanding_; }
  std::uint64_t sent() const { return sent_; }

 private:
  struct Exchange;
  bool fires(Fault fault);
  bool boundary(bool sending);
  Nanos latency();
  void deliver(const std::shared_ptr<Exchange>& exchange, Nanos delay);
  void give_up(const std::shared_ptr<Exchange>& exchange, Nanos delay, http::NetError error,
               const char* note);
  void answer(const std::shared_ptr<Exchange>& exchange, http::Reply reply, const Answer& about);
  void noise(const std::shared_ptr<Exchange>& exchange, Nanos delay);

  World& world_;
  Service& service_;
  Judge& judge_;
  const Faults& faults_;
  Counters& counters_;
  KillPoint kill_;
  std::vector<std::weak_ptr<Exchange>> exchanges_;  ///< of the process that runs
  std::uint64_t boundaries_ = 0, sent_ = 0;
  std::size_t outstanding_ = 0;
  bool killed_ = false;
};

}  // namespace armature::sim
