#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/text.hpp"
#include "reconcile/planning.hpp"

namespace armature::reconcile {
namespace {

/// The end of a path says what it is about: "batchEndpoints/e/deployments/d".
std::string shown(const arm::Query& query) {
  constexpr std::string_view workspaces = "/workspaces/";
  const std::size_t at = query.path.find(workspaces);
  if (at == std::string::npos) return query.path;
  const std::size_t slash = query.path.find('/', at + workspaces.size());
  return arm::percent_decode(slash == std::string::npos ? query.path.substr(at + 1)
                                                        : query.path.substr(slash + 1));
}

std::vector<std::string> moved(const std::vector<plan::ReadFact>& facts,
                               const arm::Observed& seen) {
  std::vector<std::string> out;
  for (const plan::ReadFact& fact : facts) {
    const std::string now = plan::fact_digest(fact, seen.at(fact.query));
    if (now == fact.digest) continue;
    const std::string_view how = now.empty()           ? "is gone"
                                 : fact.digest.empty() ? "did not exist then"
                                                       : "has changed";
    out.push_back(fmt::format("{} {}", shown(fact.query), how));
  }
  return out;
}

}  // namespace

void check_read_set(azure::Client& client, const plan::Plan& plan,
                    std::function<void(Status)> done) {
  std::vector<arm::Query> queries;
  for (const plan::ReadFact& fact : plan.read_set) queries.push_back(fact.query);
  observe_as(
      client, queries, plan.api_version,
      [facts = plan.read_set, done = std::move(done)](Result<arm::Observed> seen) {
        if (!seen)
          return done(
              tl::unexpected(std::move(seen).error().in("checking that the plan still holds")));
        const std::vector<std::string> all = moved(facts, *seen);
        if (all.empty()) return done({});
        done(fail(ErrorKind::stale, "The plan is stale: since it was made, " + join(all, "; "),
                  "make the plan again and look at it before applying it"));
      });
}

}  // namespace armature::reconcile
