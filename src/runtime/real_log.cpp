#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "base/text.hpp"
#include "runtime/real.hpp"

namespace armature::runtime {
namespace {

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warning:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

class StandardErrorLog final : public Log {
 public:
  explicit StandardErrorLog(Level least)
      : logger_("armature", std::make_shared<spdlog::sinks::stderr_sink_st>()) {
    logger_.set_level(to_spdlog(least));
    logger_.set_pattern("%H:%M:%S.%e %l: %v");
    logger_.flush_on(spdlog::level::debug);
  }

  void write(Level level, std::string_view line) override {
    if (!logger_.should_log(to_spdlog(level))) return;
    logger_.log(to_spdlog(level), "{}", printable(line));
  }

 private:
  spdlog::logger logger_;
};

}  // namespace

std::unique_ptr<Log> real_log(Level least) {
  return std::make_unique<StandardErrorLog>(least);
}

}  // namespace armature::runtime
