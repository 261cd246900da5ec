#include "lower/summary.hpp"

#include <optional>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "lower/paths.hpp"
#include "lower/secrets.hpp"

namespace armature::lower {
namespace {

std::string entries(const Json& map) {
  std::vector<std::string> words;
  for (const auto& [key, value] : map.items())
    words.push_back(fmt::format("{} {}", key, dump(value)));
  return words.empty() ? "none" : join(words, ", ");
}

/// "mnist:3", "mnist@latest", "mnist" where there is no version.
std::string reference_words(const std::string& name, const std::string& version) {
  const std::string_view colon = version.empty() || version.front() == '@' ? "" : ":";
  return fmt::format("{}{}{}", name, colon, version);
}

/// The last segment of a path, image or id; of an asset's id the name and the version.
std::string text_words(const std::string& text) {
  const auto parts = split(text, '/');
  if (parts.size() < 3) return std::string(last_segment(text));
  const std::string_view before = parts[parts.size() - 2];
  const std::string name(parts[parts.size() - 3]), last(parts.back());
  if (equal_ignoring_case(before, "versions")) return reference_words(name, last);
  if (equal_ignoring_case(before, "labels")) return reference_words(name, "@" + last);
  return std::string(last_segment(text));
}

class Words {
 public:
  explicit Words(const Desired& desired) : desired_(desired) {}

  /// Nothing if a value is missing.
  std::optional<std::string> fill(std::string_view part) const {
    std::string out;
    while (!part.empty()) {
      const std::size_t open = part.find('{');
      out += part.substr(0, open);
      if (open == std::string_view::npos) break;
      const std::size_t close = part.find('}', open);
      const auto value = value_of(std::string(part.substr(open + 1, close - open - 1)));
      if (!value) return std::nullopt;
      out += *value;
      part.remove_prefix(close + 1);
    }
    return out;
  }

 private:
  std::optional<std::string> value_of(const std::string& path) const {
    if (path == "content") return files();
    if (const auto known = desired_.words.find(path); known != desired_.words.end())
      return known->second;
    const Json* const value = desired_.body ? find(*desired_.body, path) : nullptr;
    if (value == nullptr) return std::nullopt;
    if (has_secret(desired_.secrets, path)) return std::string(hidden_value);
    if (value->is_null()) return of_hole(path);
    if (value->is_string()) return text_words(value->get_ref<const std::string&>());
    if (value->is_object()) return entries(*value);
    return dump(*value);
  }

  std::optional<std::string> of_hole(const std::string& path) const {
    for (const Hole& hole : desired_.holes)
      if (hole.path == path && hole.kind == Hole::Kind::reference)
        return reference_words(hole.target.name, hole.target.version);
    return std::nullopt;
  }

  std::optional<std::string> files() const {
    if (!desired_.content) return std::nullopt;
    const std::size_t count = desired_.content->files.size();
    return fmt::format("{} {}, {}", count, count == 1 ? "file" : "files",
                       human_bytes(desired_.content->bytes()));
  }

  const Desired& desired_;
};

}  // namespace

std::string summary_of(const Desired& desired) {
  const Words words(desired);
  std::string out;
  std::string_view rest = desired.kind->summary;
  while (!rest.empty()) {
    const bool optional = rest.front() == '[';
    const std::size_t end = optional ? rest.find(']') : rest.find('[');
    const std::string_view part = optional ? rest.substr(1, end - 1) : rest.substr(0, end);
    out += words.fill(part).value_or("");
    if (end == std::string_view::npos) break;
    rest.remove_prefix(optional ? end + 1 : end);
  }
  return std::string(trim(out));
}

}  // namespace armature::lower
