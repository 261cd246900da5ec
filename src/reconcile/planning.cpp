#include "reconcile/planning.hpp"

#include <iterator>
#include <map>
#include <set>
#include <utility>

#include <fmt/core.h>

#include "observe/observe.hpp"
#include "resolve/resolve.hpp"

namespace armature::reconcile {
namespace {

/// Manifests, then what they turn out to refer to, then what is found to be owned: more than a few
/// rounds mean that something asks again for what it was told.
constexpr int rounds_max = 8;

resolve::Purpose purpose_of(const Question& question) {
  return question.inputs.options.destroy ? resolve::Purpose::removal : resolve::Purpose::apply;
}

struct Looking : std::enable_shared_from_this<Looking> {
  Looking(runtime::Env& environment, azure::Client& arm_client, SharedQuestion asked)
      : env(environment), client(arm_client), question(std::move(asked)) {}

  runtime::Env& env;
  azure::Client& client;
  SharedQuestion question;
  View view;
  std::function<void(tl::expected<View, Problem>)> done;
  int rounds = 0;

  void read(const std::vector<arm::Query>& queries) {
    // The oldest body counts: all are as of the first round's beginning.
    if (rounds++ == 0) view.observed_at = env.loop.now();
    env.log.write(runtime::Level::debug,
                  fmt::format("observing, round {}: {} reads", rounds, queries.size()));
    observe_as(client, queries, question->inputs.api_version,
               [self = shared_from_this()](Result<arm::Observed> seen) {
                 if (!seen) return self->fail({.error = std::move(seen).error()});
                 self->view.observed.merge(*seen);
                 self->consider();
               });
  }

  void consider() {
    const Inputs& inputs = question->inputs;
    Diagnostics diagnostics;
    view.resolution = resolve::resolve(question->desired, inputs.scope, view.observed, diagnostics,
                                       purpose_of(*question));
    std::vector<arm::Query> lacking = unread(view.resolution.needs);
    if (lacking.empty() && has_errors(diagnostics)) {
      sort(diagnostics);
      return fail({.diagnostics = std::move(diagnostics), .error = {}});
    }
    if (lacking.empty())
      lacking = unread(plan::missing_reads(view.resolution.resources, inputs.scope, view.observed,
                                           inputs.owner, inputs.options));
    if (lacking.empty()) {
      view.remarks = std::move(diagnostics);
      return done(std::move(view));
    }
    if (rounds < rounds_max) return read(lacking);
    fail({.error = Error{.kind = ErrorKind::internal,
                         .message = fmt::format("{} is still not known after {} rounds of reads",
                                                lacking.front().path, rounds)}});
  }

  std::vector<arm::Query> unread(const std::vector<arm::Query>& queries) const {
    std::vector<arm::Query> out;
    for (const arm::Query& query : queries)
      if (!view.observed.contains(query)) out.push_back(query);
    return out;
  }

  void fail(Problem problem) { done(tl::unexpected(std::move(problem))); }
};

}  // namespace

SharedQuestion ask(const Declared& declared, const Inputs& inputs) {
  return std::make_shared<const Question>(Question{declared.desired, declared.after, inputs});
}

void look(runtime::Env& env, azure::Client& client, SharedQuestion question,
          std::vector<arm::Query> hints, std::function<void(tl::expected<View, Problem>)> done) {
  const Inputs& inputs = question->inputs;
  std::vector<arm::Query> reads = resolve::first_reads(question->desired, inputs.scope,
                                                       inputs.owner.marks(), purpose_of(*question));
  std::ranges::move(hints, std::back_inserter(reads));
  const auto looking = std::make_shared<Looking>(env, client, std::move(question));
  looking->done = std::move(done);
  looking->read(reads);
}

plan::Plan decide(const Question& question, const View& view) {
  const Inputs& inputs = question.inputs;
  plan::Header header = inputs.header;
  if (header.location.empty()) header.location = view.resolution.location;
  plan::Plan out =
      plan::make(header, view.resolution.resources, question.after, inputs.scope, view.observed,
                 view.resolution.datastore, inputs.owner, inputs.options);
  out.observed = std::make_shared<const arm::Observed>(view.observed);
  out.observed_at = view.observed_at;
  out.api_version = inputs.api_version;
  for (const Diagnostic& remark : view.remarks) out.notes.push_back(to_text(remark));
  return out;
}

std::vector<arm::Query> foreseen(const plan::Plan& plan) {
  std::set<arm::Query> out;
  for (const plan::ReadFact& fact : plan.read_set) out.insert(fact.query);
  for (const plan::Step& step : plan.steps) {
    const std::string version(step.kind->api_version);
    out.insert(arm::get_query(step.target, version));
    for (const catalog::Kind& child : catalog::kinds()) {
      const bool below = child.parent_kind == step.kind->name && !child.parent_kind.empty();
      if (!below || step.action == plan::Action::remove) continue;
      const std::string_view type = child.arm_type.substr(child.arm_type.rfind('/') + 1);
      out.insert(arm::list_query(step.target.text(), type, std::string(child.api_version)));
    }
  }
  return {out.begin(), out.end()};
}

void observe_as(azure::Client& client, const std::vector<arm::Query>& queries,
                const std::string& api_version, std::function<void(Result<arm::Observed>)> done) {
  if (api_version.empty()) return observe::observe(client, queries, std::move(done));
  auto asked = std::make_shared<std::map<arm::Query, std::vector<arm::Query>>>();
  std::vector<arm::Query> sent;
  for (const arm::Query& query : queries) {
    arm::Query other = query;
    other.api_version = api_version;
    (*asked)[other].push_back(query);
    sent.push_back(std::move(other));
  }
  observe::observe(client, std::move(sent),
                   [asked, done = std::move(done)](Result<arm::Observed> seen) {
                     if (!seen) return done(tl::unexpected(std::move(seen).error()));
                     arm::Observed out;
                     for (const auto& [query, answer] : *seen)
                       for (const arm::Query& name : asked->at(query)) out.emplace(name, answer);
                     done(std::move(out));
                   });
}

}  // namespace armature::reconcile
