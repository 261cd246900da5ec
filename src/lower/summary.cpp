#include "lower/summary.hpp"

#include <optional>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "lower/paths.hpp"

namespace armature::lower {
namespace {

std::string entries(const Json& map) {
  std::vector<std::string> words;
  for (const auto& [key, value] : map.items())
    words.push_back(fmt::format("{} {}", key, dump(value)));
  return words.empty() ? "none" : join(words, ", ");
}

class Words {
 public:
  Words(const Desired& desired, const Json& body, const std::map<std::string, std::string>& shown)
      : desired_(desired), body_(body), shown_(shown) {}

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
    if (const auto known = shown_.find(path); known != shown_.end()) return known->second;
    const Json* const value = find(body_, path);
    if (value == nullptr || value->is_null()) return std::nullopt;
    if (value->is_string()) return std::string(last_segment(value->get_ref<const std::string&>()));
    if (value->is_object()) return entries(*value);
    return dump(*value);
  }

  std::optional<std::string> files() const {
    if (!desired_.content) return std::nullopt;
    const std::size_t count = desired_.content->files.size();
    return fmt::format("{} {}, {}", count, count == 1 ? "file" : "files",
                       human_bytes(desired_.content->bytes()));
  }

  const Desired& desired_;
  const Json& body_;
  const std::map<std::string, std::string>& shown_;
};

}  // namespace

std::string summary_of(const Desired& desired, const Json& body,
                       const std::map<std::string, std::string>& shown) {
  const Words words(desired, body, shown);
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
