#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/env.hpp"

namespace armature::sim {

/// A counter-based generator (splitmix64) with draws of our own: the standard distributions and
/// std::shuffle differ between libraries, and a seed must mean the same run everywhere.
class Rng final : public runtime::Random {
 public:
  explicit Rng(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() override {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
  }

  /// 0 … n-1, without bias; 0 where n is 0.
  std::uint64_t below(std::uint64_t n) {
    if (n < 2) return 0;
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % n;
    std::uint64_t drawn = next();
    while (drawn >= limit) drawn = next();
    return drawn % n;
  }

  bool chance(unsigned per_mille) { return below(1000) < per_mille; }

  runtime::Nanos between(runtime::Nanos low, runtime::Nanos high) {
    return low + static_cast<runtime::Nanos>(below(static_cast<std::uint64_t>(high - low) + 1));
  }

  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(below(from.size()))];
  }

  /// A generator of its own for a purpose: one more draw there changes nothing here.
  Rng fork(std::string_view purpose) const {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : purpose) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    Rng mixed(state_ ^ hash);
    return Rng(mixed.next());
  }

 private:
  std::uint64_t state_;
};

}  // namespace armature::sim
