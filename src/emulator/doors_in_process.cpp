#include "emulator/doors.hpp"

namespace armature::emulator {
namespace {

class InProcess final : public http::Transport {
 public:
  InProcess(Core& core, runtime::Loop& loop, runtime::Wall& wall, runtime::Nanos latency)
      : core_(core), loop_(loop), latency_(latency) {
    // The wall tells whole seconds and may jump; operations need a clock that runs smoothly.
    epoch_ = wall.utc_seconds() * runtime::second - loop.now();
  }

  void send(http::Request request, std::function<void(http::Reply)> done) override {
    std::weak_ptr<bool> alive = alive_;
    loop_.after(latency_, [this, alive, request = std::move(request), done = std::move(done)] {
      if (alive.expired()) return;
      done(core_.handle(request, epoch_ + loop_.now()));
    });
  }

 private:
  Core& core_;
  runtime::Loop& loop_;
  runtime::Nanos latency_;
  Nanos epoch_ = 0;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace

std::unique_ptr<http::Transport> in_process(Core& core, runtime::Loop& loop, runtime::Wall& wall,
                                            runtime::Nanos latency) {
  return std::make_unique<InProcess>(core, loop, wall, latency);
}

}  // namespace armature::emulator
