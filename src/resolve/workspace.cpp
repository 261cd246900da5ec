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
    if (work.all[i].content && work.pinned[i] && !work.out.resources[i].content_is_there)
      return &work.all[i];
  return nullptr;
}

bool has_content(const Work& work) {
  for (const lower::Desired& one : work.all)
    if (one.content) return true;
  return false;
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
  if (work.purpose == Purpose::removal || !has_content(work)) return;
  const Reads::Seen seen = work.reads.get(default_datastore_query(work.scope));
  if (!seen.known) return;
  const Json* item = seen.body == nullptr ? nullptr : default_of(*seen.body);
  if (item != nullptr) {
    const auto text_or = [&](std::string_view path, std::string otherwise) {
      std::string text = text_at(*item, path);
      return text.empty() ? otherwise : text;
    };
    work.out.datastore = {.name = text_at(*item, "name"),
                          .account = text_at(*item, "properties.accountName"),
                          .container = text_at(*item, "properties.containerName"),
                          .endpoint = text_or("properties.endpoint", "core.windows.net"),
                          .protocol = text_or("properties.protocol", "https")};
  }
  const lower::Desired* upload = first_upload(work);
  if (upload == nullptr) return;
  const DefaultDatastore& store = work.out.datastore;
  if (!store.name.empty() && !store.account.empty() && !store.container.empty()) return;
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
