#include "http/curl_transport.hpp"

#define CURL_DISABLE_TYPECHECK  // its macros cannot stand before a member
#include <deque>
#include <map>
#include <set>

#include <curl/curl.h>

#include "http/curl_exchange.hpp"
#include "http/curl_library.hpp"

namespace armature::http {
namespace {

struct Curl {
  ARMATURE_CURL_FUNCTION(curl_global_init);
  ARMATURE_CURL_FUNCTION(curl_global_cleanup);
  ARMATURE_CURL_FUNCTION(curl_multi_init);
  ARMATURE_CURL_FUNCTION(curl_multi_cleanup);
  ARMATURE_CURL_FUNCTION(curl_multi_setopt);
  ARMATURE_CURL_FUNCTION(curl_multi_add_handle);
  ARMATURE_CURL_FUNCTION(curl_multi_remove_handle);
  ARMATURE_CURL_FUNCTION(curl_multi_perform);
  ARMATURE_CURL_FUNCTION(curl_multi_poll);
  ARMATURE_CURL_FUNCTION(curl_multi_wakeup);
  ARMATURE_CURL_FUNCTION(curl_multi_info_read);
};

class CurlTransport final : public Transport, public runtime::RealLoop::Poller {
 public:
  CurlTransport(runtime::RealLoop& loop, runtime::Log& log, CurlOptions options)
      : loop_(loop), log_(log), options_(std::move(options)) {
    curl_.curl_global_init(CURL_GLOBAL_DEFAULT);
    multi_ = curl_.curl_multi_init();
    curl_.curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS,
                            static_cast<long>(options_.connections_max));
    curl_.curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS,
                            static_cast<long>(options_.connections_max));
    loop_.set_poller(this);
  }

  ~CurlTransport() override {
    loop_.set_poller(nullptr);
    for (const auto& [easy, exchange] : running_) curl_.curl_multi_remove_handle(multi_, easy);
    running_.clear();
    idle_.clear();
    curl_.curl_multi_cleanup(multi_);
    curl_.curl_global_cleanup();
  }

  void send(Request request, std::function<void(Reply)> done) override {
    const Url url = parse_url(request.url);
    if (url.origin.empty() || (url.origin.starts_with("http://") && !is_loopback(url))) {
      warn_once((url.origin.empty() ? "a malformed URL" : url.origin) +
                ": refused: only https is spoken, and http on loopback");
      answer(std::move(done), NetError::connect);
      return;
    }
    waiting_.emplace_back(std::move(request), std::move(done));
    start_waiting();
  }

  void poll(runtime::Nanos timeout) override {
    if (perform()) return;
    const auto ms = (timeout + runtime::millisecond - 1) / runtime::millisecond;
    curl_.curl_multi_poll(multi_, nullptr, 0, static_cast<int>(ms), nullptr);
    perform();
  }

  void wake() override { curl_.curl_multi_wakeup(multi_); }

 private:
  /// libcurl walks over all of its handles at each step, so it is given no more than can be on the
  /// wire.
  void start_waiting() {
    while (!waiting_.empty() &&
           running_.size() < static_cast<std::size_t>(options_.connections_max)) {
      auto [request, done] = std::move(waiting_.front());
      waiting_.pop_front();
      auto exchange =
          std::make_unique<CurlExchange>(easy_handle(), std::move(request), std::move(done));
      CURL* easy = exchange->easy();
      if (easy == nullptr || !exchange->prepare(options_) ||
          curl_.curl_multi_add_handle(multi_, easy) != CURLM_OK) {
        warn_once("a request could not be started");
        answer(exchange->take_done(), NetError::connect);
        continue;
      }
      running_.emplace(easy, std::move(exchange));
    }
  }

  CurlEasy easy_handle() {
    if (idle_.empty()) return make_easy();
    CurlEasy easy = std::move(idle_.back());
    idle_.pop_back();
    reset_easy(easy);
    return easy;
  }

  /// True if something came to its end.
  bool perform() {
    int alive = 0;
    curl_.curl_multi_perform(multi_, &alive);
    bool any = false;
    int left = 0;
    while (CURLMsg* message = curl_.curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      any = true;
      finish(message->easy_handle, message->data.result);
    }
    if (any) start_waiting();
    return any;
  }

  void finish(CURL* easy, CURLcode result) {
    auto node = running_.extract(easy);
    if (node.empty()) return;
    curl_.curl_multi_remove_handle(multi_, easy);
    CurlExchange& exchange = *node.mapped();
    Reply reply = exchange.reply(result);
    if (std::holds_alternative<NetError>(reply)) warn_once(exchange.problem(result));
    answer(exchange.take_done(), std::move(reply));
    idle_.push_back(exchange.take_easy());
  }

  /// Through the loop: `done` may destroy this transport.
  void answer(std::function<void(Reply)> done, Reply reply) {
    loop_.after(0, [done = std::move(done), reply = std::move(reply)]() mutable {
      done(std::move(reply));
    });
  }

  void warn_once(const std::string& problem) {
    constexpr std::size_t told_max = 100;
    if (told_.size() < told_max && told_.insert(problem).second)
      log_.write(runtime::Level::info, problem);
  }

  runtime::RealLoop& loop_;
  runtime::Log& log_;
  CurlOptions options_;
  const Curl curl_ = {};
  CURLM* multi_ = nullptr;
  std::map<CURL*, std::unique_ptr<CurlExchange>>
      running_;  // never walked in order, but for the end
  std::deque<std::pair<Request, std::function<void(Reply)>>> waiting_;
  std::vector<CurlEasy> idle_;
  std::set<std::string> told_;
};

}  // namespace

Result<std::unique_ptr<Transport>> curl_transport(runtime::RealLoop& loop, runtime::Log& log,
                                                  CurlOptions options) {
  if (auto loaded = load_curl(); !loaded) return tl::unexpected(std::move(loaded).error());
  return std::make_unique<CurlTransport>(loop, log, std::move(options));
}

}  // namespace armature::http
