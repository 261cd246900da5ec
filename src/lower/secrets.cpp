#include "lower/secrets.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace armature::lower {

bool is_secret(const std::vector<std::string>& secrets, std::string_view path) {
  return std::find(secrets.begin(), secrets.end(), path) != secrets.end();
}

bool has_secret(const std::vector<std::string>& secrets, std::string_view path) {
  return std::any_of(secrets.begin(), secrets.end(), [path](const std::string& one) {
    return one == path ||
           (one.size() > path.size() && one.starts_with(path) && one[path.size()] == '/');
  });
}

Json masked(Json body, const std::vector<std::string>& secrets) {
  for (const std::string& one : secrets) {
    const std::size_t slash = one.find('/');
    const std::string place = one.substr(0, slash);
    const Json* const found = find(body, place);
    if (found == nullptr || found->is_null()) continue;
    if (slash == std::string::npos) {
      put(body, place, hidden_value);
    } else if (found->is_object()) {
      Json map = *found;
      for (auto& [key, value] : map.items())
        if (equal_ignoring_case(key, std::string_view(one).substr(slash + 1))) value = hidden_value;
      put(body, place, std::move(map));
    }
  }
  return body;
}

}  // namespace armature::lower
