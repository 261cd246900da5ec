#pragma once

#include "sim/faults.hpp"
#include "sim/judge.hpp"
#include "sim/scenario.hpp"
#include "sim/service.hpp"
#include "sim/world.hpp"

namespace armature::sim {

/// Other people in the same workspace. They own things, tag ours, and change what we declared.
class Strangers {
 public:
  Strangers(World& world, Service& service, Judge& judge, const Faults& faults, Counters& counters)
      : world_(world), service_(service), judge_(judge), faults_(faults), counters_(counters) {}

  /// What is theirs before we come.
  void settle_in(const Scenario& scenario);
  /// Sometimes, and at some time from now on, they tag a resource of ours.
  void visit(const Stage& stage);
  /// Sometimes they change a declared field now; true if they did.
  bool edit(const Stage& stage);

 private:
  void tag(const std::string& key);
  bool put(const std::string& key, Json body);

  World& world_;
  Service& service_;
  Judge& judge_;
  const Faults& faults_;
  Counters& counters_;
};

}  // namespace armature::sim
