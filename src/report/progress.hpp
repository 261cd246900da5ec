#pragma once

#include <memory>
#include <string_view>

#include "execute/execute.hpp"
#include "plan/plan.hpp"
#include "report/plan_text.hpp"
#include "runtime/env.hpp"

namespace armature::report {

/// Progress on standard error: a live region on a terminal (redrawn by a timer of the loop), else
/// one line an event.
class Progress {
 public:
  struct Output {
    int descriptor = 2;
    bool live = false;  ///< a terminal that understands cursor movement
    bool quiet = false;
    Style style = {};
  };
  Progress(runtime::Loop& loop, Output output, const plan::Plan& plan);
  ~Progress();  ///< takes the live region away, leaving one line for each finished step
  void on(const execute::Event& event);
  /// A line about the run as a whole: what is being waited for.
  void note(std::string_view text);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace armature::report
