#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "reconcile/reconcile.hpp"

namespace armature::reconcile {

/// What a plan is asked for; shared by the observations that answer it.
struct Question {
  std::vector<lower::Desired> desired;
  std::vector<std::vector<std::size_t>> after;
  Inputs inputs;
};
using SharedQuestion = std::shared_ptr<const Question>;
SharedQuestion ask(const Declared& declared, const Inputs& inputs);

/// What is live, as far as a plan must know it.
struct View {
  arm::Observed observed;
  runtime::Nanos observed_at = 0;
  resolve::Resolution resolution;
  Diagnostics remarks;  ///< no errors among them
};

/// Observes in rounds until neither resolving nor planning lacks a read. `hints` are read in the
/// first round as well: what later rounds would ask for as far as it can be foreseen.
void look(runtime::Env& env, azure::Client& client, SharedQuestion question,
          std::vector<arm::Query> hints, std::function<void(tl::expected<View, Problem>)> done);

/// The plan that the view calls for. Pure.
plan::Plan decide(const Question& question, const View& view);

/// What the closing observation will ask for after this plan was carried out, so that it is one
/// round.
std::vector<arm::Query> foreseen(const plan::Plan& plan);

/// Reads with another api-version than the catalogue's; answers are found under the queries as
/// asked.
void observe_as(azure::Client& client, const std::vector<arm::Query>& queries,
                const std::string& api_version, std::function<void(Result<arm::Observed>)> done);

}  // namespace armature::reconcile
