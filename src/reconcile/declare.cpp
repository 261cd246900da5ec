#include "reconcile/declare.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

#include "graph/graph.hpp"
#include "manifest/set.hpp"
#include "schema/check.hpp"
#include "schema/override.hpp"

namespace armature::reconcile {
namespace {

/// `--set` speaks of the one manifest that `-f` gives: with several it would be a guess.
void apply_set(std::vector<manifest::Document>& documents, const DeclareOptions& options,
               Diagnostics& diagnostics) {
  if (options.set.empty()) return;
  if (documents.size() != 1) {
    diagnostics.push_back({.summary = "--set needs exactly one manifest",
                           .detail = "Name the manifest to be changed with -f FILE."});
    return;
  }
  for (const auto& [path, text] : options.set)
    manifest::set_value(documents.front(), path, text, diagnostics);
}

/// A complaint that names what a flawed manifest would declare may only follow from that flaw.
class Consequences {
 public:
  explicit Consequences(const std::vector<lower::Manifest>& flawed) {
    for (const lower::Manifest& one : flawed) {
      const manifest::Node* name = one.document.root.get("name");
      if (name != nullptr && !name->scalar.empty()) names_.push_back(name->scalar);
    }
  }

  bool holds(const Diagnostic& one) const {
    return std::ranges::any_of(names_, [&](const std::string& name) {
      return one.summary.find(name) != std::string::npos;
    });
  }

 private:
  std::vector<std::string> names_;
};

void override_fields(const manifest::StackFile& stack, const std::string& folder,
                     std::vector<lower::Manifest>& manifests, Diagnostics& diagnostics) {
  std::vector<schema::Overridable> all;
  for (lower::Manifest& one : manifests) all.push_back({one.kind, &one.document});
  schema::lay_overrides(stack.overrides, folder, all, diagnostics);
}

/// A fault of an override shows in each manifest that it is laid over; it is told once.
class Repeated {
 public:
  bool operator()(const Diagnostic& one) {
    return !told_.insert({short_text(one.pos), one.pos.column, one.summary}).second;
  }

 private:
  std::set<std::tuple<std::string, int, std::string>> told_;
};

}  // namespace

Manifests identify(source::Loaded& loaded, const DeclareOptions& options,
                   Diagnostics& diagnostics) {
  apply_set(loaded.documents, options, diagnostics);
  std::vector<lower::Manifest> known;
  for (manifest::Document& document : std::exchange(loaded.documents, {}))
    if (const catalog::Kind* kind = schema::kind_of(document, options.kind, diagnostics))
      known.push_back({kind, std::move(document)});
  if (loaded.stack) override_fields(*loaded.stack, loaded.stack_folder, known, diagnostics);
  Manifests out;
  Repeated repeated;
  for (lower::Manifest& one : known) {
    Diagnostics found;
    schema::check(*one.kind, one.document, found);
    auto& group = one.document.unresolved || has_errors(found) ? out.flawed : out.sound;
    group.push_back(std::move(one));
    std::erase_if(found, [&](const Diagnostic& said) { return repeated(said); });
    std::ranges::move(found, std::back_inserter(diagnostics));
  }
  return out;
}

std::vector<source::WantedFile> wanted(const Manifests& manifests) {
  std::vector<source::WantedFile> out;
  for (const auto* group : {&manifests.sound, &manifests.flawed})
    for (lower::Wanted& one : lower::wanted_files(*group))
      out.push_back({.as_text = one.as == lower::Wanted::As::text,
                     .path = std::move(one.path),
                     .pos = std::move(one.pos)});
  return out;
}

/// Whether a complaint of lowering only repeats, or follows from, what reading and checking told.
class Told {
 public:
  explicit Told(const Diagnostics& diagnostics) {
    for (const Diagnostic& one : diagnostics) places_.insert(place(one.pos));
  }
  bool holds(const Diagnostic& one) const {
    return one.pos.line > 0 && places_.contains(place(one.pos));
  }

 private:
  static std::pair<std::string, int> place(const SourcePos& pos) {
    return {short_text(pos), pos.column};
  }
  std::set<std::pair<std::string, int>> places_;
};

Declared lowered(source::Loaded loaded, Manifests manifests, const manifest::LocalFiles& files,
                 const arm::Scope& scope, Diagnostics& diagnostics) {
  Declared out;
  Diagnostics found;
  out.desired = lower::lower(manifests.sound, scope, files, found);
  out.after = graph::build(out.desired, found).after;
  const Consequences consequences(manifests.flawed);
  const Told told(diagnostics);
  std::ranges::copy_if(found, std::back_inserter(diagnostics), [&](const Diagnostic& one) {
    return !consequences.holds(one) && !told.holds(one);
  });
  // The trees have served; ten thousand of them are a third of what a plan takes.
  out.manifests = manifests.sound.size() + manifests.flawed.size();
  out.loaded = std::move(loaded);
  sort(diagnostics);
  return out;
}

}  // namespace armature::reconcile
