#include "cli/saved_plan.hpp"

#include <map>

#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "lower/lower.hpp"
#include "source/disk_store.hpp"

namespace armature::cli {
namespace {

constexpr const char* digest_member = "manifestsDigest";
constexpr std::size_t plan_bytes_max = 256U << 20U;
constexpr const char* make_again = "make it again with `armature plan --out`, and look at it";

/// Of everything the manifests declare, texts of the files they embed included.
std::string digest_of(const reconcile::Declared& declared) {
  return sha256_hex(dump(lower::render(declared.desired, declared.after, {})));
}

Status same_place(const plan::Header& planned, const plan::Header& now) {
  struct Row {
    std::string_view what;
    const std::string &then, &here;
  };
  const Row rows[] = {{"cloud", planned.cloud, now.cloud},
                      {"subscription", planned.subscription, now.subscription},
                      {"resource group", planned.resource_group, now.resource_group},
                      {"workspace", planned.workspace, now.workspace},
                      {"stack", planned.stack, now.stack},
                      {"target", planned.target, now.target}};
  for (const Row& row : rows)
    if (row.then != row.here)
      return fail(ErrorKind::stale,
                  "the plan was made for the " + std::string(row.what) + " \"" + row.then +
                      "\", not for \"" + row.here + "\"",
                  "give the same -f and the same place as to `armature plan`");
  return {};
}

/// The files to upload, as they were when the plan was made.
Status same_content(const plan::Plan& plan, const reconcile::Declared& declared) {
  std::map<std::string, std::string> now;
  for (const lower::Desired& one : declared.desired)
    if (one.content)
      for (const manifest::ContentFile& file : one.content->files) now[file.path] = file.sha256;
  for (const plan::Step& step : plan.steps) {
    if (!step.content) continue;
    for (const manifest::ContentFile& file : step.content->files) {
      const auto found = now.find(file.path);
      if (found == now.end() || found->second != file.sha256)
        return fail(ErrorKind::stale,
                    "\"" + file.path + "\" is not what it was when the plan was made", make_again);
    }
  }
  return {};
}

}  // namespace

Status save_plan(const std::string& file, const plan::Plan& plan, const Prepared& prepared) {
  Json document = plan::to_json(plan);
  document[digest_member] = digest_of(prepared.declared);
  return source::write_private_file(file, dump(document) + "\n");
}

Result<plan::Plan> load_plan(const std::string& file, const Prepared& prepared) {
  const auto text = source::read_file(file, plan_bytes_max);
  if (!text) return tl::unexpected(text.error());
  auto document = parse_json(*text, {.bytes_max = plan_bytes_max});
  if (!document || !document->is_object())
    return fail(ErrorKind::invalid, "\"" + file + "\" is no saved plan", make_again);
  const Json* digest = find(*document, digest_member);
  const std::string then =
      digest != nullptr && digest->is_string() ? digest->get<std::string>() : std::string();
  document->erase(digest_member);
  auto plan = plan::from_json(*document);
  if (!plan) return tl::unexpected(std::move(plan).error().in("reading \"" + file + "\""));
  if (auto same = same_place(plan->header, prepared.inputs.header); !same)
    return tl::unexpected(same.error());
  if (auto same = same_content(*plan, prepared.declared); !same)
    return tl::unexpected(same.error());
  if (then != digest_of(prepared.declared))
    return fail(ErrorKind::stale, "the manifests are not what they were when the plan was made",
                make_again);
  if (auto given = plan::give_secrets(*plan, prepared.declared.desired); !given)
    return tl::unexpected(given.error());
  return plan;
}

}  // namespace armature::cli
