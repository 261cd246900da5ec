#include "manifest/node.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace armature::manifest {
namespace {

/// As Python's repr of a float: the shortest digits that give the same value back, never without a
/// dot or an exponent, exponents from 1e16 up and below 1e-4.
std::string python_real(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  const double size = std::fabs(value);
  const bool fixed = size == 0 || (size >= 1e-4 && size < 1e16);
  std::array<char, 64> buffer{};
  const auto format = fixed ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format).ptr;
  std::string text(buffer.data(), end);
  if (fixed && text.find('.') == std::string::npos) text += ".0";
  return text;
}

}  // namespace

const Node* Node::get(std::string_view key) const {
  for (const Member& member : members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

const Node* Node::find(std::string_view dotted) const {
  const Node* at = this;
  while (at != nullptr) {
    const std::size_t dot = dotted.find('.');
    at = at->get(dotted.substr(0, dot));
    if (dot == std::string_view::npos) break;
    dotted.remove_prefix(dot + 1);
  }
  return at;
}

std::string python_text(const Node& scalar) {
  switch (scalar.type) {
    case Node::Type::null:
      return "None";
    case Node::Type::boolean:
      return scalar.boolean ? "True" : "False";
    case Node::Type::integer:
      return fmt::format("{}", scalar.integer);
    case Node::Type::real:
      return python_real(scalar.real);
    default:
      return scalar.scalar;
  }
}

Json to_json(const Node& node) {
  switch (node.type) {
    case Node::Type::null:
      return nullptr;
    case Node::Type::boolean:
      return node.boolean;
    case Node::Type::integer:
      return node.integer;
    case Node::Type::real:
      // JSON has no infinity.
      if (!std::isfinite(node.real)) return python_real(node.real);
      return node.real;
    case Node::Type::text:
      return node.scalar;
    case Node::Type::sequence: {
      Json array = Json::array();
      for (const Node& item : node.items) array.push_back(to_json(item));
      return array;
    }
    case Node::Type::mapping: {
      Json object = Json::object();
      for (const Node::Member& member : node.members) object[member.key] = to_json(member.value);
      return object;
    }
  }
  return nullptr;
}

bool holds_secret(const Node& node) {
  return node.secret || std::any_of(node.items.begin(), node.items.end(), holds_secret) ||
         std::any_of(node.members.begin(), node.members.end(),
                     [](const Node::Member& member) { return holds_secret(member.value); });
}

// Recursion is bounded: parse_json limits the depth.
Node from_json(const Json& value, const SourcePos& pos) {
  Node out{.pos = pos, .members = {}};
  if (value.is_object()) {
    out.type = Node::Type::mapping;
    for (const auto& [key, member] : value.items())
      out.members.push_back({key, pos, from_json(member, pos)});
  } else if (value.is_array()) {
    out.type = Node::Type::sequence;
    for (const Json& item : value) out.items.push_back(from_json(item, pos));
  } else if (value.is_string()) {
    out.type = Node::Type::text;
    out.quoted = true;
    out.scalar = value.get<std::string>();
  } else if (value.is_boolean()) {
    out.type = Node::Type::boolean;
    out.boolean = value.get<bool>();
    out.scalar = out.boolean ? "true" : "false";
  } else if (value.is_number_float() ||
             (value.is_number_unsigned() &&
              value.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max())) {
    out.type = Node::Type::real;
    out.real = value.get<double>();
    out.scalar = python_text(out);
  } else if (value.is_number()) {
    out.type = Node::Type::integer;
    out.integer = value.get<std::int64_t>();
    out.scalar = python_text(out);
  }
  return out;
}

}  // namespace armature::manifest
