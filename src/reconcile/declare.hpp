#pragma once

#include <vector>

#include "reconcile/reconcile.hpp"

namespace armature::reconcile {

/// Documents whose kind is known. Those with errors are not lowered, but what they want from the
/// disk is looked at all the same, so that all problems are told at once.
struct Manifests {
  std::vector<lower::Manifest> sound;
  std::vector<lower::Manifest> flawed;
};

/// Takes the documents out of `loaded`, sets what the command line sets, and holds each against its
/// kind.
Manifests identify(source::Loaded& loaded, const DeclareOptions& options, Diagnostics& diagnostics);

std::vector<source::WantedFile> wanted(const Manifests& manifests);

/// What the sound manifests want ARM to hold, and in which order. Puts the documents back.
Declared lowered(source::Loaded loaded, Manifests manifests, const manifest::LocalFiles& files,
                 const arm::Scope& scope, Diagnostics& diagnostics);

}  // namespace armature::reconcile
