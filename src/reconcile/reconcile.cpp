#include "reconcile/reconcile.hpp"

#include <utility>

#include "reconcile/apply.hpp"
#include "reconcile/declare.hpp"
#include "reconcile/planning.hpp"

namespace armature::reconcile {

// manifests -> desired: read, check, lower, order. No network.

Declared declare(const source::Request& request, const arm::Scope& scope,
                 const DeclareOptions& options, Diagnostics& diagnostics) {
  return declare(source::load(request, diagnostics), scope, options, diagnostics);
}

Declared declare(source::Loaded loaded, const arm::Scope& scope, const DeclareOptions& options,
                 Diagnostics& diagnostics) {
  Manifests manifests = identify(loaded, options, diagnostics);
  const auto files = source::read_local(loaded.root, wanted(manifests), diagnostics);
  return lowered(std::move(loaded), std::move(manifests), files, scope, diagnostics);
}

Declared declare_loaded(source::Loaded loaded, const manifest::LocalFiles& files,
                        const arm::Scope& scope, const DeclareOptions& options,
                        Diagnostics& diagnostics) {
  Manifests manifests = identify(loaded, options, diagnostics);
  return lowered(std::move(loaded), std::move(manifests), files, scope, diagnostics);
}

// desired -> plan: observe and resolve until nothing is missing, then decide. Reads only.

void make_plan(runtime::Env& env, azure::Client& client, const Declared& declared,
               const Inputs& inputs, std::function<void(tl::expected<plan::Plan, Problem>)> done) {
  const SharedQuestion question = ask(declared, inputs);
  look(env, client, question, {},
       [question, done = std::move(done)](tl::expected<View, Problem> view) {
         done(view.map([&](const View& seen) { return decide(*question, seen); }));
       });
}

// plan -> outcomes and residue: wait for what others are doing, execute, look again.

Apply::Apply(runtime::Env& env, azure::Client& client, const Declared& declared,
             const Inputs& inputs, const plan::Plan& plan, execute::Options options,
             std::function<void(const execute::Event&)> events)
    : state_(std::make_shared<State>(env, client, ask(declared, inputs), plan, std::move(options),
                                     std::move(events))) {}

Apply::~Apply() = default;

void Apply::run(std::function<void(report::Result)> done) {
  State* run = state_.get();  // owns what follows
  run->done = std::move(done);
  run->join([run] {
    run->execute([run] {  //
      run->close([run] { run->finish(); });
    });
  });
}

void Apply::interrupt() {
  state_->interrupt();
}

}  // namespace armature::reconcile
