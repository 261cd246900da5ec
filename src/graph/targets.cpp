#include "graph/targets.hpp"

#include "base/text.hpp"

namespace armature::graph {
namespace {

/// Names of assets are case-sensitive, all others are not.
std::string key_of(const Address& address, bool versioned) {
  return versioned ? address.text() : to_lower(address.text());
}

std::string name_key(Address address, bool versioned) {
  address.version.clear();
  return key_of(address, versioned);
}

bool is_label(const std::string& version) {
  return version.empty() || version.front() == '@';
}

}  // namespace

Targets::Targets(const std::vector<lower::Desired>& all) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Address& address = all[i].address;
    const bool versioned = all[i].kind->versioned;
    by_address_.emplace(key_of(address, versioned), i);
    by_name_[name_key(address, versioned)].push_back(i);
    Declared& declared = by_kind_[address.kind];
    declared.versioned = versioned;
    declared.addresses.push_back(address.text());
  }
}

std::optional<std::size_t> Targets::find(const Address& target) const {
  const auto declared = by_kind_.find(target.kind);
  if (declared == by_kind_.end()) return std::nullopt;
  const bool versioned = declared->second.versioned;
  if (const auto exact = by_address_.find(key_of(target, versioned)); exact != by_address_.end())
    return exact->second;
  if (!versioned || !is_label(target.version)) return std::nullopt;
  const auto named = by_name_.find(name_key(target, versioned));
  if (named == by_name_.end() || named->second.size() != 1) return std::nullopt;
  return named->second.front();
}

const std::vector<std::string>& Targets::addresses(const std::string& kind) const {
  static const std::vector<std::string> none;
  const auto found = by_kind_.find(kind);
  return found == by_kind_.end() ? none : found->second.addresses;
}

}  // namespace armature::graph
