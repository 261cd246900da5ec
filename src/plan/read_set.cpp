#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "diff/canonical.hpp"
#include "plan/work.hpp"

namespace armature::plan {
namespace {

constexpr std::string_view datastore_facts[] = {"name", "properties.accountName",
                                                "properties.containerName"};

/// The kind of the resource that a GET's path names; null pointer for the workspace and for kinds
/// that nobody knows.
const catalog::Kind* kind_of(const arm::Query& query) {
  std::string path;
  for (const std::string_view segment : split(query.path, '/'))
    if (!segment.empty()) path += "/" + arm::percent_decode(segment);
  const auto id = arm::parse_resource_id(path);
  return id ? catalog::kind_of_type(id->type()) : nullptr;
}

/// Routing members are described by the routing kind's rows.
const catalog::Kind* describing(const catalog::Kind* kind, const std::string& path) {
  if (kind == nullptr) return nullptr;
  for (const catalog::Kind* routing : routing_kinds(*kind))
    if (catalog::field_at(*routing, path) != nullptr) return routing;
  return kind;
}

Json facts_of(const ReadFact& fact, const Json& body) {
  const catalog::Kind* kind = kind_of(fact.query);
  static const catalog::Kind unknown{};
  Json out = Json::object();
  for (const std::string& path : fact.paths) {
    const catalog::Kind* rows = describing(kind, path);
    out.update(facts_at(rows == nullptr ? unknown : *rows, body, {path}));
  }
  return out;
}

bool uploads(const Plan& plan) {
  for (const Step& step : plan.steps)
    if (step.content) return true;
  return false;
}

void add(Plan& plan, const arm::Observed& observed, const arm::Query& query,
         std::vector<std::string> paths) {
  const auto answer = observed.find(query);
  if (answer == observed.end()) return;
  ReadFact fact{.query = query, .digest = {}, .paths = std::move(paths)};
  fact.digest = fact_digest(fact, answer->second);
  plan.read_set.push_back(std::move(fact));
}

/// What goes along with a resource was looked at, whoever made it.
void add_children(Work& work) {
  for (const Step& step : work.plan.steps) {
    const bool erases = step.action == Action::remove || step.action == Action::replace;
    if (!erases || !step.kind->removal_takes_children) continue;
    for (const catalog::Kind* child : child_kinds(*step.kind)) {
      const std::set<std::string> marks = relied_paths(*child, {}, {});
      std::vector<std::string> paths(marks.begin(), marks.end());
      paths.emplace_back("name");
      add(work.plan, work.observed, children_query(*child, step.target), std::move(paths));
    }
  }
}

}  // namespace

std::string fact_digest(const ReadFact& fact, const arm::Answer& answer) {
  constexpr std::size_t shown = 16;
  if (!answer.body || answer.body->is_null()) return {};
  Json facts = Json::array();
  if (answer.body->is_array()) {
    for (const Json& item : *answer.body) facts.push_back(facts_of(fact, item));
    std::sort(facts.begin(), facts.end());  // a list promises no order
  } else {
    facts.push_back(facts_of(fact, *answer.body));
  }
  return sha256_hex(dump(facts)).substr(0, shown);
}

void collect_read_set(Work& work) {
  add_children(work);
  for (const auto& [query, answer] : work.observed) {
    if (query.kind == arm::Query::Kind::get) {
      const auto relied = work.relied.find(query);
      const bool decided = relied != work.relied.end();
      // Of anything else that was read, such as a reference to the outside, it only matters that it
      // is still there.
      if (!decided && (!answer.body || answer.body->is_null())) continue;
      const auto paths =
          decided ? std::vector<std::string>(relied->second.begin(), relied->second.end())
                  : std::vector<std::string>{};
      add(work.plan, work.observed, query, paths);
    } else if (query.parameters.find("isDefault") != std::string::npos && uploads(work.plan)) {
      add(work.plan, work.observed, query,
          {std::begin(datastore_facts), std::end(datastore_facts)});
    }
  }
}

}  // namespace armature::plan
