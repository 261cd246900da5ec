#include <optional>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "emulator/blob.hpp"
#include "emulator/record.hpp"
#include "emulator/workspace.hpp"

namespace armature::emulator {
namespace {

constexpr std::string_view kScheme = "azureml://";

/// A blob of this name, or blobs below it. No name: the container as a whole.
bool exists(const Context& context, const BlobPlace& folder) {
  std::string name = folder.name;
  while (name.ends_with('/')) name.pop_back();
  const std::string key = folder.facts_prefix() + name;
  if (name.empty()) return !context.store.page(key, {}, 1).empty();
  return context.store.get(key) != nullptr || !context.store.page(key + "/", {}, 1).empty();
}

BlobPlace place_at(std::string_view path) {
  BlobPlace place;
  const auto account_end = path.find('/');
  place.account = path.substr(0, account_end);
  if (account_end == path.npos) return place;
  path.remove_prefix(account_end + 1);
  const auto container_end = path.find('/');
  place.container = path.substr(0, container_end);
  if (container_end != path.npos) place.name = path.substr(container_end + 1);
  return place;
}

ContentState at_url(const Context& context, const Call& call, std::string_view uri) {
  const http::Url url = http::parse_url(uri);
  const auto host_at = url.origin.find("://");
  if (url.origin.empty() ||
      !equal_ignoring_case(std::string_view(url.origin).substr(host_at + 3), call.host))
    return ContentState::elsewhere;
  std::string path;
  if (!percent_decode(std::string_view(url.path).substr(1), path)) return ContentState::missing;
  return exists(context, place_at(path)) ? ContentState::there : ContentState::missing;
}

/// What stands between `word` and the next '/', and `rest` moves behind it.
std::optional<std::string> take(std::string_view& rest, std::string_view word) {
  if (!starts_with_ignoring_case(rest, word)) return std::nullopt;
  rest.remove_prefix(word.size());
  const auto end = rest.find('/');
  std::string value(rest.substr(0, end));
  rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  return value;
}

ContentState in_datastore(const Context& context, const Call& call, const Target& store,
                          std::string path) {
  const auto stored = load(context, store.key());
  const auto given = default_datastore(context, store);
  if (stored == nullptr && !given) return ContentState::no_datastore;
  Record record;
  record.body = given ? *given : stored->body;
  const Json body = rendered_json(record, call, context.now);
  const Json properties = body.value("properties", Json::object());
  if (properties.value("datastoreType", "") != "AzureBlob" ||
      properties.value("endpoint", "") != call.host)
    return ContentState::elsewhere;
  BlobPlace folder{properties.value("accountName", ""), properties.value("containerName", ""),
                   std::move(path)};
  if (exists(context, folder)) return ContentState::there;
  std::string decoded;
  if (percent_decode(folder.name, decoded)) folder.name = decoded;
  return exists(context, folder) ? ContentState::there : ContentState::missing;
}

ContentState at_datastore(const Context& context, const Call& call, const Target& target,
                          std::string_view rest) {
  Target store = target;
  store.type = type_at("datastores");
  if (auto subscription = take(rest, "subscriptions/")) {
    auto group = take(rest, "resourcegroups/");
    if (!group && starts_with_ignoring_case(rest, "providers/")) return ContentState::elsewhere;
    auto workspace = take(rest, "workspaces/");
    if (!group || !workspace) return ContentState::elsewhere;
    store.subscription = *subscription;
    store.group = *group;
    store.workspace = *workspace;
  }
  const auto name = take(rest, "datastores/");
  if (!name || !starts_with_ignoring_case(rest, "paths/")) return ContentState::elsewhere;
  store.names = {*name};
  return in_datastore(context, call, store, std::string(rest.substr(6)));
}

}  // namespace

ContentState content_at(const Context& context, const Call& call, const Target& target,
                        std::string_view uri) {
  if (starts_with_ignoring_case(uri, kScheme))
    return at_datastore(context, call, target, uri.substr(kScheme.size()));
  if (starts_with_ignoring_case(uri, "http://") || starts_with_ignoring_case(uri, "https://"))
    return at_url(context, call, uri);
  return ContentState::elsewhere;
}

}  // namespace armature::emulator
