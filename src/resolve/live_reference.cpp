#include "resolve/live_reference.hpp"

#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace armature::resolve {
namespace {

bool same_workspace(const arm::Scope& a, const arm::Scope& b) {
  return equal_ignoring_case(a.workspace_path(), b.workspace_path());
}

}  // namespace

std::optional<std::string> live_value(const Work& work, std::size_t from, const lower::Hole& hole) {
  const Json* body = work.live[from].body;
  const Json* value = body == nullptr ? nullptr : find(*body, hole.path);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return value->get<std::string>();
}

std::optional<LiveReference> live_reference(const Work& work, std::size_t from,
                                            const lower::Hole& hole, const catalog::Kind& kind) {
  const auto value = live_value(work, from, hole);
  if (!value) return std::nullopt;
  constexpr std::string_view prefix = "azureml:";
  std::string_view text = *value;
  if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  auto id = arm::parse_resource_id(text);
  if (!id || !equal_ignoring_case(id->type(), kind.arm_type)) return std::nullopt;
  if (!same_workspace(id->scope, work.scope)) return std::nullopt;
  id->scope = work.scope;
  return LiveReference{*value, std::move(*id)};
}

}  // namespace armature::resolve
