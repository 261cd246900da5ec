#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "http/message.hpp"
#include "sim/target.hpp"
#include "sim/world.hpp"

namespace armature::sim {

enum class State : std::uint8_t { unasked, absent, running, succeeded, failed };
State state_of(const Json& resource);
State state_of_word(std::string_view word);

/// What one process has been told about a resource since it started.
struct Known {
  State state = State::unasked;
  std::optional<Json> body = {};
  bool well_once = false;      ///< it has been seen Succeeded
  bool absent_by_get = false;  ///< some GET answered 404
  bool seen_by_get = false;    ///< some GET answered 200
  bool ambiguous = false;      ///< a write's outcome is unknown and has not been looked at since
};

/// A long-running operation: which resource its URL is about.
struct Operation {
  std::string key;
  std::string method;
};
/// May others be built on it? What failed later, by another write than its own, was made all the
/// same.
bool usable(const Known& known);

using Operations = std::map<std::string, Operation>;

/// What one process knows, derived from the answers that reached it. It cannot be blamed for
/// anything else.
class Knowledge {
 public:
  void clear() { *this = {}; }
  Known& of(const std::string& key) { return known_[key]; }

  void sent(const http::Request& request, const Target& target);
  void told(const http::Request& request, const Target& target, const http::Reply& reply,
            const Operations& operations);
  /// The step on `key` is over, in whatever way: nothing is awaited any more.
  void close(const std::string& key);

  /// The write that is still awaited under a scope; empty: none.
  std::string open_under(const std::string& scope) const;

 private:
  struct Open {
    std::string key;
    std::string method;
  };
  void learn(const Json& resource, bool by_get);
  void told_write(const http::Request& request, const Target& target, const http::Reply& reply);
  void told_operation(const Operation& operation, const http::Response& response);
  void set(const std::string& key, State state);

  std::map<std::string, Known> known_;
  std::map<std::string, Open> open_;  ///< by scope
};

}  // namespace armature::sim
