#pragma once

#include <map>
#include <string>

#include "runtime/env.hpp"

namespace armature::azure {

/// What people are told while they wait, as warnings of the log: each cause once, and again only
/// where it still holds a minute later.
class Notices {
 public:
  explicit Notices(runtime::Env& env) : env_(env) {}

  /// `cause` tells notices apart; `text` is a sentence without its full stop.
  void say(const std::string& cause, const std::string& text);
  /// "in 12 s, at 14:03:20Z"
  std::string in(runtime::Nanos delay) const;

 private:
  runtime::Env& env_;
  std::map<std::string, runtime::Nanos> told_;
};

}  // namespace armature::azure
