#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "azure/recent.hpp"
#include "azure/sender.hpp"
#include "azure/waits.hpp"
#include "runtime/env.hpp"

namespace armature::azure {

/// What the flows of one client share. They hold it weakly: when the client goes, their late
/// callbacks do nothing.
struct Session {
  runtime::Env& env;
  std::unique_ptr<Waits> waits;
  std::shared_ptr<Sender> sender;
  Recent recent = {};

  runtime::Nanos now() const { return env.loop.now(); }
};

/// origin + path + ?api-version=…&parameters
std::string resource_url(const Session& session, std::string_view path,
                         std::string_view api_version, std::string_view parameters = {});

}  // namespace armature::azure
