#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "arm/live.hpp"
#include "arm/resource_id.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "http/transport.hpp"
#include "runtime/env.hpp"

/// ARM's verbs over Env: retries by verb and ambiguity, throttling, long-running operations, paging
/// (arm-protocol sections 4 to 10). All callbacks come later, on the loop's thread, exactly once,
/// unless the client was destroyed: then never.
namespace armature::azure {

/// Asked for before every request; may answer at once from a cache, but always through the loop.
class TokenSource {
 public:
  virtual ~TokenSource() = default;
  virtual void token(std::function<void(Result<std::string>)> done) = 0;
  /// The last token was refused with 401.
  virtual void invalidate() = 0;
};

struct Endpoint {
  std::string origin;  ///< "https://management.azure.com"; the bearer token goes nowhere else
  bool paced = true;   ///< keeps to the service's rates (arm-protocol 8); a local emulator has none
};

/// What a write came to.
struct Written {
  SharedJson body;  ///< final GET of the resource; null after DELETE
  bool accepted = false;
};

enum class Phase : std::uint8_t { sent, accepted, polling, verifying };

/// A running write, so that progress can be shown and an interrupt can name it.
struct Progress {
  Phase phase = Phase::sent;
  std::string state = {};      ///< "Creating", "Updating"
  std::string operation = {};  ///< path of the operation URL without its query
};

class Client {
 public:
  Client(runtime::Env& env, Endpoint endpoint, TokenSource& tokens, std::string correlation_id);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  using Done = std::function<void(Result<SharedJson>)>;
  using Watch = std::function<void(const Progress&)>;

  /// GET, or all pages of a list. A null body of a GET means "established: not there".
  void read(const arm::Query& query, std::function<void(Result<arm::Answer>)> done);

  /// PUT, PATCH or DELETE carried to its terminal state, including the final read (DELETE: until
  /// GET answers 404). A write that was refused for now, or whose answer was lost, is observed
  /// before it is repeated; `still_wanted` decides then, given the live body (null: absent): the
  /// write has already taken effect (nullopt), this is the body to send now (null for DELETE), or
  /// it must not be sent any more (the error).
  using Wanted = Result<std::optional<SharedJson>>;
  struct Write {
    std::string method;
    arm::ResourceId id;
    std::string api_version;
    std::string parameters = {};  ///< further query text
    SharedJson body = {};
    bool long_running = false;
    std::function<Wanted(const Json* live)> still_wanted = {};
  };
  void write(Write request, Watch watch, std::function<void(Result<Written>)> done);

  /// Waits until a resource that somebody else is changing reaches a terminal state; answers its
  /// body (null: gone).
  void join(const arm::ResourceId& id, const std::string& api_version, Watch watch, Done done);

  /// POST actions: listSecrets, startPendingUpload. Repeated only where nothing was sent or on 429.
  void action(const arm::ResourceId& id, const std::string& name, const std::string& api_version,
              SharedJson body, Done done);

  /// How many writes and deletes may be on the wire at once (64); operations that wait are none.
  void limit_writes(unsigned in_flight_max);

  /// No new requests are started from now on; what is in flight may answer for ten more seconds,
  /// and what waits for an operation ends with ErrorKind::cancelled. For interrupts.
  void stop_starting();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace armature::azure
