#include "lower/lower.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "lower/lowering.hpp"
#include "lower/summary.hpp"
#include "schema/values.hpp"

namespace armature::lower {
namespace {

/// What equal addresses have in common: only the names of assets are case-sensitive.
std::string address_key(const Desired& one) {
  return one.kind->versioned ? one.address.text() : to_lower(one.address.text());
}

bool same(const Desired& one, const Desired& other) {
  const std::string md5 = one.content ? one.content->md5 : "";
  const std::string other_md5 = other.content ? other.content->md5 : "";
  return md5 == other_md5 && *one.body == *other.body;
}

}  // namespace

Lowering::Lowering(const arm::Scope& scope, const manifest::LocalFiles& files,
                   Diagnostics& diagnostics)
    : scope_(scope), diagnostics_(diagnostics), world_{scope_, files, diagnostics, *this} {}

void Lowering::add(const Manifest& manifest) {
  const manifest::Document& document = manifest.document;
  const Place place{document.root, document.folder, {}, {}, document.root.pos};
  Draft draft(world_, *manifest.kind, place);
  draft.fill();
  draft.name();
  Desired desired = draft.finish();
  const Address address = desired.address;
  const arm::ResourceId id = desired.id;
  keep(std::move(desired));
  add_routing(manifest, address, id);
}

Address Lowering::asset(const catalog::Kind& kind, const Place& place) {
  Draft draft(world_, kind, place);
  draft.fill();
  draft.name();
  Desired desired = draft.finish();
  Address address = desired.address;
  keep_inline(std::move(desired));
  return address;
}

/// Fields of an endpoint that say where its calls go become a node of their own, since deployments
/// have to come between.
void Lowering::add_routing(const Manifest& manifest, const Address& endpoint,
                           const arm::ResourceId& id) {
  std::map<std::string_view, std::vector<const catalog::Field*>> by_kind;
  for (const catalog::Field& field : manifest.kind->fields)
    if (field.rule == catalog::Rule::routing && schema::given(manifest.document.root, field.yaml))
      by_kind[field.target].push_back(&field);
  for (const auto& [name, fields] : by_kind) {
    const catalog::Kind& kind = *catalog::kind_named(name);
    const auto* const first = schema::given_member(manifest.document.root, fields.front()->yaml);
    Draft draft(world_, kind,
                {manifest.document.root, manifest.document.folder, {}, {}, first->key_pos});
    for (const catalog::Field* field : fields)
      if (const catalog::Field* const row = catalog::field_at(kind, field->arm))
        draft.take(*row, field->yaml);
    draft.desired.address.name = endpoint.name;
    draft.desired.id = id;
    keep(draft.finish());
  }
}

void Lowering::keep(Desired desired) {
  const auto [known, fresh] = by_address_.emplace(address_key(desired), all_.size());
  if (fresh)
    all_.push_back(std::move(desired));
  else
    clash(all_[known->second], desired);
}

/// The same asset may be written inline in several deployments.
void Lowering::keep_inline(Desired desired) {
  const auto known = by_address_.find(address_key(desired));
  if (known == by_address_.end() || !same(all_[known->second], desired)) keep(std::move(desired));
}

void Lowering::clash(const Desired& one, const Desired& other) {
  diagnostics_.push_back(
      {.pos = other.pos,
       .summary = fmt::format("\"{}\" declared twice", other.address.text()),
       .detail =
           fmt::format("It is declared at {} too. Keep one of the two{}.", short_text(one.pos),
                       other.kind->routes.empty() ? ", or give them different names" : "")});
}

std::vector<Desired> Lowering::finish() {
  settle_references(all_, diagnostics_);
  for (Desired& one : all_) one.summary = summary_of(one);
  return std::move(all_);
}

std::vector<Desired> lower(const std::vector<Manifest>& manifests, const arm::Scope& scope,
                           const manifest::LocalFiles& files, Diagnostics& diagnostics) {
  Lowering lowering(scope, files, diagnostics);
  lowering.expect(manifests.size());
  for (const Manifest& manifest : manifests) lowering.add(manifest);
  return lowering.finish();
}

}  // namespace armature::lower
