#include "schema/override.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/core.h>

#include "base/text.hpp"
#include "schema/reference.hpp"
#include "schema/values.hpp"

namespace armature::schema {
namespace {

using manifest::Node;

Node* member_of(Node& mapping, std::string_view key) {
  for (Node::Member& member : mapping.members)
    if (member.key == key) return &member.value;
  return nullptr;
}

/// A path of the stack file, as it reads from another folder below the same root.
std::string seen_from(const std::string& folder, const std::string& stack_folder,
                      const std::string& path) {
  if (folder == stack_folder || path.starts_with('/')) return path;
  std::string up;
  for (const std::string_view part : split(folder, '/'))
    if (!part.empty()) up += "../";
  return up + (stack_folder.empty() ? "" : stack_folder + "/") + path;
}

/// Makes the local paths of a partial manifest relative to the document that it is laid over.
class Moving {
 public:
  Moving(std::string folder, std::string stack_folder)
      : folder_(std::move(folder)), stack_folder_(std::move(stack_folder)) {}

  void move(const catalog::Kind& kind, Node& root) const {
    for (const catalog::Field& field : kind.fields) {
      Node* const value = field.yaml.empty() ? nullptr : at(root, field.yaml);
      if (value == nullptr) continue;
      if (field.rule == catalog::Rule::reference)
        reference(*catalog::kind_named(field.target), *value);
      else if (field.rule == catalog::Rule::embedded_text ||
               field.rule == catalog::Rule::file_text ||
               (field.rule == catalog::Rule::content && !is_uri(value->scalar)))
        path(*value);
    }
  }

 private:
  static Node* at(Node& root, std::string_view dotted) {
    Node* node = &root;
    for (const std::string_view part : split(dotted, '.'))
      if (node != nullptr) node = member_of(*node, part);
    return node;
  }

  void reference(const catalog::Kind& target, Node& value) const {
    if (value.is(Node::Type::mapping)) return move(target, value);
    if (!value.is(Node::Type::text) || value.scalar.empty()) return;
    const auto parsed = parse_reference(value.scalar, target);
    if (parsed && parsed->form == Reference::Form::path) path(value);
  }

  void path(Node& value) const {
    if (value.is(Node::Type::text) && !value.scalar.empty() && !value.secret)
      value.scalar = seen_from(folder_, stack_folder_, value.scalar);
  }

  std::string folder_, stack_folder_;
};

class Laying {
 public:
  explicit Laying(const manifest::Override& laid) : override_(laid) {}

  void lay(const Node& fields, Node& over, const std::string& way) {
    for (const Node::Member& field : fields.members) {
      const std::string path = way + field.key;
      Node* const there = member_of(over, field.key);
      if (field.value.is(Node::Type::null)) {
        take_away(over, field, path);
      } else if (there == nullptr) {
        over.members.push_back(field);
        over.members.back().value = without_nulls(field.value);
      } else if (there->is(Node::Type::mapping) && field.value.is(Node::Type::mapping)) {
        lay(field.value, *there, path + ".");
      } else {
        replace(over, field);
      }
    }
  }

  /// Fields that were to be taken away and stand in none of the manifests.
  void finish(Diagnostics& diagnostics) const {
    for (const auto& [path, pos] : absent_)
      if (!found_.contains(path))
        diagnostics.push_back(
            {.pos = pos,
             .summary = fmt::format("Nothing to remove: \"{}\"", path),
             .detail = fmt::format("No manifest that \"{}\" names has this field. Correct or "
                                   "remove the line.",
                                   override_.pattern)});
  }

 private:
  static Node without_nulls(Node value) {
    std::erase_if(value.members,
                  [](const Node::Member& one) { return one.value.is(Node::Type::null); });
    for (Node::Member& one : value.members) one.value = without_nulls(std::move(one.value));
    return value;
  }

  void take_away(Node& over, const Node::Member& field, const std::string& path) {
    const auto removed =
        std::erase_if(over.members, [&](const Node::Member& one) { return one.key == field.key; });
    if (removed > 0)
      found_.insert(path);
    else
      absent_.emplace(path, field.key_pos);
  }

  static void replace(Node& over, const Node::Member& field) {
    for (Node::Member& one : over.members)
      if (one.key == field.key) one = {field.key, field.key_pos, without_nulls(field.value)};
  }

  const manifest::Override& override_;
  std::map<std::string, SourcePos> absent_;
  std::set<std::string> found_;
};

bool names(const std::string& pattern, const Address& address) {
  Address any_version = address;
  any_version.version.clear();
  return glob_match(pattern, address.text()) || glob_match(pattern, any_version.text());
}

Diagnostic names_nothing(const manifest::Override& one, const std::vector<Address>& addresses) {
  std::vector<std::string> texts;
  for (const Address& address : addresses) texts.push_back(address.text());
  std::sort(texts.begin(), texts.end());
  const std::string near = nearest(one.pattern, texts);
  constexpr std::size_t shown_max = 12;
  std::string detail = fmt::format("Did you mean \"{}\"?", near);
  if (near.empty() && texts.size() <= shown_max)
    detail = fmt::format("The stack's manifests are {}.", join(texts, ", "));
  else if (near.empty())
    detail =
        "Write an address such as compute/NAME or batch_deployment/ENDPOINT/NAME; * stands "
        "for a part.";
  return {.pos = one.pos,
          .summary = fmt::format("\"{}\" names no manifest", one.pattern),
          .detail = texts.empty() ? "The stack has no manifests." : detail};
}

/// What a document is was decided before: an override cannot make another thing of it.
bool changes_the_kind(const manifest::Override& one, Diagnostics& diagnostics) {
  bool any = false;
  for (const Node::Member& field : one.fields.members) {
    if (field.key != "kind" && field.key != "$schema") continue;
    any = true;
    diagnostics.push_back({.pos = field.key_pos,
                           .summary = fmt::format("Override of \"{}\"", field.key),
                           .detail = "What a manifest is stays the same in every target. Write "
                                     "another manifest."});
  }
  return any;
}

}  // namespace

Address own_address(const catalog::Kind& kind, const manifest::Document& document) {
  const auto text = [&](std::string_view field) {
    const Node* const value = field.empty() ? nullptr : given(document.root, field);
    if (value == nullptr || !value->is_scalar() || value->secret) return std::string();
    const std::string written = manifest::python_text(*value);
    return kind.lower_case_name ? to_lower(written) : written;
  };
  Address out{.kind = std::string(kind.name)};
  out.name = text(kind.name_field);
  out.parent = text(kind.parent_field);
  if (kind.versioned) out.version = text("version");
  return out;
}

void lay_overrides(const std::vector<manifest::Override>& overrides, const std::string& folder,
                   const std::vector<Overridable>& manifests, Diagnostics& diagnostics) {
  if (overrides.empty()) return;
  std::vector<Address> addresses;
  for (const Overridable& one : manifests)
    addresses.push_back(own_address(*one.kind, *one.document));
  for (const manifest::Override& one : overrides) {
    if (changes_the_kind(one, diagnostics)) continue;
    Laying laying(one);
    bool any = false;
    for (std::size_t i = 0; i < manifests.size(); ++i) {
      if (!names(one.pattern, addresses[i])) continue;
      any = true;
      manifest::Document& document = *manifests[i].document;
      Node fields = one.fields;
      Moving(document.folder, folder).move(*manifests[i].kind, fields);
      laying.lay(fields, document.root, "");
    }
    if (!any) diagnostics.push_back(names_nothing(one, addresses));
    laying.finish(diagnostics);
  }
}

}  // namespace armature::schema
