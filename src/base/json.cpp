#include "base/json.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace armature {
namespace {

/// Builds the value, but refuses depth before nlohmann's recursive copies and destructors could
/// meet it.
class BoundedBuilder final : public nlohmann::detail::json_sax_dom_parser<Json> {
 public:
  using Base = nlohmann::detail::json_sax_dom_parser<Json>;
  BoundedBuilder(Json& into, std::size_t depth_max) : Base(into, false), depth_max_(depth_max) {}

  bool start_object(std::size_t size) { return deeper() && Base::start_object(size); }
  bool start_array(std::size_t size) { return deeper() && Base::start_array(size); }
  bool end_object() {
    --depth_;
    return Base::end_object();
  }
  bool end_array() {
    --depth_;
    return Base::end_array();
  }
  bool too_deep() const { return too_deep_; }

 private:
  bool deeper() {
    too_deep_ = ++depth_ > depth_max_;
    return !too_deep_;
  }
  std::size_t depth_max_;
  std::size_t depth_ = 0;
  bool too_deep_ = false;
};

const Json* member(const Json& value, std::string_view name) {
  if (!value.is_object()) return nullptr;
  const auto found = value.find(name);
  return found == value.end() ? nullptr : &*found;
}

}  // namespace

SharedJson share(Json value) {
  return std::make_shared<const Json>(std::move(value));
}

Result<Json> parse_json(std::string_view text, JsonLimits limits) {
  if (text.size() > limits.bytes_max)
    return fail(ErrorKind::invalid,
                fmt::format("JSON of {} is larger than the {} that are read",
                            human_bytes(text.size()), human_bytes(limits.bytes_max)));
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Json value;
  BoundedBuilder builder(value, limits.depth_max);
  const bool whole = Json::sax_parse(text, &builder);
  if (builder.too_deep())
    return fail(ErrorKind::invalid,
                fmt::format("JSON is nested deeper than {} levels", limits.depth_max));
  if (!whole || builder.is_errored()) return fail(ErrorKind::invalid, "text is no valid JSON");
  return value;
}

std::string dump(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

const Json* find(const Json& value, std::string_view dotted) {
  const Json* at = &value;
  for (const std::string_view name : split(dotted, '.')) {
    at = member(*at, name);
    if (at == nullptr) return nullptr;
  }
  return at;
}

void put(Json& target, std::string_view dotted, Json value) {
  Json* at = &target;
  for (const std::string_view name : split(dotted, '.')) {
    if (!at->is_object()) *at = Json::object();
    at = &(*at)[std::string(name)];
  }
  *at = std::move(value);
}

void drop(Json& target, std::string_view dotted) {
  if (!target.is_object()) return;
  const std::size_t dot = dotted.find('.');
  const auto found = target.find(dotted.substr(0, dot));
  if (found == target.end()) return;
  if (dot == std::string_view::npos) {
    target.erase(found);
    return;
  }
  drop(*found, dotted.substr(dot + 1));
  if (found->is_object() && found->empty()) target.erase(found);
}

}  // namespace armature
