#include "sim/service.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

#include <fmt/core.h>

#include "sim/judge.hpp"
#include "sim/scope.hpp"
#include "sim/target.hpp"

namespace armature::sim {

namespace {

using runtime::second;

std::string http_date(std::int64_t utc_seconds) {
  const std::time_t at = utc_seconds;
  std::tm parts{};
  gmtime_r(&at, &parts);
  std::array<char, 40> text{};
  const std::size_t length =
      std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return {text.data(), length};
}

http::Response error(int status, std::string_view code) {
  http::Response out{.status = status};
  out.headers = {{"Content-Type", "application/json; charset=utf-8"},
                 {"x-ms-request-id", "00000000-0000-4000-8000-000000000000"}};
  out.body = fmt::format(R"({{"error":{{"code":"{}","message":"A simulated fault."}}}})", code);
  return out;
}

}  // namespace

Service::Service(World& world, const Faults& faults, Counters& counters)
    : world_(world), faults_(faults), counters_(counters), store_(emulator::memory_store()) {
  core_ = std::make_unique<emulator::Core>(config(), *store_);
}

emulator::Config Service::config() {
  using emulator::Switch;
  emulator::Config out;
  Rng& rng = world_.stream(Stream::server);
  // Reactions that nobody has established: the engine must be right under either.
  for (const Switch either :
       {Switch::delete_default_deployment_refused, Switch::delete_live_deployment_refused,
        Switch::endpoint_put_without_routing_clears, Switch::deleted_versions_are_tombstones,
        Switch::deployment_needs_idle_endpoint, Switch::absent_delete_is_204,
        Switch::put_returns_202, Switch::status_url_answers_resource})
    if (rng.chance(300)) out.switches[either] = rng.chance(500);
  out.page_size = static_cast<int>(rng.below(4) == 0 ? 1 + rng.below(3) : 30);
  out.retry_after_seconds = static_cast<int>(rng.below(3) == 0 ? 1 + rng.below(20) : 0);
  out.duration = [this](const std::string&, const std::string&) {
    Rng& draws = world_.stream(Stream::server);
    duration_ = faults_.slow_operations ? draws.between(10 * second, 1200 * second)
                                        : draws.between(0, 5 * second);
    if (stranger_) duration_ = *stranger_;
    if (!stranger_ && fires(Fault::operation_stuck)) duration_ = stuck_for;
    return duration_;
  };
  out.outcome = [this](const std::string&, const std::string&) -> std::string {
    if (stranger_ || !fires(Fault::operation_failed)) return "";
    return world_.stream(Stream::faults).chance(500) ? "InternalServerError: simulated"
                                                     : "OutOfQuota: simulated";
  };
  return out;
}

bool Service::fires(Fault fault) {
  if (healed_ || !world_.stream(Stream::faults).chance(faults_.of(fault))) return false;
  counters_.hit(name_of(fault));
  return true;
}

std::string Service::url_of(const std::string& key) {
  return fmt::format("{}{}/{}?api-version=2026-05-01", arm_origin, workspace_path, key);
}

std::optional<Json> Service::truth(const std::string& key) {
  const http::Response answer = core_->handle(
      {.method = "GET", .url = url_of(key), .headers = {{"Authorization", "Bearer truth"}}},
      world_.utc_nanos());
  if (answer.status != 200) return std::nullopt;
  return Json::parse(answer.body, nullptr, false);
}

http::Response Service::foreign(const std::string& key, const Json& body, Nanos lasts) {
  stranger_ = lasts;
  http::Request request{.method = "PUT", .url = url_of(key)};
  request.headers = {{"Authorization", "Bearer stranger"}, {"Content-Type", "application/json"}};
  request.body = dump(body);
  const http::Response answer = write(request, key);
  stranger_.reset();
  strangers_until_ = std::max(strangers_until_, world_.now() + lasts + 130 * second);
  return answer;
}

http::Response Service::write(const http::Request& request, const std::string& key) {
  const bool lags =
      !healed_ && (faults_.of(Fault::stale_get) > 0 || faults_.of(Fault::stale_list) > 0);
  if (!lags) return core_->handle(request, world_.utc_nanos());
  Rng& rng = world_.stream(Stream::server);
  const Nanos get = rng.between(0, faults_.stale_get);
  const Nanos list = rng.between(0, faults_.stale_list);
  std::optional<Json> before = truth(key);
  duration_ = 0;
  http::Response answer = core_->handle(request, world_.utc_nanos());
  if (answer.status >= 300) return answer;
  const Nanos now = world_.now();
  replica_.remember(key, std::move(before), now + get, now + list);
  // The replica learns late, too, that the operation has ended.
  if (duration_ > 0)
    replica_.remember(key, truth(key), now + duration_ + get, now + duration_ + list);
  return answer;
}

Answer Service::handle(const http::Request& request, Origin origin, Judge& judge) {
  Answer answer;
  const Target target = target_of(request.url);
  if (target.where == Target::Where::elsewhere) {
    answer.response = error(403, "AuthenticationFailed");
    return answer;
  }
  if (fail_before(answer)) return answer;
  judge.on_arrival(request, origin);
  answer.response = is_write(request.method) && target.where == Target::Where::resource
                        ? write(request, target.key)
                        : core_->handle(request, world_.utc_nanos());
  judge.on_effect(request, answer.response, origin);
  if (const std::string* text = http::header(answer.response.headers, "Retry-After"))
    answer.retry_after = std::atoi(text->c_str()) * second;
  lag(request, answer);
  fail_after(request, answer);
  return answer;
}

bool Service::fail_before(Answer& answer) {
  if (fires(Fault::throttled)) {
    throttle(answer);
    return true;
  }
  if (fires(Fault::unauthorized)) {
    answer.response = error(401, "ExpiredAuthenticationToken");
    answer.fault = name_of(Fault::unauthorized);
    return true;
  }
  if (!fires(Fault::error_before)) return false;
  static const std::vector<int> statuses = {500, 502, 503, 504};
  answer.response = error(world_.stream(Stream::faults).pick(statuses), "InternalServerError");
  answer.fault = name_of(Fault::error_before);
  return true;
}

void Service::throttle(Answer& answer) {
  Rng& rng = world_.stream(Stream::faults);
  answer.response = error(429, "TooManyRequests");
  answer.fault = name_of(Fault::throttled);
  const auto kind = rng.below(8);
  if (kind == 0) return;
  const bool date = kind == 1;
  static const std::vector<int> seconds = {0, 1, 1, 2, 5, 10, 17, 60, 600};
  const int wait = rng.pick(seconds);
  std::string text = std::to_string(wait);
  if (date) text = http_date(world_.utc_nanos() / second + wait);
  if (kind == 2) text = "soon";
  if (date) answer.retry_at = (world_.now() / second + std::min(wait, 600)) * second;
  if (kind > 2) answer.retry_after = wait * second;
  http::set_header(answer.response.headers, "Retry-After", text);
  counters_.hit(date        ? "Retry-After date"
                : kind == 2 ? "Retry-After garbage"
                            : "Retry-After seconds");
}

void Service::lag(const http::Request& request, Answer& answer) {
  if (request.method != "GET" || healed_) return;
  const Target target = target_of(request.url);
  Rng& rng = world_.stream(Stream::faults);
  bool replaced = false;
  if (target.where == Target::Where::resource && rng.chance(faults_.of(Fault::stale_get))) {
    replaced = replica_.get(target.key, world_.now(), answer.response);
    if (replaced) counters_.hit(name_of(Fault::stale_get));
    if (replaced && answer.response.status == 404) counters_.hit("stale 404");
  }
  if (target.where == Target::Where::list && rng.chance(faults_.of(Fault::stale_list))) {
    replaced = replica_.list(target.key, world_.now(), answer.response);
    if (replaced) counters_.hit(name_of(Fault::stale_list));
  }
  if (!replaced) return;
  answer.stale = true;
  answer.fault = "stale";
}

void Service::fail_after(const http::Request& request, Answer& answer) {
  Rng& rng = world_.stream(Stream::faults);
  http::Response& response = answer.response;
  if (fires(Fault::error_after)) {
    static const std::vector<int> statuses = {500, 502, 503, 504};
    response = error(rng.pick(statuses), "InternalServerError");
    answer.retry_after = 0;
    answer.fault = name_of(Fault::error_after);
    return;
  }
  const bool control_plane = target_of(request.url).where != Target::Where::blob;
  if (control_plane && !response.body.empty() && fires(Fault::mangled)) {
    const auto how = rng.below(3);
    if (how == 0)
      response.body = "<html><body>Our services are not available right now</body></html>";
    if (how == 1) response.body.clear();
    if (how == 2) response.body.resize(response.body.size() / 2);
    answer.mangled = true;
    answer.fault = name_of(Fault::mangled);
  } else if (control_plane && !response.body.empty() && fires(Fault::byte_order_mark)) {
    response.body.insert(0, "\xEF\xBB\xBF");
  }
  for (const char* name : {"Azure-AsyncOperation", "Location"}) {
    const std::string* url = http::header(response.headers, name);
    if (url == nullptr || url->rfind(arm_origin, 0) != 0 || !fires(Fault::poll_elsewhere)) continue;
    http::set_header(response.headers, name,
                     "https://elsewhere.example.net" + url->substr(arm_origin.size()));
    answer.fault = name_of(Fault::poll_elsewhere);
  }
}

}  // namespace armature::sim
