#include "observe/observe.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/core.h>

#include "base/text.hpp"

namespace armature::observe {
namespace {

struct Failure {
  std::string place;
  Error error;
};

struct Observation {
  arm::Observed seen;
  std::vector<Failure> failures;
  std::size_t asked = 0;
  std::size_t outstanding = 0;
  std::function<void(Result<arm::Observed>)> done;
};

/// "computes/nodes" of a path below a workspace; other paths are left whole.
std::string_view below_workspace(std::string_view path) {
  constexpr std::string_view marker = "/workspaces/";
  const auto at = path.find(marker);
  if (at == path.npos) return path;
  const auto slash = path.find('/', at + marker.size());
  return slash == path.npos ? "the workspace" : path.substr(slash + 1);
}

std::string places_text(const std::vector<std::string>& places) {
  if (places.size() == 1) return places.front();
  constexpr std::size_t shown_max = 5;
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min(places.size(), shown_max); ++i)
    shown.emplace_back(below_workspace(places[i]));
  std::string text = join(shown, ", ");
  if (places.size() > shown_max) text += fmt::format(" and {} more", places.size() - shown_max);
  return text;
}

/// A thousand reads that fail for one reason are one reason with its places.
struct Cause {
  Error error;
  std::vector<std::string> places;
};

std::vector<Cause> causes_of(std::vector<Failure> failures) {
  // Answers come in any order; what is reported must not.
  std::ranges::sort(failures, {}, &Failure::place);
  std::vector<Cause> causes;
  std::map<std::tuple<ErrorKind, int, std::string, std::string>, std::size_t> known;
  for (Failure& failure : failures) {
    const Error& error = failure.error;
    const auto [at, fresh] = known.emplace(
        std::tuple(error.kind, error.status, error.code, error.message), causes.size());
    if (fresh) causes.push_back({std::move(failure.error), {}});
    causes[at->second].places.push_back(std::move(failure.place));
  }
  // Without a token nothing else can have worked either: that is what the caller acts on.
  std::ranges::stable_partition(
      causes, [](const Cause& cause) { return cause.error.kind == ErrorKind::no_token; });
  return causes;
}

/// The cause first; what was being read is context.
Error combined(std::vector<Failure> failures, std::size_t asked) {
  const std::size_t failed = failures.size();
  std::vector<Cause> causes = causes_of(std::move(failures));
  Error out = std::move(causes.front().error);
  out.context = {"reading " + places_text(causes.front().places)};
  if (causes.size() == 1) return out;
  out.context.front() += fmt::format(" ({} of {} reads failed)", failed, asked);
  for (auto cause = causes.begin() + 1; cause != causes.end(); ++cause) {
    out.message +=
        fmt::format("\nalso: {} (reading {})", cause->error.message, places_text(cause->places));
    out.ids.insert(out.ids.end(), cause->error.ids.begin(), cause->error.ids.end());
    if (out.remedy.empty()) out.remedy = cause->error.remedy;
  }
  return out;
}

void answered(Observation& observation, const arm::Query& query, Result<arm::Answer> answer) {
  if (answer) {
    observation.seen.emplace(query, std::move(*answer));
  } else {
    observation.failures.push_back({query.path, std::move(answer).error()});
  }
  if (--observation.outstanding > 0) return;
  if (observation.failures.empty()) return observation.done(std::move(observation.seen));
  observation.done(tl::unexpected(combined(std::move(observation.failures), observation.asked)));
}

}  // namespace

void observe(azure::Client& client, std::vector<arm::Query> queries,
             std::function<void(Result<arm::Observed>)> done) {
  std::ranges::sort(queries);
  const auto repeated = std::ranges::unique(queries);
  queries.erase(repeated.begin(), repeated.end());
  if (queries.empty()) return done(arm::Observed{});
  const auto observation = std::make_shared<Observation>();
  observation->asked = observation->outstanding = queries.size();
  observation->done = std::move(done);
  for (const arm::Query& query : queries)
    client.read(query, [observation, query](Result<arm::Answer> answer) {
      answered(*observation, query, std::move(answer));
    });
}

}  // namespace armature::observe
