#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "azure/client.hpp"
#include "azure/conflict.hpp"
#include "azure/fetch.hpp"
#include "azure/session.hpp"

namespace armature::azure {

/// One write, from the first request to its terminal state. A write whose outcome is not known, one
/// that meets another operation and one that was cancelled by another are looked at before they are
/// repeated.
class WriteFlow : public std::enable_shared_from_this<WriteFlow> {
 public:
  using Done = std::function<void(Result<Written>)>;
  WriteFlow(const std::shared_ptr<Session>& session, Client::Write request, Client::Watch watch,
            Done done);
  void begin();

 private:
  void send();
  void send_after(runtime::Nanos delay);
  void on_answer(Sender::Answer answer);
  void on_response(const http::Response& answer);
  void on_accepted(const http::Response& answer);
  void on_parent_missing(const http::Response& answer);
  void on_ambiguous(Error error);
  void on_conflict(const http::Response& answer);
  void on_operation(Result<SharedJson> result);

  void observe();
  void observe_after(runtime::Nanos delay);
  void on_observed(Result<Sight> sight);
  void on_idle(const SharedJson& live);
  void on_parent(Result<Sight> parent, const SharedJson& live);
  void decide(const SharedJson& live);
  void on_vanished();
  void repeat();

  bool erases() const { return request_.method == "DELETE"; }
  bool parent_matters() const { return request_.long_running && request_.id.parts.size() > 1; }
  bool shows(const Json& live) const;
  void fail(Error error);
  void finish(SharedJson body);

  std::weak_ptr<Session> session_;
  Client::Write request_;
  Client::Watch watch_;
  Done done_;
  std::string path_;
  std::string request_id_;
  runtime::Nanos began_ = 0;
  Error doubt_;              ///< why the write is being looked at
  bool unknown_ = false;     ///< an earlier try of this write may have taken effect
  bool second_try_ = false;  ///< the operation was cancelled by another once
  unsigned looks_failed_ = 0;
  unsigned repeats_ = 0;
  std::optional<Conflict> conflict_;
};

}  // namespace armature::azure
