#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "execute/execute.hpp"
#include "http/message.hpp"
#include "plan/plan.hpp"
#include "sim/faults.hpp"
#include "sim/knowledge.hpp"
#include "sim/scenario.hpp"
#include "sim/service.hpp"
#include "sim/world.hpp"

namespace armature::sim {

/// Holds the invariants against every request, answer and plan (the engine cannot be trusted about
/// itself). What a rule blames a process for is only what that process had been told, or what the
/// server alone can see.
class Judge {
 public:
  Judge(World& world, Service& service, const Faults& faults, Counters& counters);

  /// A process starts on a stage of the scenario; until `planned` it may only read.
  void begin(const Stage& stage);
  void planned(const plan::Plan& plan);
  void step_finished(const execute::Outcome& outcome);
  /// The process has said its last word.
  void finished(int exit_code, const std::vector<execute::Outcome>& outcomes,
                std::uint64_t requests);

  void on_send(const http::Request& request);
  void on_arrival(const http::Request& request, Origin origin);
  void on_effect(const http::Request& request, const http::Response& response, Origin origin);
  void on_answer(const http::Request& request, const http::Reply& reply, const Answer& about);

  /// Resources that strangers own: nobody else may touch them.
  void foreign(const std::string& key);
  /// A fact that a stranger put on a resource of ours and that no manifest speaks of.
  void foreign_fact(const std::string& key, const std::string& path, const Json& value);
  /// Foreign resources and facts are as they were left. For quiet moments.
  void foreign_untouched();

  /// Writes that no living process answers for have happened since `begin`.
  bool disturbed() const { return disturbed_; }
  void disturb() { disturbed_ = true; }

  std::string describe(const http::Request& request, const http::Reply& reply) const;

 private:
  struct Fact {
    std::string path;
    Json value;
    Nanos since;
  };
  struct Wrote {  ///< by this process, on one resource
    bool sent = false;
    bool accepted = false;  ///< the server took it
    bool told = false;      ///< and the process knows
    bool unclear = false;   ///< some answer was lost: what is there may count as ours
  };

  void check_place(const http::Request& request, const Target& target);
  void check_waits(const http::Request& request, const Target& target);
  void check_write(const http::Request& request, const Target& target);
  bool theirs(const std::string& key);
  void check_order(const Target& target, const Json& body);
  void check_routing(const Target& target, const Json& body);
  void check_facts(const Target& target, const Json& body);
  void lose_facts(const Target& target, const Json& body);
  void check_blob(const http::Request& request, const Target& target);
  void check_users(const http::Request& request, const Target& target);
  void check_owner(const http::Request& request, const Target& target);
  void count(const http::Request& request, const Target& target, Origin origin);
  void check_step(const plan::Step& step);
  void check_outcome(const execute::Outcome& outcome);
  std::set<std::string> references(const Target& target, const Json& body) const;

  World& world_;
  Service& service_;
  const Faults& faults_;
  Counters& counters_;

  // One process.
  const Stage* stage_ = nullptr;
  Knowledge knowledge_;
  bool planning_ = false, disturbed_ = false;
  Nanos began_ = 0;
  std::vector<std::string> step_keys_;
  std::vector<plan::Action> step_actions_;
  std::map<std::string, Wrote> wrote_;
  std::set<std::string> unfinished_;            ///< resources with a step that is not done
  std::map<std::string, Nanos> class_blocked_;  ///< by class of request: not before
  std::map<std::string, Nanos> url_blocked_;

  // All processes of a run.
  Operations operations_;
  std::map<std::string, Json> foreign_;  ///< by key: the body as it was
  std::map<std::string, std::vector<Fact>> facts_;
  std::map<std::string, std::uint64_t> creates_, deletes_;
  std::map<std::string, std::map<std::string, std::string>>
      contents_;                            ///< container -> content -> key
  std::map<std::string, Nanos> completed_;  ///< upload folders
  bool existed_ = false;                    ///< the target of the request that is being handled
};

}  // namespace armature::sim
