#include "sim/network.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "sim/judge.hpp"
#include "sim/target.hpp"

namespace armature::sim {

using runtime::second;

struct Network::Exchange {
  http::Request request;
  std::function<void(http::Reply)> done;
  std::uint64_t epoch;
  std::uint64_t number;
  bool answered = false;
};

Network::Network(World& world, Service& service, Judge& judge, const Faults& faults,
                 Counters& counters)
    : world_(world), service_(service), judge_(judge), faults_(faults), counters_(counters) {}

void Network::begin(KillPoint kill) {
  kill_ = kill;
  boundaries_ = 0;
  sent_ = 0;
  outstanding_ = 0;
  killed_ = false;
}

void Network::drop() {
  for (const auto& weak : exchanges_)
    if (const auto exchange = weak.lock()) exchange->done = nullptr;
  exchanges_.clear();
}

bool Network::fires(Fault fault) {
  const bool drawn = world_.stream(Stream::faults).chance(faults_.of(fault));
  if (!drawn || service_.healed()) return false;
  counters_.hit(name_of(fault));
  return true;
}

/// True if the process dies here.
bool Network::boundary(bool sending) {
  if (killed_) return true;
  if (++boundaries_ != kill_.boundary) return false;
  killed_ = true;
  counters_.hit(name_of(Fault::kill));
  world_.trace().row(world_.now(), "kill", sending ? "at a send" : "at an answer",
                     kill_.request_out ? "request out" : "");
  return true;
}

Nanos Network::latency() {
  Rng& rng = world_.stream(Stream::network);
  Nanos out = rng.between(faults_.latency / 4, faults_.latency);
  // A heavy tail: each doubling half as likely.
  while (rng.chance(250) && out < 5 * second) out *= 2;
  return std::min(out, 5 * second);
}

void Network::send(http::Request request, std::function<void(http::Reply)> done) {
  const bool dies = boundary(true);
  if (dies && !(kill_.request_out && boundaries_ == kill_.boundary)) return;
  if (dies) kill_.request_out = false;  // what the dying task sends after this one stays here
  auto exchange = std::make_shared<Exchange>(
      Exchange{std::move(request), std::move(done), world_.epoch(), ++sent_});
  exchanges_.push_back(exchange);
  ++outstanding_;
  judge_.on_send(exchange->request);
  world_.trace().row(world_.now(), fmt::format("#{}", exchange->number),
                     short_text(exchange->request), dies ? "the last" : "");
  world_.trace().add(exchange->request.body);

  const Nanos timeout = exchange->request.timeout;
  if (fires(Fault::refused))
    return give_up(exchange, latency(), http::NetError::connect, "refused");
  if (fires(Fault::request_lost))
    return give_up(exchange, timeout, http::NetError::timeout_sent, "request lost");
  Nanos delay = latency();
  if (fires(Fault::latency_spike)) delay += world_.stream(Stream::network).between(0, 60 * second);
  if (fires(Fault::late)) {
    noise(exchange, timeout + world_.stream(Stream::network).between(0, 240 * second));
    return give_up(exchange, timeout, http::NetError::timeout_sent, "late");
  }
  if (fires(Fault::duplicate))
    noise(exchange, delay + world_.stream(Stream::network).between(0, 300 * second));
  deliver(exchange, delay);
  give_up(exchange, timeout, http::NetError::timeout_sent, "timeout");
}

void Network::noise(const std::shared_ptr<Exchange>& exchange, Nanos delay) {
  world_.wire(delay, [this, exchange] {
    // The echo of a read changes nothing.
    if (exchange->request.method == "GET" || exchange->request.method == "HEAD") return;
    const bool alive = exchange->epoch == world_.epoch();
    const Answer made =
        service_.handle(exchange->request, alive ? Origin::echo : Origin::orphan, judge_);
    world_.trace().row(world_.now(), "noise", short_text(exchange->request),
                       std::to_string(made.response.status));
  });
}

void Network::deliver(const std::shared_ptr<Exchange>& exchange, Nanos delay) {
  world_.wire(delay, [this, exchange] {
    // What a dead process has sent may still arrive: that is the kill "with the request out".
    const bool orphan = exchange->epoch != world_.epoch();
    const Answer made =
        service_.handle(exchange->request, orphan ? Origin::orphan : Origin::process, judge_);
    if (orphan)
      world_.trace().row(world_.now(), "orphan", short_text(exchange->request),
                         std::to_string(made.response.status));
    if (fires(Fault::answer_lost)) return;
    const Nanos back = latency();
    if (fires(Fault::reset)) return give_up(exchange, back, http::NetError::reset_sent, "reset");
    world_.wire(back, [this, exchange, made] { answer(exchange, made.response, made); });
  });
}

void Network::give_up(const std::shared_ptr<Exchange>& exchange, Nanos delay, http::NetError error,
                      const char* note) {
  world_.wire(delay, [this, exchange, error, note] {
    Answer about;
    about.fault = note;
    answer(exchange, error, about);
  });
}

void Network::answer(const std::shared_ptr<Exchange>& exchange, http::Reply reply,
                     const Answer& about) {
  if (exchange->answered || exchange->epoch != world_.epoch()) return;
  exchange->answered = true;
  if (boundary(false)) return;
  --outstanding_;
  const auto* response = std::get_if<http::Response>(&reply);
  world_.trace().row(world_.now(), fmt::format("#{}", exchange->number),
                     "  " + judge_.describe(exchange->request, reply), about.fault);
  if (response != nullptr) world_.trace().add(response->body);
  judge_.on_answer(exchange->request, reply, about);
  const auto done = std::exchange(exchange->done, nullptr);
  done(std::move(reply));
}

}  // namespace armature::sim
