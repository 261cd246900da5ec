#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/sarif.hpp"

namespace armature::cli {
namespace {

struct Checked {
  std::string stack = {};  ///< empty: there is none
  std::size_t manifests = 0;
  std::size_t faulty = 0;  ///< of them; told apart with --each only
  std::size_t resources = 0;
  std::size_t foreign = 0;
};

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string summary(const Checked& checked, bool each) {
  std::string text = checked.stack.empty() ? "" : printable(checked.stack) + ": ";
  text += counted(checked.manifests, "manifest");
  if (!each)
    text += fmt::format(", {}: valid", counted(checked.resources, "resource"));
  else if (checked.faulty == 0)
    text += ", each by itself: valid";
  else
    text += fmt::format(", each by itself: {} with errors", checked.faulty);
  if (checked.foreign > 0)
    text += fmt::format("; {} {} no manifest of Azure ML", counted(checked.foreign, "document"),
                        checked.foreign == 1 ? "is" : "are");
  return text + "\n";
}

Json as_json(const Checked& checked, const Diagnostics& diagnostics) {
  return {{"valid", !has_errors(diagnostics)},
          {"manifests", checked.manifests},
          {"foreign", checked.foreign},
          {"diagnostics", diagnostics_json(diagnostics)}};
}

tl::expected<Checked, int> check_stack(const Context& context, Diagnostics& diagnostics) {
  const auto prepared = prepare(context, Needs::nothing, diagnostics);
  if (!prepared) return tl::unexpected(prepared.error());
  return Checked{.stack = prepared->inputs.owner.stack,
                 .manifests = prepared->declared.manifests,
                 .resources = prepared->declared.desired.size(),
                 .foreign = prepared->declared.loaded.foreign};
}

/// Manifests that know nothing of each other: two of one address are no clash, and what one refers
/// to is looked for in none of the others.
tl::expected<Checked, int> check_each(const Context& context, Diagnostics& diagnostics) {
  auto read = read_manifests(context, Needs::nothing, diagnostics);
  if (!read) return tl::unexpected(read.error());
  source::Loaded& loaded = read->loaded;
  Checked checked{.manifests = loaded.documents.size(), .foreign = loaded.foreign};
  std::vector<manifest::Document> documents;
  std::swap(documents, loaded.documents);
  // What an override names is no matter of one manifest.
  loaded.stack.reset();
  for (manifest::Document& document : documents) {
    source::Loaded one = loaded;
    one.documents.push_back(std::move(document));
    Diagnostics found;
    const auto declared = reconcile::declare(
        std::move(one), read->where.scope, {context.arguments.kind, context.arguments.set}, found);
    if (has_errors(found)) ++checked.faulty;
    checked.resources += declared.desired.size();
    diagnostics.insert(diagnostics.end(), found.begin(), found.end());
  }
  sort(diagnostics);
  return checked;
}

}  // namespace

int run_validate(const Context& context) {
  const Arguments& a = context.arguments;
  Diagnostics diagnostics;
  const auto checked =
      a.each ? check_each(context, diagnostics) : check_stack(context, diagnostics);
  if (!checked) return checked.error();
  const bool valid = !has_errors(diagnostics);
  bool told = true;
  if (a.sarif) {
    told = context.console.out(dump(sarif(diagnostics)) + "\n");
  } else if (a.json) {
    told = context.console.out(dump(as_json(*checked, diagnostics)) + "\n");
  } else {
    context.console.err(diagnostics);
    if (valid || a.each) told = context.console.out(summary(*checked, a.each));
  }
  return valid && told ? 0 : exit_error;
}

}  // namespace armature::cli
