#include "azure/reading.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "arm/live.hpp"
#include "azure/fetch.hpp"

namespace armature::azure {
namespace {

using runtime::Nanos;
using runtime::second;

constexpr Nanos join_max = 2 * 3600 * second;

class Reading : public std::enable_shared_from_this<Reading> {
 public:
  Reading(const std::shared_ptr<Session>& session, arm::Query query, std::string request_id,
          std::function<void(Result<arm::Answer>)> done)
      : session_(session),
        query_(std::move(query)),
        request_id_(std::move(request_id)),
        done_(std::move(done)) {}

  void read() {
    const auto session = session_.lock();
    if (!session) return;
    look(session, resource_url(*session, query_.path, query_.api_version, query_.parameters),
         Lane::read, request_id_,
         [self = shared_from_this()](Result<Sight> sight) { self->on_sight(std::move(sight)); });
  }

 private:
  void on_sight(Result<Sight> sight) {
    const auto session = session_.lock();
    if (!session) return;
    if (!sight) return done_(tl::unexpected(std::move(sight).error()));
    if (session->recent.contradicts(query_.path, session->now(), sight->body.get())) {
      ++old_reads_;
      session->waits->in(std::min(second << std::min(old_reads_ - 1, 4U), 10 * second),
                         [self = shared_from_this()] { self->read(); });
      return;
    }
    done_(arm::Answer{sight->body});
  }

  std::weak_ptr<Session> session_;
  arm::Query query_;
  std::string request_id_;
  std::function<void(Result<arm::Answer>)> done_;
  unsigned old_reads_ = 0;
};

class Join : public std::enable_shared_from_this<Join> {
 public:
  Join(const std::shared_ptr<Session>& session, std::string url, std::string request_id,
       Client::Watch watch, Client::Done done)
      : session_(session),
        url_(std::move(url)),
        request_id_(std::move(request_id)),
        watch_(std::move(watch)),
        done_(std::move(done)),
        began_(session->now()) {}

  void read() {
    const auto session = session_.lock();
    if (!session) return;
    look(session, url_, Lane::poll, request_id_,
         [self = shared_from_this()](Result<Sight> sight) { self->on_sight(std::move(sight)); });
  }

 private:
  void on_sight(Result<Sight> sight) {
    const auto session = session_.lock();
    if (!session) return;
    if (!sight) return done_(tl::unexpected(std::move(sight).error()));
    if (!sight->body || arm::terminal(arm::provisioning_state(*sight->body)))
      return done_(sight->body);
    const Nanos waited = session->now() - began_;
    if (waited > join_max)
      return done_(fail(ErrorKind::outcome_unknown,
                        "an operation that somebody else started does not end",
                        "look at it in the portal, or run again later"));
    const Json* state = find(*sight->body, "properties.provisioningState");
    if (watch_) watch_({.phase = Phase::polling, .state = state->get<std::string>()});
    session->waits->in(std::clamp(waited / 20, second, 15 * second),
                       [self = shared_from_this()] { self->read(); });
  }

  std::weak_ptr<Session> session_;
  std::string url_;
  std::string request_id_;
  Client::Watch watch_;
  Client::Done done_;
  Nanos began_;
};

}  // namespace

void get(const std::shared_ptr<Session>& session, const arm::Query& query, std::string request_id,
         std::function<void(Result<arm::Answer>)> done) {
  std::make_shared<Reading>(session, query, std::move(request_id), std::move(done))->read();
}

void join(const std::shared_ptr<Session>& session, const arm::ResourceId& id,
          const std::string& api_version, std::string request_id, Client::Watch watch,
          Client::Done done) {
  std::make_shared<Join>(session, resource_url(*session, arm::url_path(id), api_version),
                         std::move(request_id), std::move(watch), std::move(done))
      ->read();
}

}  // namespace armature::azure
