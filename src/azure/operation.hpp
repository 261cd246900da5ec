#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "azure/client.hpp"
#include "azure/fetch.hpp"
#include "azure/session.hpp"

namespace armature::azure {

struct Accepted {
  std::string method;
  std::string url;         ///< GET of the resource
  std::string request_id;  ///< of the write: its polls carry the same
  bool long_running = false;
  /// Does a live body show what was sent? A read that does not is taken for an old one for a while.
  /// Empty: any body does.
  std::function<bool(const Json& live)> shows = {};
  Client::Watch watch = {};
};

/// An accepted write on its way to the terminal state (arm-protocol section 6): asks the status
/// URL, or the Location, or the resource itself, and ends with a read of the resource that shows
/// the result (for DELETE: its absence).
class Operation : public std::enable_shared_from_this<Operation> {
 public:
  /// The final body; null after DELETE. ErrorKind::rejected: it ended badly. outcome_unknown and
  /// cancelled: it may still run.
  using Done = std::function<void(Result<SharedJson>)>;
  Operation(const std::shared_ptr<Session>& session, Accepted accepted, Done done);

  /// `first` is the 2xx answer to the write, `body` its document or null.
  void begin(const http::Response& first, const SharedJson& body);

 private:
  enum class Mode : std::uint8_t { status, location, resource };

  void choose(const http::Response& first);
  bool adopt(const std::string* url, Mode mode);
  void keep_delay(const http::Headers& headers);
  bool settled_at_once(const http::Response& first, const SharedJson& body) const;

  void poll_after(runtime::Nanos delay);
  void poll();
  void on_poll(Result<Fetched> fetched);
  void on_poll_refused(const http::Response& answer);
  void on_status(const SharedJson& body);
  void on_location(const Fetched& fetched);
  void on_poll_failed();
  void on_running(std::string state);
  void on_told();

  void look_after(runtime::Nanos delay);
  void look_early();
  void look_now();
  void on_look(Result<Sight> sight);
  void on_look_failed(Error error);
  void on_gone();
  void on_there(const SharedJson& body);
  void on_present_after_delete(const Json& body);
  void look_again();

  bool erases() const { return accepted_.method == "DELETE"; }
  bool window_over(const Session& session) const;
  bool out_of_time();
  runtime::Nanos poll_delay(const Session& session) const;
  void tell(Phase phase, std::string state = {});
  void ended_badly(const SharedJson& body);
  void fail(Error error);
  void finish(Result<SharedJson> result);

  std::weak_ptr<Session> session_;
  Accepted accepted_;
  Done done_;
  Mode mode_ = Mode::resource;
  std::string poll_url_;
  std::string operation_;  ///< path of the operation's URL, for people
  runtime::Nanos began_ = 0;
  runtime::Nanos limit_ = 0;
  runtime::Nanos anchor_ = 0;  ///< since when a read should show the end state
  runtime::Nanos asked_delay_ = 0;
  bool created_later_ = false;  ///< 202: the resource may stay absent until the end
  bool told_ = false;           ///< the status URL or Location said "Succeeded"
  bool running_seen_ = false;
  bool absent_seen_ = false;
  bool early_pending_ = false;
  bool early_awaited_ = false;
  std::optional<Result<Sight>> early_;
  unsigned failures_ = 0;
  unsigned old_reads_ = 0;
  unsigned good_reads_ = 0;
};

/// The reason that a failed operation or a resource in a failed state gives.
Error failure_of(const Json& body);

}  // namespace armature::azure
