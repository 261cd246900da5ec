#include "cli/world.hpp"

#include <cerrno>
#include <cstring>
#include <optional>

#include <sys/stat.h>
#include <sys/utsname.h>

#include "cli/flags.hpp"
#include "cli/tokens.hpp"
#include "cli/version.hpp"
#include "emulator/doors.hpp"
#include "http/curl_transport.hpp"
#include "source/disk_store.hpp"

namespace armature::cli {
namespace {

/// libcurl itself reads none of these.
std::string ca_file(const Environment& environment) {
  for (const char* name : {"SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"})
    if (std::string file = variable(environment, name); !file.empty()) return file;
  return {};
}

Result<runtime::Nanos> local_operation_time(const Environment& environment) {
  const std::string text = variable(environment, "ARMATURE_LOCAL_OPERATION_TIME");
  if (text.empty()) return runtime::second;  // long enough to be seen, short enough for a demo
  const runtime::Nanos time = parse_time(text);
  if (time >= 0) return time;
  return fail(ErrorKind::invalid, "ARMATURE_LOCAL_OPERATION_TIME is no duration: " + text,
              "write it as 0s, 500ms or 1m30s");
}

runtime::Level log_level(const Arguments& arguments) {
  if (arguments.verbose) return runtime::Level::info;
  return arguments.quiet ? runtime::Level::error : runtime::Level::warning;
}

/// The log on standard error, or for a time where somebody else who draws there wants it.
class DivertibleLog final : public runtime::Log {
 public:
  explicit DivertibleLog(runtime::Level least) : least_(least), inner_(runtime::real_log(least)) {}
  void write(runtime::Level level, std::string_view line) override {
    if (!sink || level < runtime::Level::warning) return inner_->write(level, line);
    if (level >= least_) sink(line);
  }
  std::function<void(std::string_view)> sink;

 private:
  runtime::Level least_;
  std::unique_ptr<runtime::Log> inner_;
};

class RealWorld final : public World {
 public:
  explicit RealWorld(const Arguments& arguments)
      : loop_(runtime::RealLoop::make()),
        random_(runtime::real_random()),
        wall_(runtime::real_wall()),
        log_(std::make_unique<DivertibleLog>(log_level(arguments))),
        correlation_id_(runtime::guid(*random_)) {
    loop_->on_signal([this](int number) {
      last_signal_ = number;
      stop(number);
    });
    if (arguments.timeout > 0) loop_->after(arguments.timeout, [this] { stop(0); });
  }

  Status furnish(const Choice& choice) {
    store_ = source::disk_store(choice.root);
    auto tokens = token_source(choice.where, choice.environment, *loop_);
    if (!tokens) return tl::unexpected(std::move(tokens).error());
    tokens_ = *std::move(tokens);
    if (choice.where.local()) {
      if (auto ready = open_local_cloud(choice); !ready) return ready;
    } else {
      auto curl = http::curl_transport(
          *loop_, *log_,
          {.user_agent = user_agent(choice.environment), .ca_file = ca_file(choice.environment)});
      if (!curl) return tl::unexpected(std::move(curl).error());
      transport_ = *std::move(curl);
    }
    if (!choice.arguments.log_http.empty()) {
      auto logged = http::logging_transport(*transport_, *loop_, *log_, choice.arguments.log_http,
                                            choice.secrets);
      if (!logged) return tl::unexpected(std::move(logged).error());
      logged_ = *std::move(logged);
    }
    http::Transport& net = logged_ ? *logged_ : *transport_;
    env_.emplace(runtime::Env{*loop_, net, *random_, *store_, *wall_, *log_});
    // An emulator has no rates to keep to.
    const bool paced = !http::is_loopback(http::parse_url(choice.where.origin));
    client_.emplace(*env_, azure::Endpoint{choice.where.origin, paced}, *tokens_, correlation_id_);
    return {};
  }

  runtime::Env& env() override { return *env_; }
  azure::Client& client() override { return *client_; }
  const std::string& correlation_id() const override { return correlation_id_; }
  int pending_signal() const override { return loop_->pending_signal(); }
  void divert_log(std::function<void(std::string_view)> sink) override {
    log_->sink = std::move(sink);
  }

  int run(const std::function<bool()>& finished, std::function<bool(int)> on_stop) override {
    on_stop_ = std::move(on_stop);
    left_ = false;
    loop_->run([&] { return left_ || finished(); });
    on_stop_ = nullptr;
    return last_signal_;
  }

 private:
  void stop(int number) {
    if (on_stop_ && on_stop_(number)) left_ = true;
  }

  Status open_local_cloud(const Choice& choice) {
    const auto operation_time = local_operation_time(choice.environment);
    if (!operation_time) return tl::unexpected(operation_time.error());
    const std::string folder = choice.state_folder + "/.armature";
    if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
      return fail(ErrorKind::invalid,
                  "cannot make \"" + folder +
                      "\" for the state of the local cloud: " + std::strerror(errno),
                  "make the folder writable");
    auto state = emulator::sqlite_store(folder + "/local.db");
    if (!state) return tl::unexpected(std::move(state).error().in("opening the local cloud"));
    state_ = *std::move(state);
    core_.emplace(emulator::Config{.operation_time = *operation_time}, *state_);
    transport_ = emulator::in_process(*core_, *loop_, emulator::system_now);
    return {};
  }

  // In the order in which they lean on one another; the client goes first.
  std::unique_ptr<runtime::RealLoop> loop_;
  std::unique_ptr<runtime::Random> random_;
  std::unique_ptr<runtime::Wall> wall_;
  std::unique_ptr<DivertibleLog> log_;
  std::unique_ptr<runtime::Store> store_;
  std::unique_ptr<emulator::StateStore> state_;
  std::optional<emulator::Core> core_;
  std::unique_ptr<http::Transport> transport_;
  std::unique_ptr<http::Transport> logged_;
  std::unique_ptr<azure::TokenSource> tokens_;
  std::optional<runtime::Env> env_;
  std::string correlation_id_;
  std::optional<azure::Client> client_;
  std::function<bool(int)> on_stop_;
  bool left_ = false;
  int last_signal_ = 0;
};

}  // namespace

std::string user_agent(const Environment& environment) {
  utsname machine = {};
  uname(&machine);
  std::string text = "Armature/" + std::string(version_text) + " (+" + machine.sysname + "; " +
                     machine.machine + ")";
  const std::string more = variable(environment, "AZURE_HTTP_USER_AGENT");
  for (const char c : more.empty() ? more : " " + more)
    if (c >= ' ' && c < '\x7f') text += c;
  return text;
}

Result<std::unique_ptr<World>> World::make(const Choice& choice) {
  auto world = std::make_unique<RealWorld>(choice.arguments);
  if (auto ready = world->furnish(choice); !ready) return tl::unexpected(std::move(ready).error());
  return world;
}

}  // namespace armature::cli
