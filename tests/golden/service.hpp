#pragma once

#include <map>
#include <string>

#include "arm/live.hpp"
#include "plan/plan.hpp"

/// A service that takes every step as sent: bodies in a map, with the defaults that the catalogue
/// knows. What the emulator refuses or takes its time for is not the matter here: only which plan
/// follows from which live state.
namespace armature::golden {

arm::Scope scope();

class Service {
 public:
  arm::Answer answer(const arm::Query& query) const;
  void apply(const plan::Plan& plan);
  /// A merge patch over what is live at an id below the workspace ("computes/c"); null removes the
  /// resource.
  void change(const std::string& tail, const Json& patch);

 private:
  void store(const plan::Step& step, const Json& sent);

  std::map<std::string, SharedJson> live_;  ///< by id text in lower case
};

}  // namespace armature::golden
