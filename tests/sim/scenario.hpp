#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "manifest/content.hpp"
#include "reconcile/reconcile.hpp"
#include "sim/expect.hpp"
#include "sim/stack.hpp"

namespace armature::sim {

/// One state of the manifests, applied until it holds; or their destruction.
struct Stage {
  std::string title;
  std::map<std::string, std::string> files;  ///< YAML by file name
  manifest::LocalFiles local;
  std::map<std::string, std::string> bytes;  ///< of local files, by path
  reconcile::Declared declared = {};
  bool destroy = false;

  std::set<std::string> keys;         ///< resources that the manifests declare, versions left out
  std::set<std::string> containers;   ///< asset containers they use
  std::set<std::string> may_replace;  ///< a field that cannot change in place was changed
  std::set<std::string> clears_routing;  ///< endpoints whose traffic may be emptied
  std::set<std::string> routed;          ///< endpoints whose routing the manifests declare
  std::vector<Expect> expects;
};

struct Scenario {
  std::vector<Stage> stages;
  /// What strangers own before we come: key and body.
  std::vector<std::pair<std::string, Json>> foreign;

  /// Drawn completely before anything runs.
  static Scenario draw(Rng& rng);
  std::string text() const;
};

/// Reads the stage's manifests as a process does first. Answers the errors, which are defects of
/// the scenario (or of lowering).
std::string declare(Stage& stage);
Stage stage_of(const Stack& stack, std::string title);
Stage destroy_of(const Stage& last);
/// A stage made of the files of an example stack below the source folder.
Stage stage_of_folder(const std::string& folder);

}  // namespace armature::sim
