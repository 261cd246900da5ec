#include "azure/fetch.hpp"

#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "azure/answer.hpp"
#include "azure/retry.hpp"
#include "base/text.hpp"

namespace armature::azure {
namespace {

/// Broken answers in a row that are forgiven, and of those the ones that are the same to the byte:
/// a cut or a passing fault differs, a wrong address does not.
constexpr unsigned broken_max = 4;
constexpr unsigned same_max = 2;

/// What stands in the place of JSON, for people.
std::string garbage_of(const http::Response& answer) {
  const std::string_view text = trim(answer.body);
  if (text.empty()) return "an empty body";
  if (text.starts_with('<')) return "a web page";
  return text.starts_with('[') ? "something else than a JSON object" : "no valid JSON";
}

class Fetch : public std::enable_shared_from_this<Fetch> {
 public:
  Fetch(std::weak_ptr<Session> session, Call call, Expect expect,
        std::function<void(Result<Fetched>)> done)
      : session_(std::move(session)),
        call_(std::move(call)),
        expect_(expect),
        done_(std::move(done)) {}

  void send() {
    const auto session = session_.lock();
    if (!session) return;
    session->sender->send(call_, [self = shared_from_this()](Sender::Answer answer) {
      self->on_answer(std::move(answer));
    });
  }

 private:
  void on_answer(Sender::Answer answer) {
    if (auto* error = std::get_if<Error>(&answer)) return fail(std::move(*error));
    if (const auto* error = std::get_if<http::NetError>(&answer))
      return fail(error_of(*error, call_.method));
    Fetched fetched{.answer = std::get<http::Response>(std::move(answer)), .body = nullptr};
    if (!usable(fetched)) return again(fetched.answer);
    done_(std::move(fetched));
  }

  /// Parses the body; false if the answer can only have been damaged on its way.
  bool usable(Fetched& fetched) const {
    const http::Response& answer = fetched.answer;
    if (answer.status == 404)
      return missing_of(answer, http::parse_url(call_.url).path) != Missing::unclear;
    if (!fetched.good()) return true;
    if (trim(answer.body).empty()) return expect_ == Expect::anything || answer.status != 200;
    auto parsed = parse_json(answer.body);
    if (!parsed) return false;
    if (!parsed->is_object()) return expect_ == Expect::anything;
    fetched.body = share(*std::move(parsed));
    return true;
  }

  void again(const http::Response& answer) {
    const auto session = session_.lock();
    if (!session) return;
    same_ =
        broken_ > 0 && answer.status == last_status_ && answer.body == last_body_ ? same_ + 1 : 0;
    last_status_ = answer.status;
    last_body_ = answer.body;
    if (++broken_ <= broken_max && same_ < same_max) {
      session->waits->in(backoff(broken_, session->env.random),
                         [self = shared_from_this()] { self->send(); });
      return;
    }
    if (answer.status == 404) return fail(session->sender->error_of(answer));
    fail({.kind = ErrorKind::invalid,
          .message = fmt::format("answered {} with {} where ARM sends a JSON object", answer.status,
                                 garbage_of(answer)),
          .status = answer.status,
          .remedy = "a proxy or gateway may be answering in ARM's place: check the cloud's "
                    "address and the proxy settings",
          .ids = ids_of(answer.headers)});
  }

  void fail(Error error) {
    done_(tl::unexpected(std::move(error).in("reading " + without_query(call_.url))));
  }

  std::weak_ptr<Session> session_;
  Call call_;
  Expect expect_;
  std::function<void(Result<Fetched>)> done_;
  unsigned broken_ = 0;
  unsigned same_ = 0;
  int last_status_ = 0;
  std::string last_body_;
};

}  // namespace

std::string resource_url(const Session& session, std::string_view path,
                         std::string_view api_version, std::string_view parameters) {
  std::string url = fmt::format("{}{}?api-version={}", session.sender->origin(), path, api_version);
  if (!parameters.empty()) url += fmt::format("&{}", parameters);
  return url;
}

void fetch(const std::shared_ptr<Session>& session, std::string url, Lane lane,
           std::string request_id, Expect expect, std::function<void(Result<Fetched>)> done) {
  Call call{
      .method = "GET", .url = std::move(url), .lane = lane, .request_id = std::move(request_id)};
  std::make_shared<Fetch>(session, std::move(call), expect, std::move(done))->send();
}

void look(const std::shared_ptr<Session>& session, const std::string& url, Lane lane,
          const std::string& request_id, Seen done) {
  const std::weak_ptr<Session> weak = session;
  fetch(session, url, lane, request_id, Expect::object,
        [weak, url, done = std::move(done)](Result<Fetched> fetched) {
          const auto alive = weak.lock();
          if (!alive) return;
          if (!fetched) return done(tl::unexpected(std::move(fetched).error()));
          const http::Response& answer = fetched->answer;
          if (answer.status == 200) return done(Sight{fetched->body});
          if (answer.status == 404 &&
              missing_of(answer, http::parse_url(url).path) == Missing::resource)
            return done(Sight{nullptr});
          Error error = alive->sender->error_of(answer);
          done(tl::unexpected(std::move(error).in("reading " + without_query(url))));
        });
}

}  // namespace armature::azure
