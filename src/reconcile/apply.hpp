#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "reconcile/planning.hpp"
#include "reconcile/rebase.hpp"
#include "reconcile/reconcile.hpp"

namespace armature::reconcile {

/// The phases of a run; reconcile.cpp puts them in order. Callbacks hold the state weakly:
/// destroying the run drops everything.
struct Apply::State : std::enable_shared_from_this<Apply::State> {
  State(runtime::Env& environment, azure::Client& arm_client, SharedQuestion asked,
        const plan::Plan& approved_plan, execute::Options given,
        std::function<void(const execute::Event&)> listener);
  ~State() { env_.loop.cancel(limit_); }

  using Next = std::function<void()>;

  /// Waits for operations that others started on our resources, and takes those steps from a plan
  /// made afterwards.
  void join(Next next);
  /// Runs what is left.
  void execute(Next next);
  /// Reads everything declared again: what is still found different is the residue.
  void close(Next next);
  void interrupt();
  void finish();

  report::Result result;
  std::function<void(report::Result)> done;

 private:
  enum class Phase : std::uint8_t { joining, executing, closing, over };

  void joined(plan::StepId step, Result<SharedJson> body);
  void out_of_time();
  void plan_anew();
  void planned_anew(tl::expected<View, Problem> view);
  void remember(const plan::Plan& plan);
  void start_with(Rebased rebased);
  void look_for_residue();
  void closed(tl::expected<View, Problem> view);
  void tell(execute::Event event);
  Next take_next();
  void later(std::function<void(State&)> task);

  runtime::Env& env_;
  azure::Client& client_;
  SharedQuestion question_;
  plan::Plan plan_;
  execute::Options options_;
  std::function<void(const execute::Event&)> events_;

  Next next_;
  Phase phase_ = Phase::joining;
  bool interrupted_ = false;
  runtime::Nanos began_ = 0;
  runtime::TimerId limit_ = 0;
  std::size_t joining_ = 0;
  std::map<plan::StepId, Error> failed_joins_;
  Rebased rebased_;
  std::unique_ptr<execute::Executor> executor_;
};

}  // namespace armature::reconcile
