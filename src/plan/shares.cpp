#include "plan/shares.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace armature::plan {

Json without(const catalog::Kind& kind, const catalog::Field& row, const Json& value,
             const Names& gone) {
  if (!value.is_object()) return {};
  Json out = Json::object();
  std::int64_t sum = 0;
  for (const auto& [name, share] : value.items()) {
    if (gone.contains(to_lower(name)) || !share.is_number_integer()) continue;
    out[name] = share;
    sum += share.get<std::int64_t>();
  }
  const bool whole = std::ranges::any_of(kind.relations, [&](const catalog::Relation& relation) {
    return relation.kind == catalog::Relation::Kind::sums_to_100 && relation.a == row.yaml;
  });
  if (!whole || sum <= 0 || sum == 100) return out;
  std::int64_t rest = 100;
  for (auto& share : out) {
    share = share.get<std::int64_t>() * 100 / sum;
    rest -= share.get<std::int64_t>();
  }
  out.front() = out.front().get<std::int64_t>() + rest;
  return out;
}

}  // namespace armature::plan
