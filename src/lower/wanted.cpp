#include "base/text.hpp"
#include "lower/lower.hpp"
#include "lower/paths.hpp"
#include "schema/reference.hpp"
#include "schema/values.hpp"

namespace armature::lower {
namespace {

using catalog::Rule;
using manifest::Node;

class Finder {
 public:
  explicit Finder(std::string folder) : folder_(std::move(folder)) {}

  void look(const catalog::Kind& kind, const Node& root) {
    for (const catalog::Field& field : kind.fields) {
      if (field.rule == Rule::listed_paths && schema::holds(kind, root, field.with))
        table(kind, root, field.form);
      if (field.yaml.empty()) continue;
      const Node* const value = schema::given(root, field.yaml);
      // Of a secret path not even its absence may be told; it is refused elsewhere.
      if (value == nullptr || value->secret || value->unresolved) continue;
      if (field.rule == Rule::items || field.rule == Rule::entries)
        parts(field, *value);
      else if (field.rule == Rule::reference)
        reference(*catalog::kind_named(field.target), *value);
      else if (value->is(Node::Type::text) && !value->scalar.empty())
        path(field.rule, *value);
    }
  }

  std::vector<Wanted> found;

 private:
  void path(Rule rule, const Node& value) {
    if (rule == Rule::embedded_text || rule == Rule::file_text) add(Wanted::As::text, value);
    if (rule == Rule::content && !schema::is_uri(value.scalar)) add(Wanted::As::content, value);
  }

  void parts(const catalog::Field& field, const Node& value) {
    for (const Node& item : value.items) look(schema::part_of(field, item), item);
    for (const Node::Member& entry : value.members)
      look(schema::part_of(field, entry.value), entry.value);
  }

  /// A file in the content's folder.
  void table(const catalog::Kind& kind, const Node& root, std::string_view name) {
    for (const catalog::Field& field : kind.fields) {
      const Node* const place =
          field.rule == Rule::content ? schema::given(root, field.yaml) : nullptr;
      const bool local =
          place != nullptr && place->is(Node::Type::text) && !schema::is_uri(place->scalar);
      if (local && !place->scalar.empty())
        found.push_back(
            {Wanted::As::text, local_path(local_path(folder_, place->scalar), name), place->pos});
    }
  }

  void reference(const catalog::Kind& target, const Node& value) {
    if (value.is(Node::Type::mapping)) return look(target, value);
    if (!value.is(Node::Type::text) || value.scalar.empty()) return;
    const auto parsed = schema::parse_reference(value.scalar, target);
    if (parsed && parsed->form == schema::Reference::Form::path) add(Wanted::As::content, value);
  }

  void add(Wanted::As as, const Node& value) {
    found.push_back({as, local_path(folder_, value.scalar), value.pos});
  }

  std::string folder_;
};

}  // namespace

std::vector<Wanted> wanted_files(const std::vector<Manifest>& manifests) {
  std::vector<Wanted> all;
  for (const Manifest& manifest : manifests) {
    Finder finder(manifest.document.folder);
    finder.look(*manifest.kind, manifest.document.root);
    all.insert(all.end(), finder.found.begin(), finder.found.end());
  }
  return all;
}

}  // namespace armature::lower
