#include "plan/reader.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace armature::plan {
namespace {

const Json& empty_object() {
  static const Json empty = Json::object();
  return empty;
}

}  // namespace

Reader::Reader(const Json& value, std::string place, std::string& problem)
    : value_(value.is_object() ? value : empty_object()),
      place_(std::move(place)),
      problem_(problem) {
  if (!value.is_object() && problem_.empty()) problem_ = place_ + " is no object";
}

void Reader::complain(const char* name, std::string_view what) const {
  if (problem_.empty()) problem_ = fmt::format("{}.{} {}", place_, name, what);
}

const Json* Reader::member(const char* name, bool required) const {
  const auto found = value_.find(name);
  if (found != value_.end()) return &*found;
  if (required) complain(name, "is missing");
  return nullptr;
}

bool Reader::has(const char* name) const {
  return value_.contains(name);
}

std::string Reader::text(const char* name) const {
  const Json* found = member(name, true);
  if (found != nullptr && !found->is_string()) complain(name, "is no text");
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string{};
}

std::string Reader::text_or_empty(const char* name) const {
  return has(name) ? text(name) : std::string{};
}

std::uint64_t Reader::number(const char* name) const {
  const Json* found = member(name, true);
  if (found == nullptr) return 0;
  if (found->is_number_unsigned()) return found->get<std::uint64_t>();
  if (found->is_number_integer() && found->get<std::int64_t>() >= 0)
    return found->get<std::uint64_t>();
  complain(name, "is no number from 0 on");
  return 0;
}

bool Reader::flag(const char* name) const {
  const Json* found = member(name, false);
  if (found != nullptr && !found->is_boolean()) complain(name, "is neither true nor false");
  return found != nullptr && *found == true;
}

SharedJson Reader::any(const char* name) const {
  const Json* found = member(name, false);
  return found == nullptr || found->is_null() ? nullptr : share(*found);
}

std::vector<std::string> Reader::texts(const char* name) const {
  std::vector<std::string> out;
  const Json* found = member(name, false);
  if (found == nullptr) return out;
  if (!found->is_array()) complain(name, "is no list");
  for (const Json& item : *found) {
    if (item.is_string()) {
      out.push_back(item.get<std::string>());
    } else {
      complain(name, "holds something that is no text");
    }
  }
  return out;
}

Reader Reader::object(const char* name) const {
  const Json* found = member(name, true);
  return {found == nullptr ? empty_object() : *found, fmt::format("{}.{}", place_, name), problem_};
}

void Reader::each(const char* name, const std::function<void(const Reader&)>& item) const {
  const Json* found = member(name, false);
  if (found == nullptr) return;
  if (!found->is_array()) return complain(name, "is no list");
  std::size_t index = 0;
  for (const Json& one : *found)
    item(Reader(one, fmt::format("{}.{}[{}]", place_, name, index++), problem_));
}

}  // namespace armature::plan
