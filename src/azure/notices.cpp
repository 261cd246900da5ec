#include "azure/notices.hpp"

#include <fmt/core.h>

namespace armature::azure {
namespace {

constexpr runtime::Nanos again_after = 60 * runtime::second;
/// Causes name paths: a service that makes up new ones must not fill the memory.
constexpr std::size_t causes_max = 1000;

}  // namespace

void Notices::say(const std::string& cause, const std::string& text) {
  const runtime::Nanos now = env_.loop.now();
  const auto told = told_.find(cause);
  if (told != told_.end() && now - told->second < again_after) return;
  if (told == told_.end() && told_.size() >= causes_max) return;
  told_[cause] = now;
  env_.log.write(runtime::Level::warning, text);
}

std::string Notices::in(runtime::Nanos delay) const {
  constexpr std::int64_t minute = 60, hour = 3600, day = 86'400;
  const std::int64_t seconds = (delay + runtime::second - 1) / runtime::second;
  const std::int64_t at = (env_.wall.utc_seconds() + seconds) % day;
  return fmt::format("in {} s, at {:02}:{:02}:{:02}Z", seconds, at / hour, at % hour / minute,
                     at % minute);
}

}  // namespace armature::azure
