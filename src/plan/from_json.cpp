#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "plan/plan.hpp"
#include "plan/reader.hpp"
#include "plan/words.hpp"

namespace armature::plan {
namespace {

SourcePos read_pos(const Reader& from) {
  if (!from.has("source")) return {};
  const Reader source = from.object("source");
  return {.file = std::make_shared<const std::string>(source.text("file")),
          .line = static_cast<int>(source.number("line")),
          .column = static_cast<int>(source.number("column"))};
}

Address read_address(const Reader& from) {
  auto address = parse_address(from.text("address"));
  if (!address) from.complain("address", "is no address");
  return address ? std::move(*address) : Address{.kind = {}};
}

diff::Change read_change(const Reader& from) {
  diff::Change out;
  out.path = from.text("path");
  out.yaml = from.text("field");
  out.from = from.any("from");
  out.to = from.any("to");
  const auto reason = reason_of(from.text("reason"));
  if (!reason) from.complain("reason", "is none that this version knows");
  out.reason = reason.value_or(diff::Reason::changed);
  out.forces_replacement = from.flag("forcesReplacement");
  out.sensitive = from.flag("sensitive");
  out.known_later = from.flag("knownAfterApply");
  out.note = from.text_or_empty("note");
  out.pos = read_pos(from);
  return out;
}

std::vector<diff::Change> read_changes(const Reader& from, const char* name) {
  std::vector<diff::Change> out;
  from.each(name, [&](const Reader& one) { out.push_back(read_change(one)); });
  return out;
}

manifest::Content read_content(const Reader& from) {
  manifest::Content out{.path = from.text("path"),
                        .name = from.text("name"),
                        .is_file = from.flag("isFile"),
                        .md5 = from.text("md5"),
                        .sha256 = from.text("sha256"),
                        .files = {}};
  from.each("files", [&](const Reader& file) {
    out.files.push_back({.path = file.text("path"),
                         .relative = file.text("relative"),
                         .size = file.number("size"),
                         .sha256 = file.text("sha256"),
                         .md5 = file.text("md5")});
  });
  return out;
}

lower::Hole read_hole(const Reader& from) {
  const auto form = uri_form_of(from.text("uri"));
  if (!form) from.complain("uri", "is no form that this version knows");
  lower::Hole out;
  out.kind = lower::Hole::Kind::upload_uri;
  out.path = from.text("path");
  out.form = from.text("form");
  out.uri = form.value_or(lower::Hole::UriForm::https);
  return out;
}

void read_marks(const Reader& from, Step& step) {
  const SharedJson marks = from.any("marks");
  if (!marks) return;
  if (!marks->is_object()) return from.complain("marks", "is no object");
  for (const auto& [key, value] : marks->items()) {
    if (!value.is_string()) return from.complain("marks", "holds something that is no text");
    step.marks.emplace(key, value.get<std::string>());
  }
}

/// Order is what the executor relies on: ids are indices, and every step stands behind those it
/// comes after.
void read_order(const Reader& from, Step& step, std::size_t index) {
  step.id = from.number("id");
  if (step.id != index) from.complain("id", "is not its place in the list");
  const SharedJson after = from.any("after");
  if (!after || !after->is_array()) return from.complain("after", "is no list");
  for (const Json& id : *after) {
    if (!id.is_number_unsigned() || id.get<StepId>() >= index)
      return from.complain("after", "names a step that is not before this one");
    step.after.push_back(id.get<StepId>());
  }
}

resolve::DefaultDatastore read_datastore(const Reader& store) {
  return {store.text("name"), store.text("account"), store.text("container"),
          store.text("endpoint"), store.text("protocol")};
}

Step read_step(const Reader& from, std::size_t index) {
  Step out;
  read_order(from, out, index);
  const auto action = action_of(from.text("action"));
  if (!action) from.complain("action", "is none that this version knows");
  out.action = action.value_or(Action::create);
  out.address = read_address(from);
  out.kind = catalog::kind_named(from.text("kind"));
  if (out.kind == nullptr)
    from.complain("kind", "is none that this version knows");
  else
    out.kind = &catalog::variant_of(*out.kind, from.text_or_empty("variant"));
  auto target = arm::parse_resource_id(from.text("target"));
  if (!target) from.complain("target", "is no id of a resource below a workspace");
  if (target) out.target = std::move(*target);
  out.because = read_changes(from, "changes");
  out.body = from.any("body");
  if (out.body && !out.body->is_object()) from.complain("body", "is no object");
  out.defaults = from.texts("defaults");
  out.withheld = from.texts("withheld");
  from.each("holes", [&](const Reader& hole) { out.holes.push_back(read_hole(hole)); });
  out.reset = from.texts("reset");
  read_marks(from, out);
  if (from.has("content")) out.content = read_content(from.object("content"));
  if (from.has("datastore")) out.datastore = read_datastore(from.object("datastore"));
  out.number_pinned = from.flag("numberPinned");
  out.purge = from.flag("purge");
  out.joins_operation = from.flag("joinsOperation");
  out.drains = from.flag("drains");
  out.seen = from.any("seen");
  if (out.seen && !out.seen->is_object()) from.complain("seen", "is no object");
  out.summary = from.text_or_empty("summary");
  from.each("remarks", [&](const Reader& one) {
    out.remarks.push_back({one.text("label"), one.text("text")});
  });
  out.pos = read_pos(from);
  return out;
}

Header read_header(const Reader& from) {
  return {.stack = from.text_or_empty("stack"),
          .target = from.text_or_empty("target"),
          .cloud = from.text_or_empty("cloud"),
          .subscription = from.text_or_empty("subscription"),
          .resource_group = from.text_or_empty("resourceGroup"),
          .workspace = from.text_or_empty("workspace"),
          .location = from.text_or_empty("location"),
          .commit = from.text_or_empty("commit"),
          .identity = from.text_or_empty("identity")};
}

ReadFact read_fact(const Reader& from) {
  return {.query = {.kind = from.flag("list") ? arm::Query::Kind::list : arm::Query::Kind::get,
                    .path = from.text("path"),
                    .api_version = from.text("apiVersion"),
                    .parameters = from.text_or_empty("parameters")},
          .digest = from.text("digest"),
          .paths = from.texts("facts")};
}

void read_options(const Reader& from, Plan& plan) {
  plan.api_version = from.text_or_empty("apiVersion");
  plan.options = {.destroy = from.flag("destroy"),
                  .prune = !from.flag("noDelete"),
                  .purge = from.flag("purge"),
                  .adopt = from.flag("adopt"),
                  .allow = from.texts("allow"),
                  .only = from.texts("only"),
                  .exclude = from.texts("exclude")};
}

}  // namespace

Result<Plan> from_json(const Json& document) {
  std::string problem;
  const Reader from(document, "plan", problem);
  constexpr std::string_view again = "make it again with plan --out";
  const Json* version = find(document, "version");
  const bool known =
      from.text_or_empty("format") == plan_format && version != nullptr && *version == plan_version;
  if (!known)
    return fail(ErrorKind::invalid, "this is no plan that this version of Armature wrote",
                std::string(again));

  Plan out;
  out.header = read_header(from.object("header"));
  from.each("steps",
            [&](const Reader& step) { out.steps.push_back(read_step(step, out.steps.size())); });
  from.each("unchanged", [&](const Reader& one) {
    out.unchanged.push_back({read_address(one), read_changes(one, "suppressed")});
  });
  from.each("refusals", [&](const Reader& one) {
    out.refusals.push_back({read_address(one), one.text("message"), one.text("remedy")});
  });
  out.notes = from.texts("notes");
  from.each("readSet", [&](const Reader& one) { out.read_set.push_back(read_fact(one)); });
  for (const std::string& text : from.texts("allowed"))
    if (auto address = parse_address(text)) out.allowed.push_back(std::move(*address));
  if (from.has("options")) read_options(from.object("options"), out);
  if (from.has("datastore")) out.datastore = read_datastore(from.object("datastore"));
  if (!problem.empty())
    return fail(ErrorKind::invalid, "the plan is damaged: " + problem, std::string(again));
  return out;
}

}  // namespace armature::plan
