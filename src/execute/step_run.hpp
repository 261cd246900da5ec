#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "azure/client.hpp"
#include "azure/upload.hpp"
#include "execute/execute.hpp"
#include "execute/lives.hpp"
#include "plan/plan.hpp"
#include "runtime/env.hpp"

namespace armature::execute {

/// What the steps of one run share. They hold it weakly: when the executor goes, their late
/// callbacks do nothing.
struct Context {
  runtime::Env& env;
  azure::Client& client;
  std::unique_ptr<azure::Uploader> uploader;
  resolve::DefaultDatastore datastore;
  std::string api_version;  ///< overrides the catalogue's; empty: does not
  Lives lives;
  std::function<void(const Event&)> events;
};

/// One step: wait for what runs there, upload, look, write, prove.
class StepRun : public std::enable_shared_from_this<StepRun> {
 public:
  struct Listener {
    std::function<void(plan::StepId)>
        accepted;  ///< no request of it is queued any more; may come more than once
    std::function<void(Outcome)> finished;
  };
  StepRun(const std::shared_ptr<Context>& context, const plan::Step& step, Listener listener);
  void begin();

 private:
  void join(std::function<void(Context&, SharedJson)> then);
  void prepare();
  void upload(Context& context);
  void on_uploaded(Result<azure::Uploaded> uploaded);
  void read(Context& context);
  void on_read(Result<arm::Answer> answer);
  void part_done();
  void decide();
  void write(Context& context, const SharedJson& live);
  bool only_tags(const SharedJson& live) const;
  void put(Context& context, const SharedJson& live, const char* method);
  void erase(Context& context, const SharedJson& live);
  void on_written(Result<azure::Written> written);
  void on_erased(Result<azure::Written> written);
  void prove(const SharedJson& body);

  bool young(const std::optional<Lives::Live>& live) const;
  bool archives() const;
  bool must_exist() const;
  std::string api_version() const;
  azure::Client::Write request(const char* method) const;
  azure::Client::Watch watch();
  void tell(Event event);
  void done(bool accepted);
  void fail(Error error);
  void finish(Verdict verdict);

  std::weak_ptr<Context> context_;
  std::shared_ptr<const plan::Step> step_;  ///< with its holes filled once the content is uploaded
  Listener listener_;
  Outcome outcome_;
  std::optional<Error> trouble_;
  unsigned parts_ = 0;  ///< of the preparation that are still under way
  bool finished_ = false;
};

}  // namespace armature::execute
