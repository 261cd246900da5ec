#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "sim/rng.hpp"

namespace armature::sim {

using runtime::Nanos;

/// What can go wrong, one row each: names are printed, counted, and chosen per seed.
enum class Fault : std::uint8_t {
  latency_spike,    ///< one exchange takes up to 60 s longer
  refused,          ///< connection refused: nothing was sent
  request_lost,     ///< never arrives
  answer_lost,      ///< arrives, takes effect, the answer does not come back
  reset,            ///< the same, noticed at once
  duplicate,        ///< arrives once more, 0 to 300 s later
  late,             ///< arrives after the sender has given up
  throttled,        ///< 429
  error_before,     ///< 500, 502, 503, 504 and nothing happened
  error_after,      ///< the same, and the request took effect
  mangled,          ///< HTML, empty or truncated body
  byte_order_mark,  ///< in front of the JSON: harmless
  unauthorized,     ///< 401, the token has expired
  stale_get,        ///< reads lag behind writes
  stale_list,
  poll_elsewhere,  ///< the operation's URL is on another host
  operation_failed,
  operation_stuck,  ///< until all faults stop
  foreign_tag,      ///< strangers put tags on our resources
  foreign_edit,     ///< and change what we declared, between runs
  kill,
};
constexpr std::size_t fault_count = 21;
std::string_view name_of(Fault fault);

/// How likely each fault is in one run, and the weather beside.
struct Faults {
  std::array<unsigned, fault_count> per_mille = {};
  Nanos latency = 20 * runtime::millisecond;  ///< half of the exchanges are faster
  Nanos stale_get = 0, stale_list = 0;        ///< longest lag
  bool slow_operations = false;

  unsigned& of(Fault fault) { return per_mille[static_cast<std::size_t>(fault)]; }
  unsigned of(Fault fault) const { return per_mille[static_cast<std::size_t>(fault)]; }

  /// Some kinds are off entirely and some strong: one strong fault finds more than all weak ones
  /// together. The profile "mixed" draws from all; the others have one family on.
  static Faults draw(Rng& rng, std::string_view profile);
  /// Nothing that can go wrong is a reason for a run to fail: it has to be ridden out.
  bool harmless() const;
  std::string text() const;
};

/// "calm", "mixed", "lossy", "throttled", "broken", "stale", "operations", "foreign".
bool known_profile(std::string_view profile);

/// How often each fault fired and each interesting state was reached, over many runs. What stays 0
/// is dead code.
class Counters {
 public:
  void hit(std::string_view what) { ++counts_[std::string(what)]; }
  void merge(const Counters& other) {
    for (const auto& [what, n] : other.counts_) counts_[what] += n;
  }
  std::uint64_t of(std::string_view what) const {
    const auto found = counts_.find(std::string(what));
    return found == counts_.end() ? 0 : found->second;
  }
  const std::map<std::string, std::uint64_t>& all() const { return counts_; }

 private:
  std::map<std::string, std::uint64_t> counts_;
};

}  // namespace armature::sim
