#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "arm/live.hpp"
#include "arm/resource_id.hpp"
#include "base/address.hpp"
#include "base/json.hpp"
#include "catalog/kind.hpp"
#include "diff/diff.hpp"
#include "lower/desired.hpp"
#include "manifest/content.hpp"

namespace armature::plan {

using StepId = std::size_t;

/// A line below a step: {"stays", "model/keras:4"}.
struct Remark {
  std::string label;
  std::string text;
};

enum class Action : std::uint8_t { create, update, replace, remove, adopt, upload, route };

/// One action on one resource. Everything `execute` needs; nothing in it points into other stages.
struct Step {
  StepId id = 0;
  Action action = Action::create;
  Address address;
  const catalog::Kind* kind = nullptr;
  arm::ResourceId target;
  std::vector<StepId> after;          ///< must have succeeded first (settled, not only accepted)
  std::vector<diff::Change> because;  ///< shown to the user
  SharedJson body;  ///< declared leaves, references filled; null for removals. Not yet what PUT
                    ///< sends: see put_body
  std::vector<std::string> defaults;  ///< leaves of `body` that no manifest gives (SDK defaults):
                                      ///< sent only where live holds nothing
  std::vector<std::string> secrets;   ///< leaves that a secret variable made: lower/secrets.hpp
  std::vector<std::string> withheld = {};  ///< secrets that a saved plan lacks: see give_secrets
  std::vector<lower::Hole> holes;          ///< upload_uri only
  std::vector<std::string>
      reset;           ///< dotted arm paths that go back to their default: left out of the PUT
  diff::TagMap marks;  ///< armature.* tags to set; empty: mark nothing
  std::optional<manifest::Content> content;  ///< to upload first
  std::optional<resolve::DefaultDatastore> datastore =
      {};                        ///< where it goes, if not to the plan's datastore
  bool number_pinned = false;    ///< GET before the first write; held by other content: stale
  bool purge = false;            ///< removal of an asset by DELETE instead of archiving
  bool joins_operation = false;  ///< live was in a non-terminal state when planned: wait for it,
                                 ///< then plan this node anew
  bool drains = false;  ///< route: takes traffic off a deployment that a later step removes
  SharedJson
      seen;  ///< compared live facts the decision relies on, by path (see moved()); null: absent
  std::string summary;
  std::vector<Remark> remarks;  ///< what goes with the step and what stays
  SourcePos pos;
};

/// A resource that needs nothing.
struct Unchanged {
  Address address;
  std::vector<diff::Change> suppressed;
};

/// Why a plan may not be applied as it is: exit code 4 until `remedy`.
struct Refusal {
  Address address;
  std::string message;
  std::string remedy;  ///< "--allow compute/batch-cluster"
};

/// A live fact that the plan relies on.
struct ReadFact {
  arm::Query query;
  std::string digest;  ///< of the values at `paths`; empty: was absent
  std::vector<std::string> paths =
      {};  ///< what the decision looked at; empty: only that it is there
};
/// The digest of a fact's answer, to be held against `fact.digest`: canonical values, so that
/// spelling and time stamps do not count.
std::string fact_digest(const ReadFact& fact, const arm::Answer& answer);

struct Header {
  std::string stack, target, cloud, subscription, resource_group, workspace, location, commit;
  std::string identity =
      {};  ///< as whom: "sp-mnist-plan (GitHub OIDC)"; empty where it is not known
};

struct Options {
  bool destroy = false;
  bool prune = true;  ///< --no-delete clears it
  bool purge = false;
  bool adopt = false;
  std::vector<std::string> allow;  ///< addresses or globs
  std::vector<std::string> only, exclude;
};

struct Plan {
  Header header;
  std::vector<Step> steps;  ///< ids are indices; every step behind those it comes after
  std::vector<Unchanged> unchanged;
  std::vector<Refusal> refusals;
  std::vector<std::string> notes;
  std::vector<ReadFact> read_set;
  std::vector<Address> allowed;  ///< what --allow named
  /// What it was asked for. A saved plan is carried out, and looked at afterwards, as asked then.
  Options options = {};
  std::string api_version = {};  ///< --api-version; empty: the catalogue's
  resolve::DefaultDatastore datastore;
  /// What it was decided on, and when (loop time), so that what is still young need not be read
  /// again; not saved.
  std::shared_ptr<const arm::Observed> observed = {};
  std::int64_t observed_at = 0;
  bool empty() const { return steps.empty(); }
};

struct Counts {
  std::size_t add = 0, change = 0, drifted = 0, replace = 0, remove = 0, route = 0, unchanged = 0;
};
Counts count(const Plan& plan);

/// Decides everything. `resources` may be empty for destroy. Pure.
Plan make(const Header& header, const std::vector<resolve::Resolved>& resources,
          const std::vector<std::vector<std::size_t>>& after, const arm::Scope& scope,
          const arm::Observed& observed, const resolve::DefaultDatastore& datastore,
          const diff::Owner& owner, const Options& options);

/// Reads that `make` lacks to be sure (deployments of owned endpoints, a GET that confirms what a
/// list said). Observe and ask again.
std::vector<arm::Query> missing_reads(const std::vector<resolve::Resolved>& resources,
                                      const arm::Scope& scope, const arm::Observed& observed,
                                      const diff::Owner& owner, const Options& options);

/// What PUT sends: PUT replaces, so it starts from what is live and writable and not ours (foreign
/// tags, routing, autoscaled capacity), leaves out `reset`, and lays the declared leaves and marks
/// on top. `live` null: create. Upload holes must be filled in `step.body` already.
Json put_body(const Step& step, const Json* live);

/// What of the step a live body does not hold yet: empty means that the write has taken effect
/// (used after a lost answer, and to prove after every write that each field sent was stored).
/// Marks count.
std::vector<diff::Change> unmet(const Step& step, const Json& live);

/// The whole body of a PATCH that only sets marks (adoption where the kind carries tags by PATCH):
/// all live tags and the marks.
Json tag_patch_body(const Step& step, const Json& live);

/// How a live body differs from what the step was decided on, in a few words ("the service's
/// properties.authMode moved"); empty: the decision still holds. `live` null: absent. Time stamps,
/// undeclared fields and states do not count, and what already is as the step wants it has not
/// moved.
std::string moved(const Step& step, const Json* live);

/// Why a write that was decided on must not be repeated: since then the resource has become another
/// stack's, lost the tags that allow its removal, or was protected from it; in a few words, empty
/// while it may be. Asset versions are shared: nobody claims them.
std::string claimed(const Step& step, const Json& live);

/// Eight hexadecimal digits that name this very plan.
std::string plan_id(const Plan& plan);

/// Saved plans (`schemas/plan.schema.json`). No contents, no secrets.
Json to_json(const Plan& plan);
Result<Plan> from_json(const Json& document);
/// Puts the secrets back that a saved plan may not hold, from the manifests that it was made from.
/// ErrorKind::refused, naming the first that they do not give: such a plan must not be carried out.
Status give_secrets(Plan& plan, const std::vector<lower::Desired>& desired);

}  // namespace armature::plan
