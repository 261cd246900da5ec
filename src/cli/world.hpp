#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "azure/client.hpp"
#include "base/error.hpp"
#include "cli/console.hpp"
#include "cli/where.hpp"
#include "runtime/real.hpp"

/// The one place where real parts are chosen. For the local cloud the emulator stands in as the
/// Transport, and nothing else knows.
namespace armature::cli {

class World {
 public:
  struct Choice {
    const Arguments& arguments;
    const Environment& environment;
    Where where;
    std::string root;                       ///< folder of the stack's files
    std::string state_folder;               ///< where `.armature/local.db` belongs
    std::vector<std::string> secrets = {};  ///< texts that the log of requests hides
  };
  /// ErrorKind::no_token: exit 7.
  static Result<std::unique_ptr<World>> make(const Choice& choice);
  virtual ~World() = default;

  virtual runtime::Env& env() = 0;
  virtual azure::Client& client() = 0;
  virtual const std::string& correlation_id() const = 0;

  /// Runs the loop until `finished` answers true, or `on_stop`, called with a signal's number (0:
  /// --timeout has passed), answers true. Answers the last signal's number, 0 if none came.
  virtual int run(const std::function<bool()>& finished, std::function<bool(int)> on_stop) = 0;
  /// A signal that came while the loop did not run, during a question.
  virtual int pending_signal() const = 0;
  /// Where warnings and errors of the log go while a live region owns the terminal; empty: back to
  /// standard error.
  virtual void divert_log(std::function<void(std::string_view)> sink) = 0;
};

std::string user_agent(const Environment& environment);

}  // namespace armature::cli
