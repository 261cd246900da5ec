#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "diff/leaf.hpp"
#include "lower/secrets.hpp"
#include "plan/body.hpp"
#include "plan/plan.hpp"
#include "plan/words.hpp"

namespace armature::plan {
namespace {

Json pos_json(const SourcePos& pos) {
  if (!pos.file) return {};
  return {{"file", *pos.file}, {"line", pos.line}, {"column", pos.column}};
}

/// Members that say nothing are left out.
void set(Json& out, const char* name, Json value) {
  const bool empty =
      value.is_null() || value == false || value == "" || (value.is_structured() && value.empty());
  if (!empty) out[name] = std::move(value);
}

Json change_json(const diff::Change& change) {
  Json out = {{"path", change.path}, {"field", change.yaml}, {"reason", word_of(change.reason)}};
  if (!change.sensitive) {
    out["from"] = change.from ? *change.from : Json();
    out["to"] = change.to ? *change.to : Json();
  }
  set(out, "forcesReplacement", change.forces_replacement);
  set(out, "sensitive", change.sensitive);
  set(out, "knownAfterApply", change.known_later);
  set(out, "note", change.note);
  set(out, "source", pos_json(change.pos));
  return out;
}

Json changes_json(const std::vector<diff::Change>& changes) {
  Json out = Json::array();
  for (const diff::Change& change : changes) out.push_back(change_json(change));
  return out;
}

Json content_json(const manifest::Content& content) {
  Json files = Json::array();
  for (const manifest::ContentFile& file : content.files)
    files.push_back({{"path", file.path},
                     {"relative", file.relative},
                     {"size", file.size},
                     {"sha256", file.sha256},
                     {"md5", file.md5}});
  return {{"path", content.path}, {"name", content.name},     {"isFile", content.is_file},
          {"md5", content.md5},   {"sha256", content.sha256}, {"files", std::move(files)}};
}

Json holes_json(const Step& step) {
  Json out = Json::array();
  for (const lower::Hole& hole : step.holes)
    out.push_back({{"path", hole.path}, {"form", hole.form}, {"uri", word_of(hole.uri)}});
  return out;
}

Json remarks_json(const Step& step) {
  Json out = Json::array();
  for (const Remark& remark : step.remarks)
    out.push_back({{"label", remark.label}, {"text", remark.text}});
  return out;
}

void withhold(Json& body, const std::string& path, Json& withheld) {
  if (diff::value_at(body, path) == nullptr) return;
  diff::erase_at(body, path);
  withheld.push_back(path);
}

/// Secrets are in no plan: what is left out is named, so that such a plan is not applied without
/// them.
Json body_json(const Step& step, Json& withheld) {
  if (!step.body) return {};
  Json out = *step.body;
  for (const std::string& path : leaves_of(*step.kind, *step.body)) {
    const catalog::Field* row = catalog::field_at(*step.kind, path);
    const bool secret = row != nullptr && row->compare == catalog::Compare::secret;
    if (secret && !lower::is_secret(step.secrets, path)) withhold(out, path, withheld);
  }
  for (const std::string& path : step.secrets) withhold(out, path, withheld);
  return out;
}

Json datastore_json(const resolve::DefaultDatastore& store) {
  return {{"name", store.name},
          {"account", store.account},
          {"container", store.container},
          {"endpoint", store.endpoint},
          {"protocol", store.protocol}};
}

Json step_json(const Step& step) {
  Json withheld = Json::array();
  Json out = {{"id", step.id},
              {"action", word_of(step.action)},
              {"address", step.address.text()},
              {"kind", step.kind->name},
              {"target", step.target.text()},
              {"after", step.after},
              {"changes", changes_json(step.because)}};
  set(out, "variant", std::string(catalog::variant_value(*step.kind).value));
  set(out, "summary", step.summary);
  set(out, "source", pos_json(step.pos));
  set(out, "body", body_json(step, withheld));
  set(out, "withheld", std::move(withheld));
  set(out, "defaults", step.defaults);
  set(out, "holes", holes_json(step));
  set(out, "reset", step.reset);
  set(out, "marks", step.marks);
  if (step.content) out["content"] = content_json(*step.content);
  if (step.datastore) out["datastore"] = datastore_json(*step.datastore);
  set(out, "numberPinned", step.number_pinned);
  set(out, "purge", step.purge);
  set(out, "joinsOperation", step.joins_operation);
  set(out, "drains", step.drains);
  if (step.seen) out["seen"] = *step.seen;
  set(out, "remarks", remarks_json(step));
  return out;
}

Json header_json(const Header& header) {
  Json out = Json::object();
  set(out, "stack", header.stack);
  set(out, "target", header.target);
  set(out, "cloud", header.cloud);
  set(out, "subscription", header.subscription);
  set(out, "resourceGroup", header.resource_group);
  set(out, "workspace", header.workspace);
  set(out, "location", header.location);
  set(out, "commit", header.commit);
  set(out, "identity", header.identity);
  return out;
}

Json counts_json(const Plan& plan) {
  const Counts n = count(plan);
  return {
      {"add", n.add},       {"change", n.change}, {"drifted", n.drifted},    {"replace", n.replace},
      {"delete", n.remove}, {"route", n.route},   {"unchanged", n.unchanged}};
}

Json options_json(const Plan& plan) {
  Json out = Json::object();
  set(out, "apiVersion", plan.api_version);
  set(out, "destroy", plan.options.destroy);
  set(out, "noDelete", !plan.options.prune);
  set(out, "purge", plan.options.purge);
  set(out, "adopt", plan.options.adopt);
  set(out, "allow", plan.options.allow);
  set(out, "only", plan.options.only);
  set(out, "exclude", plan.options.exclude);
  return out;
}

Json read_json(const ReadFact& fact) {
  Json out = {{"path", fact.query.path},
              {"apiVersion", fact.query.api_version},
              {"list", fact.query.kind == arm::Query::Kind::list},
              {"digest", fact.digest}};
  set(out, "parameters", fact.query.parameters);
  set(out, "facts", fact.paths);
  return out;
}

}  // namespace

Json to_json(const Plan& plan) {
  Json out = {{"format", plan_format},
              {"version", plan_version},
              {"header", header_json(plan.header)},
              {"counts", counts_json(plan)}};
  for (const char* name : {"steps", "unchanged", "refusals", "notes", "readSet", "allowed"})
    out[name] = Json::array();
  for (const Step& step : plan.steps) out["steps"].push_back(step_json(step));
  for (const Unchanged& one : plan.unchanged)
    out["unchanged"].push_back(
        {{"address", one.address.text()}, {"suppressed", changes_json(one.suppressed)}});
  for (const Refusal& one : plan.refusals)
    out["refusals"].push_back(
        {{"address", one.address.text()}, {"message", one.message}, {"remedy", one.remedy}});
  out["notes"] = plan.notes;
  for (const ReadFact& fact : plan.read_set) out["readSet"].push_back(read_json(fact));
  for (const Address& address : plan.allowed) out["allowed"].push_back(address.text());
  set(out, "options", options_json(plan));
  if (!plan.datastore.name.empty()) out["datastore"] = datastore_json(plan.datastore);
  return out;
}

std::string plan_id(const Plan& plan) {
  constexpr std::size_t shown = 8;
  return sha256_hex(dump(to_json(plan))).substr(0, shown);
}

}  // namespace armature::plan
