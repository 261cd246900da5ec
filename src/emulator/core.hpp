#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/json.hpp"
#include "http/message.hpp"

/// A local Azure Machine Learning: ARM control plane and enough of Blob storage for uploads. The
/// core is a function of (state, request, now); it knows nothing of our client, has its own ids,
/// routing, defaults and type checks, and is stricter than the service.
namespace armature::emulator {

using Nanos = std::int64_t;

/// Where the state lives. Keys and values are opaque text; `scan` answers in key order.
class StateStore {
 public:
  virtual ~StateStore() = default;
  /// One transaction a request: nothing is seen of another process's half-done request.
  virtual Status begin() = 0;
  /// Begins a transaction that only reads, so that readers need not wait for a writer.
  virtual Status begin_reading() { return begin(); }
  virtual Status commit() = 0;
  /// Ends the transaction without its writes, after a request that could not be carried out. An
  /// error: the state itself is damaged.
  virtual Status give_up() { return {}; }
  virtual std::unique_ptr<std::string> get(const std::string& key) = 0;  ///< null pointer: absent
  virtual void put(const std::string& key, std::string value) = 0;
  virtual void erase(const std::string& key) = 0;
  virtual std::vector<std::pair<std::string, std::string>> scan(const std::string& prefix) = 0;
  /// Up to `limit` entries below `prefix` behind the key `after` (empty: from the first), in key
  /// order.
  virtual std::vector<std::pair<std::string, std::string>> page(const std::string& prefix,
                                                                const std::string& after,
                                                                std::size_t limit) = 0;
};
std::unique_ptr<StateStore> memory_store();
/// SQLite, safe for several processes.
Result<std::unique_ptr<StateStore>> sqlite_store(const std::string& path);

/// Reactions of the service that are not established: each has a strict and a lenient side
/// (aml-resources section 12).
enum class Switch : std::uint8_t {
  delete_default_deployment_refused,    ///< 409 Conflict
  delete_live_deployment_refused,       ///< traffic > 0
  endpoint_put_without_routing_clears,  ///< else it keeps the routing
  code_configuration_change_ignored,    ///< PUT acknowledged, value kept
  resources_change_ignored,
  deleted_versions_are_tombstones,
  unknown_fields_refused,
  deployment_needs_idle_endpoint,  ///< 409 while the endpoint or a sibling is in a non-terminal
                                   ///< state
  absent_delete_is_204,            ///< else 404
  second_writer_cancels_first,  ///< OperationCanceled in the first operation instead of 409 for the
                                ///< second
  put_returns_202,              ///< old-style creation: 202, empty body, 404 until done
  status_url_answers_resource,
  archived_versions_refuse_put,  ///< an archive PUT of the unchanged body is refused (2022
                                 ///< behaviour)
  content_must_be_uploaded,      ///< a URI into our own blob side must name a blob or a folder that
                                 ///< exists
};

/// How the answer to an accepted operation tells where to look (arm-protocol section 6).
enum class AnswerForm : std::uint8_t {
  usual,  ///< AML's: PUT 201 or 200 with a status URL; PATCH and DELETE 202 with Location; compute
          ///< DELETE with both
  status_url,    ///< Azure-AsyncOperation only
  location_url,  ///< Location only
  both_urls,
  body_only,  ///< provisioningState in the resource only (DELETE: 202 with Location all the same)
};

struct Config {
  std::map<Switch, bool> switches = {};  ///< default: the strict side
  Nanos operation_time = 0;              ///< of every long-running operation
  /// Overrides operation_time: ARM type and verb -> duration. For the simulation.
  std::function<Nanos(const std::string& type, const std::string& verb)> duration = {};
  /// Decides whether an operation ends badly: empty for success, else "Code: message". For the
  /// simulation and fault switches.
  std::function<std::string(const std::string& type, const std::string& id)> outcome = {};
  /// How an accepted operation is answered: ARM type and verb -> form. Unset: the usual one.
  std::function<AnswerForm(const std::string& type, const std::string& verb)> form = {};
  std::string location = "eastus";
  bool scopes_strict = false;  ///< only workspaces put into the state exist; default: every
                               ///< workspace asked for exists
  bool auth_strict = false;
  int page_size = 30;
  int retry_after_seconds = 0;  ///< 0: no Retry-After on accepted operations
  std::string who = "local";    ///< systemData.createdBy
};

class Core {
 public:
  Core(Config config, StateStore& store);
  ~Core();

  /// Never throws, never waits. `now` is UTC in nanoseconds. URLs handed out follow the request's
  /// Host header (else its URL).
  http::Response handle(const http::Request& request, Nanos now);

  /// Everything that is stored, for tests: id text -> {"body":…, "creates":n, "owner":…};
  /// operations are settled up to `now`.
  Json snapshot(Nanos now);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace armature::emulator
