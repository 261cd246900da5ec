#include "azure/paging.hpp"

#include <set>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "azure/answer.hpp"
#include "azure/fetch.hpp"
#include "base/text.hpp"

namespace armature::azure {
namespace {

/// The service gives some 30 items a page. Far beyond any workspace, and a minute and a half at our
/// own pace.
constexpr std::size_t pages_max = 2'000;
/// Pages in a row without an item not seen before: filtered lists have a few.
constexpr unsigned barren_max = 20;
constexpr std::size_t pages_told = 100;

class Listing : public std::enable_shared_from_this<Listing> {
 public:
  Listing(const std::shared_ptr<Session>& session, arm::Query query, std::string request_id,
          std::function<void(Result<arm::Answer>)> done)
      : session_(session),
        query_(std::move(query)),
        request_id_(std::move(request_id)),
        done_(std::move(done)) {}

  void read(const std::string& url) {
    const auto session = session_.lock();
    if (!session) return;
    if (!visited_.insert(url).second)
      return fail("the pages of the list lead back to one already read");
    if (visited_.size() > pages_max)
      return fail(
          fmt::format("the list does not end: {} pages with {} items were read, and there "
                      "is a link to the next",
                      pages_max, items_.size()));
    if (visited_.size() % pages_told == 0)
      session->sender->notices().say(
          "pages " + query_.path,
          fmt::format("reading a long list: {} pages with {} items of {} so far", visited_.size(),
                      items_.size(), query_.path));
    fetch(session, url, Lane::read, request_id_, Expect::object,
          [self = shared_from_this()](Result<Fetched> fetched) {
            self->on_page(std::move(fetched));
          });
  }

 private:
  void on_page(Result<Fetched> fetched) {
    const auto session = session_.lock();
    if (!session) return;
    if (!fetched) return fail(std::move(fetched).error());
    if (fetched->answer.status != 200) return on_refused(*session, fetched->answer);
    const Json& page = *fetched->body;
    const auto value = page.find("value");
    if (value == page.end() || !value->is_array()) return fail("a page of the list has no items");
    const std::size_t before = items_.size();
    for (const Json& item : *value) add(item);
    barren_ = items_.size() == before ? barren_ + 1 : 0;
    if (barren_ > barren_max)
      return fail(
          fmt::format("the list does not end: {} pages in a row hold nothing new, and "
                      "there is a link to the next",
                      barren_));
    const auto next = page.find("nextLink");
    if (next == page.end() || !next->is_string() || next->get_ref<const std::string&>().empty())
      return finish();
    // The link carries its own api-version and place in the list: it is used as it is, or not at
    // all.
    const auto url = session->sender->authorise(next->get_ref<const std::string&>());
    if (!url) return fail("the next page of the list lies on another host, which gets no token");
    read(*url);
  }

  void on_refused(const Session& session, const http::Response& answer) {
    // No version was ever made of this name, or the parent is not there: nothing to list.
    if (answer.status == 404 && visited_.size() == 1 &&
        missing_of(answer, query_.path) == Missing::resource)
      return finish();
    fail(session.sender->error_of(answer));
  }

  void add(const Json& item) {
    const auto id = item.is_object() ? item.find("id") : item.end();
    const bool named = item.is_object() && id != item.end() && id->is_string();
    if (named && !ids_.insert(to_lower(id->get_ref<const std::string&>())).second) return;
    items_.push_back(item);
  }

  void fail(std::string message) {
    fail({.kind = ErrorKind::invalid,
          .message = std::move(message),
          .remedy = "run again; if it stays so, something answers wrongly in ARM's place: "
                    "--log-http FILE shows what"});
  }
  void fail(Error error) { done_(tl::unexpected(std::move(error).in("listing " + query_.path))); }
  void finish() { done_(arm::Answer{share(std::move(items_))}); }

  std::weak_ptr<Session> session_;
  arm::Query query_;
  std::string request_id_;
  std::function<void(Result<arm::Answer>)> done_;
  std::set<std::string> visited_;
  std::set<std::string> ids_;
  unsigned barren_ = 0;
  Json items_ = Json::array();
};

}  // namespace

void list(const std::shared_ptr<Session>& session, const arm::Query& query, std::string request_id,
          std::function<void(Result<arm::Answer>)> done) {
  std::make_shared<Listing>(session, query, std::move(request_id), std::move(done))
      ->read(resource_url(*session, query.path, query.api_version, query.parameters));
}

}  // namespace armature::azure
