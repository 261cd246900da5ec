#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <limits>
#include <map>
#include <unordered_map>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "runtime/real.hpp"

namespace armature::runtime {
namespace {

constexpr int handled_signals[] = {SIGINT, SIGTERM, SIGHUP};

/// What the signal handler reaches. One loop at a time handles signals.
struct SignalState {
  std::atomic<int> pipe{-1};
  std::atomic<int> pending{0};
  std::atomic<RealLoop::Poller*> poller{nullptr};
};
SignalState signal_state;
static_assert(std::atomic<RealLoop::Poller*>::is_always_lock_free);

extern "C" void armature_on_signal(int number) {
  const int saved_errno = errno;
  // A second signal while the loop has not even taken the first: it is stuck, and "twice leaves at
  // once" holds all the same.
  if (signal_state.pending.exchange(number) != 0) _exit(128 + number);
  const auto byte = static_cast<unsigned char>(number);
  if (write(signal_state.pipe.load(), &byte, 1) != 1) _exit(128 + number);
  if (auto* poller = signal_state.poller.load()) poller->wake();
  errno = saved_errno;
}

/// Under nohup a hangup means nothing.
bool ignored(int number) {
  struct sigaction action = {};
  return sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

class PollLoop final : public RealLoop {
 public:
  ~PollLoop() override {
    if (read_end_ < 0) return;
    for (const int number : handled_signals)
      if (!ignored(number)) std::signal(number, SIG_DFL);
    signal_state.poller = nullptr;
    close(read_end_);
    close(signal_state.pipe.exchange(-1));
  }

  Nanos now() const override {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start_).count();
  }

  TimerId after(Nanos delay, Task task) override {
    const TimerId id = ++last_timer_;
    const Nanos base = now();
    const Nanos wait = std::clamp<Nanos>(delay, 0, std::numeric_limits<Nanos>::max() - base);
    timers_.emplace(Due{base + wait, id}, std::move(task));
    times_.emplace(id, base + wait);
    return id;
  }

  void cancel(TimerId timer) override {
    const auto found = times_.find(timer);
    if (found == times_.end()) return;
    timers_.erase(Due{found->second, timer});
    times_.erase(found);
  }

  void set_poller(Poller* poller) override {
    poller_ = poller;
    if (read_end_ >= 0) signal_state.poller = poller;
  }

  void run(const std::function<bool()>& finished) override {
    while (!finished()) {
      if (run_due(finished)) return;
      wait();
      take_signals();
    }
  }

  void on_signal(std::function<void(int)> handler) override {
    handler_ = std::move(handler);
    if (read_end_ >= 0) return;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
      return;  // no descriptors: signals keep their default, which ends us
    read_end_ = ends[0];
    signal_state.pipe = ends[1];
    signal_state.pending = 0;
    signal_state.poller = poller_;
    struct sigaction action = {};
    action.sa_handler = armature_on_signal;
    sigemptyset(&action.sa_mask);
    for (const int number : handled_signals)
      if (number != SIGHUP || !ignored(number)) sigaction(number, &action, nullptr);
  }

  int pending_signal() const override { return read_end_ < 0 ? 0 : signal_state.pending.load(); }

 private:
  using Clock = std::chrono::steady_clock;
  using Due = std::pair<Nanos, TimerId>;

  /// Runs what is due at this moment; what those tasks start at once waits for the next round, so
  /// that sockets get their turn. True: finished.
  bool run_due(const std::function<bool()>& finished) {
    const Due limit{now(), last_timer_};
    while (!timers_.empty() && timers_.begin()->first <= limit) {
      auto node = timers_.extract(timers_.begin());
      times_.erase(node.key().second);
      node.mapped()();
      if (finished()) return true;
    }
    return false;
  }

  void wait() {
    constexpr Nanos longest = 3600 * second;
    Nanos timeout = longest;
    if (!timers_.empty())
      timeout = std::clamp<Nanos>(timers_.begin()->first.first - now(), 0, longest);
    if (poller_ != nullptr) {
      poller_->poll(timeout);
      return;
    }
    pollfd entry{read_end_, POLLIN, 0};  // poll ignores a negative descriptor
    const auto rounded_up = (timeout + millisecond - 1) / millisecond;
    ::poll(&entry, 1, static_cast<int>(rounded_up));
  }

  void take_signals() {
    if (read_end_ < 0 || pending_signal() == 0) return;
    unsigned char number = 0;
    if (read(read_end_, &number, 1) != 1) return;
    signal_state.pending = 0;
    after(0, [this, number] {
      if (handler_) handler_(number);
    });
  }

  const Clock::time_point start_ = Clock::now();
  TimerId last_timer_ = 0;
  std::map<Due, Task> timers_;
  std::unordered_map<TimerId, Nanos> times_;
  Poller* poller_ = nullptr;
  int read_end_ = -1;
  std::function<void(int)> handler_;
};

}  // namespace

std::unique_ptr<RealLoop> RealLoop::make() {
  return std::make_unique<PollLoop>();
}

}  // namespace armature::runtime
