#pragma once

#include <functional>
#include <memory>
#include <string>

#include "azure/client.hpp"
#include "azure/session.hpp"

namespace armature::azure {

/// One GET that is not fooled by reads that lag behind our own writes: inside the window they are
/// repeated.
void get(const std::shared_ptr<Session>& session, const arm::Query& query, std::string request_id,
         std::function<void(Result<arm::Answer>)> done);

/// Asks a resource until it is in a terminal state; null: gone.
void join(const std::shared_ptr<Session>& session, const arm::ResourceId& id,
          const std::string& api_version, std::string request_id, Client::Watch watch,
          Client::Done done);

}  // namespace armature::azure
