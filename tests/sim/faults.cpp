#include "sim/faults.hpp"

#include <algorithm>
#include <vector>

#include <fmt/core.h>

namespace armature::sim {

namespace {

using runtime::millisecond;
using runtime::second;

struct Row {
  Fault fault;
  std::string_view name;
  std::string_view profile;
  unsigned strong;  ///< per mille where it is on and strong
};

constexpr Row rows[] = {
    {Fault::latency_spike, "latency spike", "lossy", 50},
    {Fault::refused, "connection refused", "lossy", 100},
    {Fault::request_lost, "request lost", "lossy", 200},
    {Fault::answer_lost, "answer lost", "lossy", 200},
    {Fault::reset, "reset", "lossy", 100},
    {Fault::duplicate, "duplicate", "lossy", 50},
    {Fault::late, "late delivery", "lossy", 50},
    {Fault::throttled, "throttled", "throttled", 200},
    {Fault::error_before, "5xx before", "broken", 100},
    {Fault::error_after, "5xx after", "broken", 100},
    {Fault::mangled, "mangled body", "broken", 60},
    {Fault::byte_order_mark, "byte order mark", "broken", 300},
    {Fault::unauthorized, "token expired", "throttled", 50},
    {Fault::stale_get, "stale get", "stale", 600},
    {Fault::stale_list, "stale list", "stale", 600},
    {Fault::poll_elsewhere, "poll URL elsewhere", "operations", 200},
    {Fault::operation_failed, "operation failed", "operations", 250},
    {Fault::operation_stuck, "operation stuck", "operations", 150},
    {Fault::foreign_tag, "foreign tag", "foreign", 700},
    {Fault::foreign_edit, "foreign edit", "foreign", 700},
    {Fault::kill, "kill", "", 0},
};
static_assert(std::size(rows) == fault_count);

}  // namespace

std::string_view name_of(Fault fault) {
  return rows[static_cast<std::size_t>(fault)].name;
}

bool known_profile(std::string_view profile) {
  return profile == "calm" || profile == "mixed" ||
         std::any_of(std::begin(rows), std::end(rows), [&](const Row& row) {
           return !row.profile.empty() && row.profile == profile;
         });
}

Faults Faults::draw(Rng& rng, std::string_view profile) {
  Faults out;
  for (const Row& row : rows) {
    // Drawn whether used or not, so that profiles share the rest of a seed's run.
    const bool on = rng.chance(350);
    const bool strong = rng.chance(400);
    const auto weak = static_cast<unsigned>(rng.below(row.strong / 6 + 1)) + 1;
    const bool wanted = profile == "mixed" ? on : !row.profile.empty() && profile == row.profile;
    if (wanted && row.strong > 0) out.of(row.fault) = strong ? row.strong : weak;
  }
  static const std::vector<Nanos> lags = {2 * second, 20 * second, 60 * second, 120 * second};
  out.stale_get = rng.pick(lags);
  out.stale_list = rng.pick(lags);
  static const std::vector<Nanos> latencies = {5 * millisecond, 20 * millisecond, 100 * millisecond,
                                               600 * millisecond};
  out.latency = rng.pick(latencies);
  out.slow_operations = rng.chance(500);
  return out;
}

bool Faults::harmless() const {
  Faults rest = *this;
  for (const Fault ridden_out : {Fault::stale_get, Fault::stale_list, Fault::byte_order_mark,
                                 Fault::poll_elsewhere, Fault::foreign_tag, Fault::foreign_edit})
    rest.of(ridden_out) = 0;
  return std::all_of(rest.per_mille.begin(), rest.per_mille.end(),
                     [](unsigned n) { return n == 0; });
}

std::string Faults::text() const {
  std::string out = fmt::format("latency {} ms, operations {}", latency / millisecond,
                                slow_operations ? "slow" : "fast");
  for (const Row& row : rows)
    if (of(row.fault) > 0) out += fmt::format(", {} {}", row.name, of(row.fault));
  if (of(Fault::stale_get) > 0) out += fmt::format(", get lag {} s", stale_get / second);
  if (of(Fault::stale_list) > 0) out += fmt::format(", list lag {} s", stale_list / second);
  return out;
}

}  // namespace armature::sim
