#include "sim/target.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace armature::sim {

namespace {

constexpr std::string_view workspace_mark = "/workspaces/";

/// Text behind the workspace's name, as a key; "/" stands for the workspace itself, empty for a
/// path outside. Everything but the names and versions of assets ignores case.
std::string below_workspace(std::string_view path) {
  const std::string lower = to_lower(path);
  const std::size_t mark = lower.find(workspace_mark);
  if (mark == std::string::npos) return "";
  const std::size_t slash = lower.find('/', mark + workspace_mark.size());
  if (slash == std::string::npos) return "/";
  std::string out;
  bool asset = false;
  std::size_t at = 0;
  for (const std::string_view segment : split(path.substr(slash + 1), '/')) {
    const std::string folded = to_lower(segment);
    if (at == 0) asset = folded == "codes" || folded == "models" || folded == "environments";
    const bool name = at++ % 2 == 1;
    out += (out.empty() ? "" : "/") + (asset && name ? std::string(segment) : folded);
  }
  return out;
}

}  // namespace

std::string scope_of(const std::string& key) {
  const std::size_t deployments = key.find("/deployments/");
  return deployments == std::string::npos ? key : key.substr(0, deployments);
}

std::string Target::parent() const {
  const std::string above = scope_of(key);
  return above == key ? "" : above;
}

bool is_write(std::string_view method) {
  return method == "PUT" || method == "PATCH" || method == "DELETE";
}

Target target_of(const std::string& url) {
  Target out;
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) return out;
  const std::size_t slash = url.find('/', scheme + 3);
  const std::string origin = to_lower(url.substr(0, slash));
  if (slash == std::string::npos) return out;
  const std::string path = url.substr(slash, url.find('?') - slash);
  if (origin != arm_origin) return out;
  const std::string lower = to_lower(path);
  if (lower.rfind("/subscriptions/", 0) != 0) {
    out.where = Target::Where::blob;
    out.key = path;
    return out;
  }
  if (lower.find("/locations/") != std::string::npos ||
      lower.find("operation") != std::string::npos) {
    out.where = Target::Where::operation;
    out.key = path;
    return out;
  }
  const std::string below = below_workspace(path);
  if (below.empty()) return out;
  if (below == "/") {
    out.where = Target::Where::workspace;
    return out;
  }
  const auto segments = 1 + std::count(below.begin(), below.end(), '/');
  out.where = segments % 2 == 0 ? Target::Where::resource : Target::Where::list;
  out.key = below;
  out.scope = scope_of(below);
  return out;
}

std::string key_of_id(std::string_view id) {
  if (starts_with_ignoring_case(id, "azureml:/")) id.remove_prefix(8);
  if (!starts_with_ignoring_case(id, "/subscriptions/")) return "";
  const std::string below = below_workspace(id);
  return below == "/" ? "" : below;
}

std::string short_text(const http::Request& request) {
  std::string out = request.method + " ";
  const Target target = target_of(request.url);
  if (target.where == Target::Where::workspace) return out + "workspace";
  if (target.where == Target::Where::elsewhere) return out + request.url;
  if (target.where == Target::Where::operation || target.where == Target::Where::blob)
    return out + "…" +
           target.key.substr(target.key.size() - std::min<std::size_t>(60, target.key.size()));
  const std::size_t query = request.url.find('?');
  out += target.key;
  if (target.where == Target::Where::list && query != std::string::npos) {
    for (const std::string_view part : split(std::string_view(request.url).substr(query + 1), '&'))
      if (part.rfind("api-version", 0) != 0) out += " " + std::string(part);
  }
  return out;
}

}  // namespace armature::sim
