#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "arm/live.hpp"
#include "azure/client.hpp"

namespace armature::observe {

/// Reads everything asked for, all at once (the client limits the rate). One failure fails the
/// whole observation, with all errors listed: absence is never concluded from a read that failed.
/// `done` comes later, on the loop's thread; only where nothing is asked for it is called at once.
void observe(azure::Client& client, std::vector<arm::Query> queries,
             std::function<void(Result<arm::Observed>)> done);

}  // namespace armature::observe
