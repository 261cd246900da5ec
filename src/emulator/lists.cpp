#include "emulator/lists.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "emulator/workspace.hpp"

namespace armature::emulator {
namespace {

struct Filter {
  bool active = true, archived = false;
  std::string names;  ///< comma separated; empty: all
  std::string version, hash;
  std::string tags;  ///< "key=value" or "key", comma separated
  bool defaults_only = false;
};

using Entry = std::pair<std::string, std::string>;  // key, rendered body

std::optional<http::Response> unknown_parameter(const Call& call, const Target& target) {
  for (const auto& [name, value] : call.query) {
    if (name == "api-version" || name == "$skip") continue;
    const auto known = target.type->list_parameters;
    if (std::find(known.begin(), known.end(), name) == known.end())
      return refuse(400, "InvalidParameter",
                    fmt::format("The query parameter '{}' is not known for this list.", name));
  }
  return std::nullopt;
}

std::string text_of(const Call& call, const std::string& name) {
  const std::string* value = call.parameter(name);
  return value == nullptr ? std::string() : *value;
}

bool read_filter(const Call& call, const Target& target, Filter& out) {
  const std::string view = text_of(call, "listviewtype");
  if (!view.empty()) {
    const bool all = equal_ignoring_case(view, "All"),
               archived = equal_ignoring_case(view, "ArchivedOnly");
    if (!all && !archived && !equal_ignoring_case(view, "ActiveOnly")) return false;
    out.active = !archived;
    out.archived = all || archived;
  }
  out.names = text_of(call, target.type->family == Family::datastore ? "names" : "name");
  out.version = text_of(call, "version");
  out.hash = text_of(call, "hash");
  out.tags = text_of(call, call.parameter("$tags") != nullptr ? "$tags" : "tags");
  out.defaults_only = equal_ignoring_case(text_of(call, "isdefault"), "true");
  return true;
}

bool has_tags(const Json& body, std::string_view wanted) {
  const Json* tags = find(body, "tags");
  if (tags == nullptr) tags = find(body, "properties.tags");
  if (tags == nullptr || !tags->is_object()) return false;
  for (const std::string_view one : split(wanted, ',')) {
    const auto equals = one.find('=');
    const auto at = tags->find(std::string(one.substr(0, equals)));
    if (at == tags->end() || (equals != one.npos && *at != std::string(one.substr(equals + 1))))
      return false;
  }
  return true;
}

bool name_listed(std::string_view names, std::string_view name) {
  for (const std::string_view one : split(names, ','))
    if (equal_ignoring_case(one, name)) return true;
  return false;
}

/// Filters that need a look into the body are seldom asked for.
bool wanted(const Filter& filter, const std::string& text) {
  if (filter.names.empty() && filter.version.empty() && filter.hash.empty() && filter.tags.empty())
    return true;
  const Json body = Json::parse(text, nullptr, false);
  const std::string name = body.value("name", "");
  if (!filter.names.empty() && !name_listed(filter.names, name)) return false;
  if (!filter.version.empty() && name != filter.version) return false;
  const Json* hash = find(body, "properties.properties.hash_sha256");
  if (!filter.hash.empty() && (hash == nullptr || *hash != filter.hash)) return false;
  return filter.tags.empty() || has_tags(body, filter.tags);
}

bool visible(const Context& context, const Filter& filter, const Record& record) {
  if (!record.shown(context.now)) return false;
  return record.archived ? filter.archived : filter.active;
}

/// Up to `limit` entries behind `after`, one more than a page so that the end shows.
std::vector<Entry> collect(const Context& context, const Call& call, const Target& target,
                           const Filter& filter, std::string after, std::size_t limit) {
  const std::string prefix = target.collection_key();
  std::vector<Entry> found;
  while (found.size() < limit && !filter.defaults_only) {
    const auto batch = context.store.page(prefix, after, limit);
    for (const auto& [key, text] : batch) {
      after = key;
      const Record record = decode(text);
      if (!visible(context, filter, record)) continue;
      std::string body = render(record, call, context.now);
      if (wanted(filter, body)) found.emplace_back(key, std::move(body));
      if (found.size() == limit) break;
    }
    if (batch.size() < limit) break;
  }
  return found;
}

void add_default_datastores(const Context& context, const Call& call, const Target& target,
                            const Filter& filter, std::vector<Entry>& into) {
  for (const std::string_view name : default_datastores()) {
    if (filter.defaults_only && name != "workspaceblobstore") continue;
    Target one = target;
    one.names = {std::string(name)};
    Record record;
    record.body = *default_datastore(context, one);
    std::string body = render(record, call, context.now);
    if (wanted(filter, body)) into.emplace_back(one.key(), std::move(body));
  }
}

/// "createdtime desc" and its kin. The store's own order is by name.
void sort_by_creation(std::vector<Entry>& entries, bool newest_first) {
  std::vector<std::pair<std::string, Entry>> dated;
  for (Entry& entry : entries) {
    const Json body = Json::parse(entry.second, nullptr, false);
    const Json* at = find(body, "systemData.createdAt");
    dated.emplace_back(at == nullptr ? std::string() : at->get<std::string>(), std::move(entry));
  }
  std::stable_sort(dated.begin(), dated.end(), [newest_first](const auto& a, const auto& b) {
    return newest_first ? a.first > b.first : a.first < b.first;
  });
  for (std::size_t i = 0; i < dated.size(); ++i) entries[i] = std::move(dated[i].second);
}

std::size_t page_size(const Context& context, const Call& call, bool& good) {
  std::string text = text_of(call, "$top");
  if (text.empty()) text = text_of(call, "count");
  auto size = static_cast<std::size_t>(std::max(1, context.config.page_size));
  if (text.empty()) return size;
  std::size_t asked = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), asked);
  good = problem == std::errc{} && end == text.data() + text.size() && asked > 0;
  return std::min(size, asked);
}

http::Response page_answer(const Call& call, std::vector<Entry> entries, std::size_t size,
                           const std::string& next) {
  std::string body = R"({"nextLink":)";
  std::string link = "null";
  if (!next.empty()) {
    std::string url = call.origin() + call.path + "?";
    for (const std::string_view part : split(call.query_text, '&'))
      if (!starts_with_ignoring_case(part, "$skip=") &&
          !starts_with_ignoring_case(part, "%24skip="))
        url += std::string(part) + "&";
    link = dump(url + "$skip=" + next);
  }
  body += link + R"(,"value":[)";
  for (std::size_t i = 0; i < std::min(size, entries.size()); ++i)
    body += (i == 0 ? "" : ",") + entries[i].second;
  return json_answer(200, body + "]}");
}

std::optional<http::Response> missing_owner(const Context& context, const Target& target) {
  if (target.names.empty()) return std::nullopt;
  const Target owner = target.parent();
  const auto record = load(context, owner.key());
  if (record != nullptr && record->shown(context.now)) return std::nullopt;
  return refuse(404, "ParentResourceNotFound", "The resource '" + owner.id() + "' was not found.");
}

}  // namespace

http::Response list_resources(const Context& context, const Call& call, const Target& target) {
  if (auto refusal = unknown_parameter(call, target)) return *refusal;
  if (auto refusal = missing_owner(context, target)) return *refusal;
  Filter filter;
  bool good = read_filter(call, target, filter);
  const std::size_t size = page_size(context, call, good);
  if (!good)
    return refuse(400, "InvalidParameter",
                  "A query parameter of the list has a value that is not known.");
  const std::string token = text_of(call, "$skip");
  const std::string order =
      text_of(call, call.parameter("$orderby") != nullptr ? "$orderby" : "orderby");

  if (order.empty() && target.type->family != Family::datastore) {
    const std::string after =
        token.empty() ? std::string() : target.collection_key() + from_base64(token);
    auto entries = collect(context, call, target, filter, after, size + 1);
    std::string next;
    if (entries.size() > size)
      next = percent_encode(base64(entries[size - 1].first.substr(target.collection_key().size())));
    return page_answer(call, std::move(entries), size, next);
  }
  // An order of its own, or entries that are not in the store: the token is a position.
  auto entries = collect(context, call, target, filter, {}, std::string::npos >> 1U);
  if (target.type->family == Family::datastore) {
    add_default_datastores(context, call, target, filter, entries);
    std::sort(entries.begin(), entries.end());
  }
  if (!order.empty()) sort_by_creation(entries, order.ends_with("desc") || order.ends_with("Desc"));
  std::size_t from = 0;
  const std::string position = from_base64(token);
  std::from_chars(position.data(), position.data() + position.size(), from);
  entries.erase(entries.begin(),
                entries.begin() + static_cast<std::ptrdiff_t>(std::min(from, entries.size())));
  const std::string next =
      entries.size() > size ? percent_encode(base64(std::to_string(from + size))) : std::string();
  return page_answer(call, std::move(entries), size, next);
}

}  // namespace armature::emulator
