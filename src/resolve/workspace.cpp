#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "resolve/work.hpp"

namespace armature::resolve {
namespace {

std::string text_at(const Json& body, std::string_view path) {
  const Json* value = find(body, path);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string{};
}

const Json* default_of(const Json& datastores) {
  for (const Json& item : datastores) {
    const Json* flag = find(item, "properties.isDefault");
    if (flag != nullptr && flag->is_boolean() && flag->get<bool>()) return &item;
  }
  return nullptr;
}

/// The first resource whose content no version holds: null when nothing is uploaded.
const lower::Desired* first_upload(const Work& work) {
  for (std::size_t i = 0; i < work.all.size(); ++i)
    if (work.all[i].content && work.all[i].upload_to.empty() && work.pinned[i] &&
        !work.out.resources[i].content_is_there)
      return &work.all[i];
  return nullptr;
}

bool has_content(const Work& work) {
  for (const lower::Desired& one : work.all)
    if (one.content && one.upload_to.empty()) return true;
  return false;
}

DefaultDatastore facts_of(const std::string& name, const Json& body) {
  const auto text_or = [&](std::string_view path, std::string otherwise) {
    std::string text = text_at(body, path);
    return text.empty() ? otherwise : text;
  };
  return {.name = name,
          .account = text_at(body, "properties.accountName"),
          .container = text_at(body, "properties.containerName"),
          .endpoint = text_or("properties.endpoint", "core.windows.net"),
          .protocol = text_or("properties.protocol", "https")};
}

bool usable(const DefaultDatastore& store) {
  return !store.name.empty() && !store.account.empty() && !store.container.empty();
}

/// The datastore that a manifest names: declared in the stack, or live. Null: not known yet, or not
/// there, which is told with the other references.
const Json* named_store(Work& work, const lower::Desired& one) {
  for (const lower::Need& need : one.needs) {
    if (need.target.name != one.upload_to) continue;
    if (const auto declared = work.targets.find(need.target)) return work.all[*declared].body.get();
    const catalog::Kind* const kind = catalog::kind_named(need.target.kind);
    return kind == nullptr
               ? nullptr
               : work.reads.get(get_of(*kind, id_of(*kind, work.scope, need.target))).body;
  }
  return nullptr;
}

void read_named_stores(Work& work) {
  for (std::size_t i = 0; i < work.all.size(); ++i) {
    const lower::Desired& one = work.all[i];
    if (!one.content || one.upload_to.empty()) continue;
    const Json* const body = named_store(work, one);
    if (body == nullptr) continue;
    work.out.resources[i].datastore = facts_of(one.upload_to, *body);
    if (!usable(*work.out.resources[i].datastore))
      work.diagnostics.push_back(
          {.pos = one.pos,
           .summary = fmt::format("Nowhere to upload {}", one.address.text()),
           .detail = fmt::format("The datastore \"{}\" is no blob container.\nName a blob "
                                 "datastore, or give a path that is in Azure already.",
                                 one.upload_to)});
  }
}

}  // namespace

bool read_workspace(Work& work) {
  const Reads::Seen seen = work.reads.get(workspace_query(work.scope));
  if (!seen.known) return true;
  if (seen.body == nullptr) {
    work.diagnostics.push_back(
        {.summary = fmt::format("Workspace \"{}\" does not exist", work.scope.workspace),
         .detail = fmt::format("Resource group \"{}\" of subscription {} holds no such workspace.\n"
                               "Create it, or correct workspace, resource_group or subscription.",
                               work.scope.resource_group, work.scope.subscription)});
    return false;
  }
  work.out.location = text_at(*seen.body, "location");
  return true;
}

void read_datastore(Work& work) {
  if (work.purpose == Purpose::removal) return;
  read_named_stores(work);
  if (!has_content(work)) return;
  const Reads::Seen seen = work.reads.get(default_datastore_query(work.scope));
  if (!seen.known) return;
  const Json* item = seen.body == nullptr ? nullptr : default_of(*seen.body);
  if (item != nullptr) work.out.datastore = facts_of(text_at(*item, "name"), *item);
  const lower::Desired* upload = first_upload(work);
  if (upload == nullptr) return;
  const DefaultDatastore& store = work.out.datastore;
  if (usable(store)) return;
  work.diagnostics.push_back(
      {.pos = upload->pos,
       .summary = fmt::format("Nowhere to upload {}", upload->address.text()),
       .detail =
           item == nullptr
               ? fmt::format("Workspace \"{}\" has no default datastore.\nMake a blob "
                             "datastore its default, or give a path that is in Azure already.",
                             work.scope.workspace)
               : fmt::format("The default datastore \"{}\" is no blob container.\nMake a "
                             "blob datastore the default, or give a path that is in Azure "
                             "already.",
                             store.name)});
}

}  // namespace armature::resolve
