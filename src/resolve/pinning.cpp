#include <map>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "resolve/content.hpp"
#include "resolve/versions.hpp"
#include "resolve/work.hpp"

namespace armature::resolve {
namespace {

/// Versions that the stack itself declares, by kind and name: numbers that are not free.
using Declared = std::map<std::pair<std::string, std::string>, std::vector<std::string>>;

Declared declared_versions(const std::vector<lower::Desired>& all) {
  Declared out;
  for (const lower::Desired& one : all)
    if (one.kind->versioned && !one.address.version.empty())
      out[{one.address.kind, one.address.name}].push_back(one.address.version);
  return out;
}

class Pinning {
 public:
  explicit Pinning(Work& work) : work_(work), declared_(declared_versions(work.all)) {}

  void pin(std::size_t i) {
    if (work_.all[i].versioning == lower::Versioning::next_free) return pin_number(i);
    work_.pinned[i] = true;
    work_.live[i] = work_.reads.get(get_of(kind(i), work_.all[i].id));
    if (kind(i).versioned && work_.live[i].body != nullptr) check_content(i);
  }

 private:
  const catalog::Kind& kind(std::size_t i) const { return *work_.all[i].kind; }
  const lower::Desired& subject(std::size_t i) {
    return composed(work_.all[i]) ? out(i).desired : work_.all[i];
  }
  Resolved& out(std::size_t i) { return work_.out.resources[i]; }

  Reads::Seen versions_of(std::size_t i) {
    return work_.reads.get(versions_query(kind(i), work_.scope, work_.all[i].address.name));
  }

  std::string free_number(std::size_t i, const Json& versions) const {
    const Address& address = work_.all[i].address;
    const auto same_name = declared_.find({address.kind, address.name});
    return next_free(versions,
                     same_name == declared_.end() ? std::vector<std::string>{} : same_name->second);
  }

  void take(std::size_t i, const std::string& version) {
    lower::Desired& desired = out(i).desired;
    desired.address.version = version;
    desired.id.parts.back().second = version;
    work_.pinned[i] = true;
    work_.live[i] = work_.reads.get(get_of(kind(i), desired.id));
    const Json* body = work_.live[i].body;
    out(i).content_is_there = body != nullptr && same_content(subject(i), *body) == Evidence::same;
  }

  void pin_number(std::size_t i) {
    static const Json no_versions = Json::array();
    const Reads::Seen list = versions_of(i);
    const Json& versions = list.body == nullptr ? no_versions : *list.body;
    const auto holding = holders(subject(i), versions);
    for (const std::string& version : holding) {
      take(i, version);
      if (!work_.live[i].known || out(i).content_is_there) return;
    }
    // The list shows it and the GET does not: one of them lags. Written under its number it is the
    // same version either way, under a new one it might be a second version of the same content.
    for (const std::string& version : holding) {
      take(i, version);
      if (work_.live[i].body != nullptr) continue;
      out(i).number_pinned_now = true;
      return;
    }
    // Before the list is read this is a guess that mostly saves a round: nothing is there yet.
    std::string number = free_number(i, versions);
    take(i, number);
    // Lists lag: a number that turns out to be taken is not free, whoever took it.
    while (work_.live[i].body != nullptr && !out(i).content_is_there) {
      number = following(number);
      take(i, number);
    }
    out(i).number_pinned_now = work_.live[i].body == nullptr;
    work_.pinned[i] = list.known;
  }

  /// A version that the manifest names (or the content does) and that exists.
  void check_content(std::size_t i) {
    const lower::Desired& desired = subject(i);
    const Evidence evidence = same_content(desired, *work_.live[i].body);
    // A name made from the content by the official SDK's scheme is evidence enough.
    const bool named_by_content = desired.versioning == lower::Versioning::content;
    out(i).content_is_there =
        evidence == Evidence::same || (evidence == Evidence::none && named_by_content);
    if (out(i).content_is_there || work_.purpose == Purpose::removal) return;
    const Reads::Seen list = versions_of(i);
    if (!list.known) return;
    const std::string address = desired.address.text();
    work_.diagnostics.push_back(
        {.pos = desired.pos,
         .summary = fmt::format("{} exists with other content", address),
         .detail = fmt::format(
             "{}, and the content of a version never changes.\nWrite version: {} (the next free "
             "one), or leave the version out to have it numbered.",
             evidence == Evidence::different ? "It holds something else than this manifest declares"
                                             : "Nothing shows that it holds this content",
             free_number(i, list.body == nullptr ? Json::array() : *list.body))});
  }

  Work& work_;
  Declared declared_;
};

}  // namespace

void pin_versions(Work& work) {
  Pinning pinning(work);
  for (std::size_t i = 0; i < work.all.size(); ++i)
    if (!composed(work.all[i])) pinning.pin(i);
}

void pin_composed(Work& work) {
  Pinning pinning(work);
  for (std::size_t i = 0; i < work.all.size(); ++i)
    if (composed(work.all[i])) pinning.pin(i);
}

}  // namespace armature::resolve
