#pragma once

#include <string>
#include <vector>

#include "base/address.hpp"
#include "base/diagnostic.hpp"
#include "catalog/kind.hpp"
#include "manifest/document.hpp"

/// Overrides of a target: partial manifests laid over those of the stack.
namespace armature::schema {

/// A manifest that an override may name.
struct Overridable {
  const catalog::Kind* kind;
  manifest::Document* document;
};

/// How a document names itself, as far as it says: without a version if it has none.
Address own_address(const catalog::Kind& kind, const manifest::Document& document);

/// Lays each override over the manifests whose own address it names: mappings field by field, all
/// else as a whole, null takes a field away. What is laid keeps its position in the stack file, and
/// local paths in it are relative to `folder`, the stack file's. An override that names nothing is
/// an error.
void lay_overrides(const std::vector<manifest::Override>& overrides, const std::string& folder,
                   const std::vector<Overridable>& manifests, Diagnostics& diagnostics);

}  // namespace armature::schema
