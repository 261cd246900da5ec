#include "azure/client.hpp"

#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "azure/answer.hpp"
#include "azure/paging.hpp"
#include "azure/reading.hpp"
#include "azure/session.hpp"
#include "azure/write.hpp"
#include "base/text.hpp"
#include "runtime/real.hpp"

namespace armature::azure {

struct Client::State : Session {};

namespace {

void on_action(const Session& session, Sender::Answer answer, const std::string& what,
               const Client::Done& done) {
  const auto refuse = [&](Error error) { done(tl::unexpected(std::move(error).in(what))); };
  if (auto* error = std::get_if<Error>(&answer)) return refuse(std::move(*error));
  if (const auto* error = std::get_if<http::NetError>(&answer))
    return refuse(error_of(*error, "POST"));
  const auto& response = std::get<http::Response>(answer);
  if (response.status < 200 || response.status >= 300)
    return refuse(session.sender->error_of(response));
  if (trim(response.body).empty()) return done(SharedJson{});
  auto parsed = parse_json(response.body);
  // Answers of actions hold secrets: nothing of them goes into the error.
  if (!parsed)
    return refuse({.kind = ErrorKind::invalid,
                   .message = "the answer is no JSON",
                   .status = response.status,
                   .ids = ids_of(response.headers)});
  done(share(*std::move(parsed)));
}

}  // namespace

Client::Client(runtime::Env& env, Endpoint endpoint, TokenSource& tokens,
               std::string correlation_id)
    : state_(std::make_shared<State>(
          State{{.env = env,
                 .waits = std::make_unique<Waits>(env.loop),
                 .sender = std::make_shared<Sender>(env, std::move(endpoint), tokens,
                                                    std::move(correlation_id))}})) {}

Client::~Client() = default;

void Client::read(const arm::Query& query, std::function<void(Result<arm::Answer>)> done) {
  std::string request_id = runtime::guid(state_->env.random);
  if (query.kind == arm::Query::Kind::list)
    return list(state_, query, std::move(request_id), std::move(done));
  get(state_, query, std::move(request_id), std::move(done));
}

void Client::write(Write request, Watch watch, std::function<void(Result<Written>)> done) {
  std::make_shared<WriteFlow>(state_, std::move(request), std::move(watch), std::move(done))
      ->begin();
}

void Client::join(const arm::ResourceId& id, const std::string& api_version, Watch watch,
                  Done done) {
  azure::join(state_, id, api_version, runtime::guid(state_->env.random), std::move(watch),
              std::move(done));
}

void Client::action(const arm::ResourceId& id, const std::string& name,
                    const std::string& api_version, SharedJson body, Done done) {
  Call call{.method = "POST",
            .url = resource_url(*state_, arm::url_path(id) + "/" + name, api_version),
            .body = body ? dump(*body) : std::string(),
            .lane = Lane::write,
            .request_id = runtime::guid(state_->env.random)};
  state_->sender->send(std::move(call),
                       [weak = std::weak_ptr<Session>(state_), done = std::move(done),
                        what = fmt::format("{} of {}", name, id.text())](Sender::Answer answer) {
                         const auto session = weak.lock();
                         if (session) on_action(*session, std::move(answer), what, done);
                       });
}

void Client::limit_writes(unsigned in_flight_max) {
  state_->sender->limit_writes(in_flight_max);
}

void Client::stop_starting() {
  state_->sender->stop();
  state_->waits->hurry();
}

}  // namespace armature::azure
