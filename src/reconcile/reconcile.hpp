#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "arm/live.hpp"
#include "azure/client.hpp"
#include "base/diagnostic.hpp"
#include "execute/execute.hpp"
#include "lower/lower.hpp"
#include "plan/plan.hpp"
#include "report/plan_text.hpp"
#include "source/source.hpp"

/// The whole story, phase by phase.
namespace armature::reconcile {

/// What the manifests say, with no network: read -> check -> lower -> graph. Stop when diagnostics
/// hold an error.
struct Declared {
  source::Loaded loaded;  ///< without its documents
  std::size_t manifests = 0;
  std::vector<lower::Desired> desired;
  std::vector<std::vector<std::size_t>> after;
};
struct DeclareOptions {
  std::string kind;  ///< --kind
  std::vector<std::pair<std::string, std::string>>
      set;  ///< --set path=value, on the manifest given with -f
};
Declared declare(const source::Request& request, const arm::Scope& scope,
                 const DeclareOptions& options, Diagnostics& diagnostics);

/// The same from files already loaded: the stack file tells the scope, so it is read before there
/// is one.
Declared declare(source::Loaded loaded, const arm::Scope& scope, const DeclareOptions& options,
                 Diagnostics& diagnostics);

/// The same from documents and local files already in hand: touches no disk. What simulations and
/// tests call.
Declared declare_loaded(source::Loaded loaded, const manifest::LocalFiles& files,
                        const arm::Scope& scope, const DeclareOptions& options,
                        Diagnostics& diagnostics);

struct Problem {  ///< why there is no plan: the user's files, or the world
  Diagnostics diagnostics = {};
  std::optional<Error> error = {};
};

struct Inputs {
  arm::Scope scope;
  plan::Header header;
  diff::Owner owner;
  plan::Options options;
  std::string api_version = {};  ///< for every request, instead of the catalogue's
};

/// observe -> resolve -> diff -> plan, repeated until no read is missing. Reads only. `done` comes
/// later, on the loop's thread.
void make_plan(runtime::Env& env, azure::Client& client, const Declared& declared,
               const Inputs& inputs, std::function<void(tl::expected<plan::Plan, Problem>)> done);

/// A saved plan is applied only if the live facts it relied on still hold: otherwise
/// ErrorKind::stale naming what moved.
void check_read_set(azure::Client& client, const plan::Plan& plan,
                    std::function<void(Status)> done);

/// execute -> observe -> diff: outcomes and the residue, which must be empty.
/// The object owns the run; destroying it drops everything (a kill, for the simulation).
class Apply {
 public:
  Apply(runtime::Env& env, azure::Client& client, const Declared& declared, const Inputs& inputs,
        const plan::Plan& plan, execute::Options options,
        std::function<void(const execute::Event&)> events);
  ~Apply();
  void run(std::function<void(report::Result)> done);
  void interrupt();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// 0 done, 3 stale, 5 accepted and not wholly succeeded, 1 nothing accepted ... (design section 8).
int exit_code(const plan::Plan& plan, const report::Result& result, bool interrupted);

}  // namespace armature::reconcile
