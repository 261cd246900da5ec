#include "manifest/variable_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "base/text.hpp"

namespace armature::manifest {
namespace {

struct Type {
  std::string_view word;
  VariableType type;
  std::string_view expected;
};
constexpr std::array types = {
    Type{"string", VariableType::text, "a text; put it in quotes"},
    Type{"integer", VariableType::integer, "an integer"},
    Type{"number", VariableType::number, "a number"},
    Type{"boolean", VariableType::boolean, "true or false"},
    Type{"list", VariableType::list, "a list"},
    Type{"object", VariableType::object, "an object"},
};

std::string_view expected(VariableType type) {
  return types[static_cast<std::size_t>(type)].expected;
}

std::string_view kind_of(const Node& value) {
  switch (value.type) {
    case Node::Type::null:
      return "nothing";
    case Node::Type::boolean:
      return "a boolean";
    case Node::Type::integer:
    case Node::Type::real:
      return "a number";
    case Node::Type::text:
      return "a text";
    case Node::Type::sequence:
      return "a list";
    case Node::Type::mapping:
      return "a mapping";
  }
  return "something else";
}

template <class Number>
std::optional<Number> number_of(const std::string& text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, number);
  return problem == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<VariableType> variable_type(const std::string& word) {
  for (const Type& one : types)
    if (one.word == word) return one.type;
  return std::nullopt;
}

std::string variable_types() {
  std::vector<std::string> words;
  for (const Type& one : types) words.emplace_back(one.word);
  return join(words, ", ");
}

VariableType type_of(const Node& value) {
  switch (value.type) {
    case Node::Type::boolean:
      return VariableType::boolean;
    case Node::Type::integer:
      return VariableType::integer;
    case Node::Type::real:
      return VariableType::number;
    case Node::Type::sequence:
      return VariableType::list;
    case Node::Type::mapping:
      return VariableType::object;
    case Node::Type::null:
    case Node::Type::text:
      break;
  }
  return VariableType::text;
}

std::string misfit(const Node& value, VariableType type) {
  const VariableType own = type_of(value);
  const bool fits = own == type || (type == VariableType::number && own == VariableType::integer);
  if (fits && !value.is(Node::Type::null)) return {};
  return fmt::format("Expected {}, got {}.", expected(type), kind_of(value));
}

std::string misfit_of_text(VariableType type) {
  const bool structured = type == VariableType::list || type == VariableType::object;
  return fmt::format("Expected {}{}, got another text.", expected(type),
                     structured ? " as JSON" : "");
}

std::optional<Node> from_text(const std::string& text, VariableType type, const SourcePos& pos) {
  Json value;
  switch (type) {
    case VariableType::text:
      value = text;
      break;
    case VariableType::integer:
      if (const auto number = number_of<std::int64_t>(text)) value = *number;
      break;
    case VariableType::number:
      if (const auto whole = number_of<std::int64_t>(text))
        value = *whole;
      else if (const auto number = number_of<double>(text); number && std::isfinite(*number))
        value = *number;
      break;
    case VariableType::boolean:
      if (text == "true" || text == "false") value = text == "true";
      break;
    case VariableType::list:
    case VariableType::object:
      if (auto parsed = parse_json(text)) value = *std::move(parsed);
      break;
  }
  Node out = from_json(value, pos);
  return misfit(out, type).empty() ? std::optional(std::move(out)) : std::nullopt;
}

void make_secret(Node& value) {
  value.secret = true;
  for (Node& item : value.items) make_secret(item);
  for (Node::Member& member : value.members) make_secret(member.value);
}

bool is_terraform_output(const Node& root) {
  const auto is_output = [](const Node::Member& member) {
    const Node* const sensitive = member.value.get("sensitive");
    return sensitive != nullptr && sensitive->is(Node::Type::boolean) &&
           member.value.get("value") != nullptr && member.value.get("type") != nullptr &&
           member.value.members.size() == 3;
  };
  return !root.members.empty() && std::all_of(root.members.begin(), root.members.end(), is_output);
}

}  // namespace armature::manifest
