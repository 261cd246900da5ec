// What the judge makes of a process's own words: its plan, its outcomes, its exit code.
#include <algorithm>

#include <fmt/core.h>

#include "sim/judge.hpp"

namespace armature::sim {

using execute::Verdict;

void Judge::planned(const plan::Plan& plan) {
  planning_ = false;
  for (const plan::Step& step : plan.steps) {
    step_keys_.push_back(key_of_id(step.target.text()));
    step_actions_.push_back(step.action);
    check_step(step);
  }
}

void Judge::check_step(const plan::Step& step) {
  const std::string& key = step_keys_.back();
  const std::string name = step.address.text();
  const Known& known = knowledge_.of(key);
  const bool asset = key.find("/versions/") != std::string::npos;
  if (foreign_.count(key) > 0) world_.violate("I17", "the plan touches a stranger's " + name);
  switch (step.action) {
    case plan::Action::create:
      if (!asset && !known.absent_by_get)
        world_.violate("I7", name + " is to be created although no GET has said that it is absent");
      if (!asset && stage_->keys.count(key) == 0)
        world_.violate("I1", name + " is to be created and no manifest declares it");
      break;
    case plan::Action::remove:
      if (!stage_->destroy && stage_->keys.count(key) > 0)
        world_.violate("I7", name + " is to be removed although a manifest declares it");
      if (!known.seen_by_get)
        world_.violate("I7", name + " is to be removed and was never read by GET");
      if (known.body && !tagged_ours(*known.body))
        world_.violate("I17", name + " is to be removed and does not carry our mark");
      break;
    case plan::Action::replace:
      if (stage_->may_replace.count(key) == 0 && known.state != State::failed)
        world_.violate("I1", name + " is to be replaced for no reason");
      break;
    default:
      break;
  }
}

void Judge::step_finished(const execute::Outcome& outcome) {
  if (outcome.step < step_keys_.size()) knowledge_.close(step_keys_[outcome.step]);
}

void Judge::check_outcome(const execute::Outcome& outcome) {
  const std::string& key = step_keys_[outcome.step];
  const plan::Action action = step_actions_[outcome.step];
  const Wrote wrote = wrote_[key];
  const bool routing = action == plan::Action::route;
  if (outcome.accepted && !wrote.accepted && !wrote.unclear && action != plan::Action::upload)
    world_.violate("I9", key + " is reported as accepted, and the server has taken nothing");
  if (outcome.verdict == Verdict::skipped && outcome.accepted)
    world_.violate("I9", key + " is reported as skipped and accepted");
  if (outcome.verdict != Verdict::skipped && outcome.verdict != Verdict::done && !outcome.error)
    world_.violate("I9", key + " has failed without an error");
  const bool alone = std::count(step_keys_.begin(), step_keys_.end(), key) == 1;
  if (outcome.verdict == Verdict::skipped && alone && wrote.told)
    world_.violate("I9", key + " is reported as skipped, and its write was accepted");
  if (outcome.verdict == Verdict::failed && alone && wrote.told && !outcome.accepted)
    world_.violate("I9", key + " is reported as not accepted, and its write was");
  // A later step on the same resource may have left it in operation.
  if (outcome.verdict != Verdict::done || disturbed_ || unfinished_.count(key) > 0) return;
  const std::optional<Json> live = service_.truth(key);
  if (action == plan::Action::remove) {
    const bool gone = !live || key.find("/versions/") != std::string::npos;
    // A delete of a deployment that its endpoint's delete has overtaken is done as well.
    if (!gone) world_.violate("I9", key + " is reported as removed and is still there");
  } else if (live && state_of(*live) == State::running &&
             world_.now() < service_.strangers_until()) {
    counters_.hit("in operation by others at the end");
  } else if (!live || state_of(*live) != State::succeeded) {
    world_.violate(
        "I9", key + (routing ? " is reported as routed" : " is reported as done") + " and is not");
  }
}

void Judge::finished(int exit_code, const std::vector<execute::Outcome>& outcomes,
                     std::uint64_t requests) {
  unfinished_.clear();
  for (const execute::Outcome& outcome : outcomes)
    if (outcome.step < step_keys_.size() && outcome.verdict != Verdict::done)
      unfinished_.insert(step_keys_[outcome.step]);
  for (const execute::Outcome& outcome : outcomes)
    if (outcome.step < step_keys_.size()) check_outcome(outcome);
  const bool all_done = std::all_of(outcomes.begin(), outcomes.end(), [](const auto& outcome) {
    return outcome.verdict == Verdict::done;
  });
  bool accepted = false, told = false;  // what may have been taken counts as taken
  for (const auto& [key, wrote] : wrote_) {
    accepted = accepted || wrote.accepted || wrote.unclear;
    told = told || wrote.told;
  }
  if (exit_code == 0 && !all_done) world_.violate("I9", "exit 0 although a step is not done");
  if ((exit_code == 1 || exit_code == 3 || exit_code == 4) && told)
    world_.violate("I9", fmt::format("exit {} although a write was accepted", exit_code));
  if (exit_code == 5 && !accepted)
    world_.violate("I9", "exit 5 although the server has taken no write");
  // Every exchange may be repeated five times, and each operation polled every few seconds while it
  // lasts.
  const auto waited = static_cast<std::uint64_t>((world_.now() - began_) / runtime::second);
  const std::uint64_t steps = outcomes.size();
  const std::uint64_t budget = 600 + 120 * steps + waited * (1 + steps / 4);
  if (requests > budget)
    world_.violate("I8", fmt::format("{} requests, {} would have to do", requests, budget));
}

}  // namespace armature::sim
