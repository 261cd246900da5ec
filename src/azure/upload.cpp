#include "azure/upload.hpp"

#include <map>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "azure/answer.hpp"
#include "azure/blob_sender.hpp"
#include "azure/blob_url.hpp"
#include "azure/retry.hpp"
#include "azure/upload_job.hpp"
#include "azure/waits.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "http/message.hpp"

namespace armature::azure {
namespace {

using Access = std::shared_ptr<const BlobAccess>;

std::string text_at(const Json& object, std::string_view path) {
  const Json* found = find(object, path);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

/// What listSecrets answers, as something to sign with.
Result<Access> access_from(const Json& secrets, const std::string& account) {
  BlobAccess access{.account = account};
  access.key = from_base64(text_at(secrets, "key"));
  access.sas = text_at(secrets, "sasToken");
  if (access.sas.starts_with('?')) access.sas.erase(0, 1);
  if (access.key.empty() && access.sas.empty())
    return fail(ErrorKind::rejected, "the default datastore has neither an account key nor a SAS",
                "store an account key or a SAS with the datastore");
  return std::make_shared<const BlobAccess>(std::move(access));
}

/// Where startPendingUpload lets us write: the blob's place, and a SAS for it.
Result<UploadPlace> place_from(const Json& answer) {
  const std::string blob = text_at(answer, "blobReferenceForConsumption.blobUri");
  const std::string sas = text_at(answer, "blobReferenceForConsumption.credential.sasUri");
  const http::Url place = http::parse_url(blob);
  const http::Url signed_place = http::parse_url(sas);
  const bool same_host = !place.origin.empty() && place.origin == signed_place.origin;
  const bool safe = place.origin.starts_with("https://") || http::is_loopback(place);
  if (!same_host || !safe || signed_place.query.empty())
    return fail(ErrorKind::invalid, "the service named no usable place for the upload");
  std::string base = place.origin + place.path;
  while (base.ends_with('/')) base.pop_back();
  return UploadPlace{
      .base = std::move(base),
      .may_be_there = false,
      .access = std::make_shared<const BlobAccess>(BlobAccess{.sas = signed_place.query})};
}

bool worth_repeating(const Error& error) {
  return error.kind == ErrorKind::unreachable || error.kind == ErrorKind::throttled ||
         error.kind == ErrorKind::outcome_unknown;
}

}  // namespace

struct Uploader::State : std::enable_shared_from_this<Uploader::State> {
  State(runtime::Env& its_env, Client& its_client)
      : env(its_env),
        client(its_client),
        waits(its_env.loop),
        sender(std::make_shared<BlobSender>(its_env)) {}

  struct Request {
    UploadTarget target;
    manifest::Content content;
    std::function<void(const UploadProgress&)> watch;
    std::function<void(Result<Uploaded>)> done;
  };
  struct Secrets {  ///< of one datastore: asked for once a run
    std::optional<Result<Access>> known;
    std::vector<std::function<void(const Result<Access>&)>> waiting;
    unsigned tries = 0;
  };
  struct Shared {  ///< several assets may have the same content
    std::vector<std::shared_ptr<Request>> waiting;
  };

  void secrets_of(const UploadTarget& target, std::function<void(const Result<Access>&)> then);
  void ask_secrets(const UploadTarget& target);
  void on_secrets(const UploadTarget& target, Result<SharedJson> answer);
  void to_datastore(const std::shared_ptr<Request>& request, const Access& access);
  void to_any_place(const std::shared_ptr<Request>& request, unsigned tries);
  void run(UploadPlace place, const std::shared_ptr<Request>& request, UploadJob::Done done);
  void fail_later(const std::shared_ptr<Request>& request, Error error);

  runtime::Env& env;
  Client& client;
  Waits waits;
  std::shared_ptr<BlobSender> sender;
  std::map<std::string, Secrets> secrets;  ///< by datastore
  std::map<std::string, Shared> running;   ///< by URL
};

void Uploader::State::secrets_of(const UploadTarget& target,
                                 std::function<void(const Result<Access>&)> then) {
  Secrets& mine = secrets[target.datastore.name];
  if (mine.known) {
    waits.in(0, [this, name = target.datastore.name, then] { then(*secrets[name].known); });
    return;
  }
  mine.waiting.push_back(std::move(then));
  if (mine.waiting.size() == 1) ask_secrets(target);
}

void Uploader::State::ask_secrets(const UploadTarget& target) {
  arm::ResourceId datastore{.scope = target.asset.scope,
                            .parts = {{"datastores", target.datastore.name}}};
  client.action(datastore, "listSecrets", target.api_version, nullptr,
                [weak = weak_from_this(), target](Result<SharedJson> answer) {
                  if (const auto self = weak.lock()) self->on_secrets(target, std::move(answer));
                });
}

void Uploader::State::on_secrets(const UploadTarget& target, Result<SharedJson> answer) {
  Secrets& mine = secrets[target.datastore.name];
  // Listing twice does no harm, unlike most actions.
  if (!answer && worth_repeating(answer.error()) && ++mine.tries < retries_max) {
    waits.in(backoff(mine.tries, env.random), [this, target] { ask_secrets(target); });
    return;
  }
  if (!answer)
    mine.known = tl::unexpected(std::move(answer).error());
  else if (!*answer)
    mine.known = fail(ErrorKind::invalid, "listSecrets answered nothing");
  else
    mine.known = access_from(**answer, target.datastore.account);
  for (const auto& then : std::exchange(mine.waiting, {})) then(*mine.known);
}

void Uploader::State::to_datastore(const std::shared_ptr<Request>& request, const Access& access) {
  const auto container = container_url(request->target.datastore);
  if (!container) return fail_later(request, container.error());
  const auto& parts = request->target.asset.parts;
  UploadPlace place{.base = *container + "/" + encoded_path(datastore_path(request->content)),
                    .base_is_file = request->content.is_file,
                    .asset_name = parts.front().second,
                    .asset_version = parts.back().second,
                    .access = access};
  const std::string url = place.base;
  Shared& shared = running[url];
  shared.waiting.push_back(request);
  if (shared.waiting.size() > 1) return;
  run(std::move(place), request, [weak = weak_from_this(), url](Result<std::uint64_t> sent) {
    const auto self = weak.lock();
    if (!self) return;
    bool first = true;
    for (const auto& each : std::exchange(self->running[url].waiting, {})) {
      if (!sent) {
        each->done(tl::unexpected(sent.error()));
        continue;
      }
      each->done(Uploaded{.https_uri = url,
                          .datastore_path = datastore_path(each->content),
                          .bytes_sent = std::exchange(first, false) ? *sent : 0});
    }
  });
}

void Uploader::State::to_any_place(const std::shared_ptr<Request>& request, unsigned tries) {
  const SharedJson body = share(Json::object({{"pendingUploadType", "TemporaryBlobReference"}}));
  client.action(
      request->target.asset, "startPendingUpload", request->target.api_version, body,
      [weak = weak_from_this(), request, tries](Result<SharedJson> answer) {
        const auto self = weak.lock();
        if (!self) return;
        if (!answer && worth_repeating(answer.error()) && tries < retries_max) {
          self->waits.in(backoff(tries, self->env.random), [raw = self.get(), request, tries] {
            raw->to_any_place(request, tries + 1);
          });
          return;
        }
        if (!answer) return request->done(tl::unexpected(std::move(answer).error()));
        auto place = place_from(*answer ? **answer : Json::object());
        if (!place) return request->done(tl::unexpected(std::move(place).error()));
        place->asset_name = request->target.asset.parts.front().second;
        place->asset_version = request->target.asset.parts.back().second;
        const std::string uri = place->base;
        self->run(*std::move(place), request, [request, uri](Result<std::uint64_t> sent) {
          if (!sent) return request->done(tl::unexpected(std::move(sent).error()));
          request->done(Uploaded{.https_uri = uri, .datastore_path = {}, .bytes_sent = *sent});
        });
      });
}

void Uploader::State::run(UploadPlace place, const std::shared_ptr<Request>& request,
                          UploadJob::Done done) {
  std::make_shared<UploadJob>(env, sender, std::move(place), request->content, request->watch,
                              std::move(done))
      ->begin();
}

void Uploader::State::fail_later(const std::shared_ptr<Request>& request, Error error) {
  waits.in(0, [request, error = std::move(error)] { request->done(tl::unexpected(error)); });
}

Uploader::Uploader(runtime::Env& env, Client& client)
    : state_(std::make_shared<State>(env, client)) {}

Uploader::~Uploader() = default;

void Uploader::upload(const UploadTarget& target, const manifest::Content& content,
                      std::function<void(const UploadProgress&)> watch,
                      std::function<void(Result<Uploaded>)> done) {
  auto request = std::make_shared<State::Request>(State::Request{
      .target = target, .content = content, .watch = std::move(watch), .done = std::move(done)});
  if (content.files.empty())
    return state_->fail_later(request, {.kind = ErrorKind::refused,
                                        .message = content.path + " holds no file to upload",
                                        .remedy = "an ignore file may leave out too much"});
  State* state = state_.get();
  state->secrets_of(target, [state, request](const Result<Access>& access) {
    if (access) return state->to_datastore(request, *access);
    if (access.error().status == 403 && request->target.any_place)
      return state->to_any_place(request, 1);
    Error error = access.error();
    if (error.status == 403 && error.remedy.empty())
      error.remedy =
          "grant Microsoft.MachineLearningServices/workspaces/datastores/listSecrets/action";
    request->done(tl::unexpected(std::move(error)));
  });
}

void Uploader::stop() {
  state_->sender->stop();
  state_->waits.hurry();
}

}  // namespace armature::azure
