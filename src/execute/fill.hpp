#pragma once

#include "azure/upload.hpp"
#include "plan/plan.hpp"

namespace armature::execute {

/// The step with the place of its uploaded content written into its body.
plan::Step filled(plan::Step step, const azure::Uploaded& uploaded,
                  const resolve::DefaultDatastore& datastore);

}  // namespace armature::execute
