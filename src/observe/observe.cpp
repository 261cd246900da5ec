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

std::string places_text(const std::vector<std::string>& places) {
  constexpr std::size_t shown_max = 5;
  const std::vector<std::string> shown(
      places.begin(),
      places.begin() + static_cast<std::ptrdiff_t>(std::min(places.size(), shown_max)));
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

Error combined(std::vector<Failure> failures, std::size_t asked) {
  const std::size_t failed = failures.size();
  std::vector<Cause> causes = causes_of(std::move(failures));
  Error out = std::move(causes.front().error);
  if (causes.size() == 1) {
    return std::move(out).in(fmt::format("reading {}", places_text(causes.front().places)));
  }
  out.message = fmt::format("{} of {} reads failed. {} (reading {})", failed, asked, out.message,
                            places_text(causes.front().places));
  for (auto cause = causes.begin() + 1; cause != causes.end(); ++cause) {
    out.message +=
        fmt::format("; {} (reading {})", cause->error.message, places_text(cause->places));
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
