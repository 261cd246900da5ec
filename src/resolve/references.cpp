#include <algorithm>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "resolve/content.hpp"
#include "resolve/live_reference.hpp"
#include "resolve/versions.hpp"
#include "resolve/work.hpp"

namespace armature::resolve {
namespace {

bool labelled(const Address& target) {
  return target.version.starts_with('@');
}

std::string in_form(const std::string& form, const std::string& value) {
  const std::size_t at = form.find("{}");
  return at == std::string::npos ? value : form.substr(0, at) + value + form.substr(at + 2);
}

std::string shown(const lower::Desired& one, const std::string& path) {
  const auto source = one.sources.find(path);
  return source == one.sources.end() ? path : source->second.yaml;
}

class Filling {
 public:
  Filling(Work& work, std::size_t i)
      : work_(work), i_(i), from_(work.all[i]), out_(work.out.resources[i]) {}

  void run() {
    if (from_.holes.empty() || !from_.body) return;
    Json body = *from_.body;
    std::vector<lower::Hole> rest;
    for (const lower::Hole& hole : from_.holes) {
      const bool later =
          hole.kind == lower::Hole::Kind::upload_uri || hole.kind == lower::Hole::Kind::version;
      if (later) {
        rest.push_back(hole);
      } else if (const auto text = value_of(hole)) {
        put(body, hole.path, in_form(hole.form, *text));
      }
    }
    out_.desired.body = share(std::move(body));
    out_.desired.holes = std::move(rest);
  }

 private:
  std::optional<std::string> value_of(const lower::Hole& hole) {
    if (hole.kind == lower::Hole::Kind::location) return work_.out.location;
    if (work_.purpose == Purpose::removal) return std::nullopt;
    if (const auto target = hole.in_stack ? work_.targets.find(hole.target) : std::nullopt)
      return declared(hole, *target);
    return outside(hole);
  }

  std::optional<std::string> declared(const lower::Hole& hole, std::size_t target) {
    if (!work_.pinned[target]) return std::nullopt;
    const Resolved& asset = work_.out.resources[target];
    if (labelled(hole.target)) tell_newer(asset.desired, work_.live[target].body != nullptr);
    if (asset.desired.kind->versioned) compare_content(hole, target);
    return asset.desired.id.text();
  }

  /// A version that does not exist yet will be the newest.
  void tell_newer(const lower::Desired& asset, bool exists) {
    const Reads::Seen list =
        work_.reads.get(versions_query(*asset.kind, work_.scope, asset.address.name));
    if (list.body == nullptr || !exists) return;
    const auto newest = latest(*list.body);
    if (!newest || *newest == asset.address.version) return;
    out_.notes.push_back(
        fmt::format("{}@latest is the stack's own {}; the newest live version is {}",
                    asset.address.name, asset.address.text(), *newest));
  }

  /// A live reference to another version is equal when that version holds the same content.
  void compare_content(const lower::Hole& hole, std::size_t target) {
    const Resolved& asset = work_.out.resources[target];
    const auto value = live_value(work_, i_, hole);
    if (!value || arm::same_id(*value, asset.desired.id.text())) return;
    const auto found = live_reference(work_, i_, hole, *asset.desired.kind);
    if (!found) return unverifiable(hole, *value, "names nothing in this workspace");
    if (found->id == asset.desired.id) return;
    const Reads::Seen seen = work_.reads.get(get_of(*asset.desired.kind, found->id));
    if (!seen.known) return;
    if (seen.body == nullptr) return unverifiable(hole, *value, "is gone");
    switch (same_content(work_.all[target], *seen.body)) {
      case Evidence::same:
        out_.same_content.emplace_back(hole.path, *value);
        return;
      case Evidence::none:
        return unverifiable(hole, *value, "does not tell what its content is");
      case Evidence::different:
        return;
    }
  }

  void unverifiable(const lower::Hole& hole, const std::string& value, std::string_view why) {
    out_.unverifiable.push_back(hole.path);
    out_.notes.push_back(fmt::format("{}: {} is unverifiable: the live reference {} {}",
                                     from_.address.text(), shown(from_, hole.path), value, why));
  }

  std::optional<std::string> outside(const lower::Hole& hole) {
    const catalog::Kind* kind = catalog::kind_named(hole.target.kind);
    if (kind == nullptr) return missing(hole, "Nothing is known about this kind.");
    Address target = hole.target;
    if (kind->versioned && target.version.empty())
      return missing(hole, "Add a version, as in azureml:NAME:VERSION or azureml:NAME@latest.");
    if (labelled(target)) {
      if (target.version != "@latest")
        return missing(hole, "Of labels only @latest is known: name a version instead.");
      const Reads::Seen list = work_.reads.get(versions_query(*kind, work_.scope, target.name));
      if (!list.known) return std::nullopt;
      const auto newest = list.body == nullptr ? std::nullopt : latest(*list.body);
      if (!newest) return missing(hole, where_it_should_be());
      target.version = *newest;
      return id_of(*kind, work_.scope, target).text();
    }
    const arm::ResourceId id = id_of(*kind, work_.scope, target);
    const Reads::Seen seen = work_.reads.get(get_of(*kind, id));
    if (!seen.known) return std::nullopt;
    if (seen.body == nullptr) return missing(hole, where_it_should_be());
    return id.text();
  }

  std::string where_it_should_be() const {
    return fmt::format(
        "No manifest of the stack declares it, and workspace \"{}\" does not hold it.",
        work_.scope.workspace);
  }

  std::nullopt_t missing(const lower::Hole& hole, const std::string& why) {
    const std::string near = nearest(hole.target.text(), work_.targets.addresses(hole.target.kind));
    work_.diagnostics.push_back(
        {.pos = hole.pos,
         .summary = fmt::format("Unknown reference \"{}\"", hole.target.text()),
         .detail = why + "\n" +
                   (near.empty() ? "Declare it in a manifest, or correct the reference."
                                 : fmt::format("Did you mean \"{}\"?", near))});
    return std::nullopt;
  }

  Work& work_;
  std::size_t i_;
  const lower::Desired& from_;
  Resolved& out_;
};

/// Bodies that repeat the version of their own address.
void fill_version(lower::Desired& desired) {
  const auto is_version = [](const lower::Hole& hole) {
    return hole.kind == lower::Hole::Kind::version;
  };
  if (std::ranges::none_of(desired.holes, is_version)) return;
  Json body = *desired.body;
  for (const lower::Hole& hole : desired.holes)
    if (is_version(hole)) put(body, hole.path, desired.address.version);
  std::erase_if(desired.holes, is_version);
  desired.body = share(std::move(body));
}

}  // namespace

bool composed(const lower::Desired& one) {
  if (!one.kind->versioned) return false;
  for (const lower::Hole& hole : one.holes)
    if (hole.kind == lower::Hole::Kind::reference) return true;
  return false;
}

void fill_composed(Work& work) {
  for (std::size_t i = 0; i < work.all.size(); ++i)
    if (composed(work.all[i])) Filling(work, i).run();
}

void fill_references(Work& work) {
  for (std::size_t i = 0; i < work.all.size(); ++i)
    if (!composed(work.all[i])) Filling(work, i).run();
  for (std::size_t i = 0; i < work.all.size(); ++i)
    if (work.pinned[i]) fill_version(work.out.resources[i].desired);
}

}  // namespace armature::resolve
