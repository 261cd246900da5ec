#include "emulator/types.hpp"

#include <algorithm>
#include <limits>
#include <span>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "emulator/patterns.hpp"

namespace armature::emulator {
namespace {

enum class Shape : std::uint8_t {
  any,
  boolean,
  integer,
  string,
  open_enum,  ///< words first..first+count, and any other text
  closed_enum,
  array,        ///< of `item`
  map,          ///< text -> `item`
  object,       ///< members first..first+count
  open_object,  ///< members, and others of type `item`
  choice,  ///< members, and those of the branch that `discriminator` names; branches item..item+min
};

constexpr std::int64_t kNoMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kNoMax = std::numeric_limits<std::int64_t>::max();
constexpr std::uint8_t kRequired = 1, kReadOnly = 2, kWriteOnly = 4;

struct TypeRow {
  Shape shape;
  std::uint16_t first = 0, count = 0;
  TypeIndex item = 0;
  std::int64_t min = 0, max = kNoMax;
  Pattern pattern = Pattern::none;
  const char* discriminator = nullptr;
};
struct MemberRow {
  const char* name;
  TypeIndex type;
  std::uint8_t flags;
};
struct BranchRow {
  const char* value;
  TypeIndex type;
};
struct RootRow {
  const char* path;
  TypeIndex type;
};

#include "emulator/types_2026_05_01.inc"

std::span<const MemberRow> members_of(const TypeRow& type) {
  return {kMembers + type.first, type.count};
}

std::span<const BranchRow> branches_of(const TypeRow& type) {
  return {kBranches + type.item, static_cast<std::size_t>(type.min)};
}

const MemberRow* member_named(const TypeRow& type, std::string_view name) {
  const auto all = members_of(type);
  const auto at =
      std::lower_bound(all.begin(), all.end(), name,
                       [](const MemberRow& row, std::string_view key) { return row.name < key; });
  return at != all.end() && at->name == name ? &*at : nullptr;
}

const TypeRow* branch_of(const TypeRow& type, const Json& body) {
  const auto value = body.find(type.discriminator);
  if (value == body.end() || !value->is_string()) return nullptr;
  for (const BranchRow& branch : branches_of(type))
    if (equal_ignoring_case(branch.value, value->get_ref<const std::string&>()))
      return &kTypes[branch.type];
  return nullptr;
}

const Json* stored_member(const Json* stored, const std::string& name) {
  if (stored == nullptr || !stored->is_object()) return nullptr;
  const auto at = stored->find(name);
  return at == stored->end() ? nullptr : &*at;
}

bool empty_value(const Json& value) {
  return value.is_null() || ((value.is_object() || value.is_array()) && value.empty());
}

class Checker {
 public:
  explicit Checker(const CheckOptions& options) : options_(options) {}

  void value(const TypeRow& type, Json& body, const Json* stored) {
    switch (type.shape) {
      case Shape::any:
        return;
      case Shape::boolean:
        return expect(body.is_boolean(), "a boolean", body);
      case Shape::integer:
        return integer(type, body);
      case Shape::string:
        return string(type, body);
      case Shape::open_enum:
      case Shape::closed_enum:
        return enumeration(type, body);
      case Shape::array:
        return array(type, body);
      case Shape::map:
        return map(type, body, stored);
      case Shape::object:
      case Shape::open_object:
      case Shape::choice:
        return object(type, body, stored);
    }
  }

  std::vector<std::string> complaints;

 private:
  static constexpr std::size_t kComplaintsMax = 10;

  void complain(const std::string& what) {
    if (complaints.size() < kComplaintsMax)
      complaints.push_back(fmt::format("{}: {}", path_.empty() ? "body" : path_, what));
  }

  void expect(bool good, std::string_view wanted, const Json& got) {
    if (!good) complain(fmt::format("expected {}, got {}", wanted, got.type_name()));
  }

  void integer(const TypeRow& type, const Json& body) {
    if (!body.is_number_integer()) return expect(false, "an integer", body);
    if (body.is_number_unsigned() && body.get<std::uint64_t>() > static_cast<std::uint64_t>(kNoMax))
      return complain("the number is too large");
    const auto number = body.get<std::int64_t>();
    if (number < type.min) complain(fmt::format("{} is less than {}", number, type.min));
    if (number > type.max) complain(fmt::format("{} is more than {}", number, type.max));
  }

  void string(const TypeRow& type, const Json& body) {
    if (!body.is_string()) return expect(false, "a string", body);
    const auto& text = body.get_ref<const std::string&>();
    const auto length = static_cast<std::int64_t>(text.size());
    if (length < type.min)
      return complain(fmt::format("at least {} characters are needed", type.min));
    if (length > type.max)
      return complain(fmt::format("at most {} characters are allowed", type.max));
    if (!matches(type.pattern, text)) complain(fmt::format("expected {}", describe(type.pattern)));
  }

  void enumeration(const TypeRow& type, Json& body) {
    if (!body.is_string()) return expect(false, "a string", body);
    const auto& text = body.get_ref<const std::string&>();
    if (text.empty()) return complain("the value is empty");
    for (std::size_t i = type.first; i < std::size_t{type.first} + type.count; ++i) {
      if (!equal_ignoring_case(kWords[i], text)) continue;
      if (text != kWords[i]) body = kWords[i];
      return;
    }
    if (type.shape == Shape::open_enum) return;
    std::string allowed;
    for (std::size_t i = type.first; i < std::size_t{type.first} + type.count; ++i)
      allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", kWords[i]);
    complain(fmt::format("the value is not one of {}", allowed));
  }

  void array(const TypeRow& type, Json& body) {
    if (!body.is_array()) return expect(false, "an array", body);
    std::size_t number = 0;
    for (Json& item : body) {
      const Scope scope(*this, fmt::format("[{}]", number++));
      value(kTypes[type.item], item, nullptr);
    }
  }

  void map(const TypeRow& type, Json& body, const Json* stored) {
    if (!body.is_object()) return expect(false, "an object", body);
    for (auto& [name, item] : body.items()) {
      const Scope scope(*this, name);
      value(kTypes[type.item], item, stored_member(stored, name));
    }
  }

  void object(const TypeRow& type, Json& body, const Json* stored) {
    if (!body.is_object()) return expect(false, "an object", body);
    const TypeRow* branch = nullptr;
    if (type.shape == Shape::choice) {
      branch = branch_of(type, body);
      if (branch == nullptr && options_.required_enforced) return bad_branch(type);
    }
    for (auto at = body.begin(); at != body.end();) at = member(type, branch, body, at, stored);
    if (!options_.required_enforced) return;
    missing(type, body);
    if (branch != nullptr) missing(*branch, body);
  }

  void bad_branch(const TypeRow& type) {
    const Scope scope(*this, type.discriminator);
    std::string allowed;
    for (const BranchRow& branch : branches_of(type))
      allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", branch.value);
    complain(fmt::format("missing or none of {}", allowed));
  }

  /// Checks one member; the next position.
  Json::iterator member(const TypeRow& type, const TypeRow* branch, Json& body, Json::iterator at,
                        const Json* stored) {
    const std::string& name = at.key();
    const MemberRow* row = member_named(type, name);
    if (row == nullptr && branch != nullptr) row = member_named(*branch, name);
    const Scope scope(*this, name);
    if (row == nullptr) {
      if (type.shape == Shape::open_object) {
        value(kTypes[type.item], *at, stored_member(stored, name));
        return ++at;
      }
      if (options_.unknown_refused) complain("this member is not known to the api-version");
      return body.erase(at);
    }
    if ((row->flags & kReadOnly) != 0) {
      const Json* held = stored_member(stored, name);
      if (!empty_value(*at) && (held == nullptr || *held != *at))
        complain("this member is read-only and differs from the stored value");
      return body.erase(at);
    }
    if (at->is_null()) {
      if ((row->flags & kRequired) != 0) complain("this member is required and cannot be null");
      return body.erase(at);
    }
    value(kTypes[row->type], *at, stored_member(stored, name));
    return ++at;
  }

  void missing(const TypeRow& type, const Json& body) {
    for (const MemberRow& row : members_of(type)) {
      // The name is in the URL; a body may leave it out.
      const bool needed = (row.flags & kRequired) != 0 && (row.flags & kReadOnly) == 0;
      if (!needed || body.contains(row.name) ||
          (path_.empty() && std::string_view(row.name) == "name"))
        continue;
      const Scope scope(*this, row.name);
      complain("this member is required");
    }
  }

  /// Extends the path while it lives.
  class Scope {
   public:
    Scope(Checker& checker, std::string_view name) : path_(checker.path_), size_(path_.size()) {
      if (!path_.empty() && !name.starts_with('[')) path_ += '.';
      path_ += name;
    }
    ~Scope() { path_.resize(size_); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    std::string& path_;
    std::size_t size_;
  };

  const CheckOptions& options_;
  std::string path_;
};

}  // namespace

TypeIndex body_type(std::string_view resource_path) {
  for (const RootRow& root : kRoots)
    if (root.path == resource_path) return root.type;
  return 0;
}

std::vector<std::string> check_body(TypeIndex type, Json& body, const CheckOptions& options) {
  Checker checker(options);
  checker.value(kTypes[type], body, options.stored);
  return std::move(checker.complaints);
}

Json take_write_only(TypeIndex type, Json& body) {
  Json taken = Json::object();
  if (!body.is_object()) return taken;
  const TypeRow& row = kTypes[type];
  const bool typed =
      row.shape == Shape::object || row.shape == Shape::choice || row.shape == Shape::open_object;
  if (!typed) return taken;
  const TypeRow* branch = row.shape == Shape::choice ? branch_of(row, body) : nullptr;
  for (auto at = body.begin(); at != body.end();) {
    const MemberRow* member = member_named(row, at.key());
    if (member == nullptr && branch != nullptr) member = member_named(*branch, at.key());
    if (member != nullptr && (member->flags & kWriteOnly) != 0) {
      taken[at.key()] = std::move(*at);
      at = body.erase(at);
      continue;
    }
    if (member != nullptr)
      if (Json inner = take_write_only(member->type, *at); !inner.empty())
        taken[at.key()] = std::move(inner);
    ++at;
  }
  return taken;
}

}  // namespace armature::emulator
