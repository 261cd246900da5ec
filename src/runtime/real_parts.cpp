#include <chrono>
#include <cstdlib>

#include <fmt/core.h>
#include <sys/random.h>

#include "runtime/real.hpp"

namespace armature::runtime {
namespace {

class SystemRandom final : public Random {
 public:
  std::uint64_t next() override {
    std::uint64_t value = 0;
    // Eight bytes are never cut short; only an interrupt before the pool is ready can fail the
    // call.
    while (getrandom(&value, sizeof value, 0) != sizeof value) {
    }
    return value;
  }
};

class SystemWall final : public Wall {
 public:
  std::int64_t utc_seconds() const override {
    using std::chrono::system_clock;
    return std::chrono::duration_cast<std::chrono::seconds>(system_clock::now().time_since_epoch())
        .count();
  }
};

}  // namespace

std::unique_ptr<Random> real_random() {
  return std::make_unique<SystemRandom>();
}
std::unique_ptr<Wall> real_wall() {
  return std::make_unique<SystemWall>();
}

std::string guid(Random& random) {
  const std::uint64_t high = (random.next() & ~0xf000ULL) | 0x4000ULL;         // version 4
  const std::uint64_t low = (random.next() & ~(3ULL << 62U)) | (2ULL << 62U);  // RFC variant
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32U, (high >> 16U) & 0xffffU,
                     high & 0xffffU, low >> 48U, low & 0xffffffffffffULL);
}

}  // namespace armature::runtime
