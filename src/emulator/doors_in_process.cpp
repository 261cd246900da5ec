#include <chrono>

#include "emulator/doors.hpp"

namespace armature::emulator {
namespace {

class InProcess final : public http::Transport {
 public:
  InProcess(Core& core, runtime::Loop& loop, std::function<Nanos()> now, runtime::Nanos latency)
      : core_(core), loop_(loop), now_(std::move(now)), latency_(latency) {}

  void send(http::Request request, std::function<void(http::Reply)> done) override {
    std::weak_ptr<bool> alive = alive_;
    loop_.after(latency_, [this, alive, request = std::move(request), done = std::move(done)] {
      if (alive.expired()) return;
      done(core_.handle(request, now_()));
    });
  }

 private:
  Core& core_;
  runtime::Loop& loop_;
  std::function<Nanos()> now_;
  runtime::Nanos latency_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace

std::unique_ptr<http::Transport> in_process(Core& core, runtime::Loop& loop, runtime::Wall& wall,
                                            runtime::Nanos latency) {
  // The wall tells whole seconds; operations need a clock that runs smoothly.
  const Nanos epoch = wall.utc_seconds() * runtime::second - loop.now();
  return std::make_unique<InProcess>(
      core, loop, [epoch, &loop] { return epoch + loop.now(); }, latency);
}

std::unique_ptr<http::Transport> in_process(Core& core, runtime::Loop& loop,
                                            std::function<Nanos()> utc_now) {
  return std::make_unique<InProcess>(core, loop, std::move(utc_now), 0);
}

Nanos system_now() {
  using namespace std::chrono;
  return duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace armature::emulator
