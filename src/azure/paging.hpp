#pragma once

#include <functional>
#include <memory>
#include <string>

#include "arm/live.hpp"
#include "azure/session.hpp"
#include "base/error.hpp"

namespace armature::azure {

/// All pages of a list, as one JSON array without repeated items. A page that fails fails the list:
/// what is not listed would otherwise look absent.
void list(const std::shared_ptr<Session>& session, const arm::Query& query, std::string request_id,
          std::function<void(Result<arm::Answer>)> done);

}  // namespace armature::azure
