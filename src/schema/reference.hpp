#pragma once

#include <string>
#include <string_view>

#include "arm/resource_id.hpp"
#include "base/error.hpp"
#include "catalog/kind.hpp"

namespace armature::schema {

/// What a manifest writes where it refers to a resource.
struct Reference {
  enum class Form : std::uint8_t {
    versioned,  ///< azureml:NAME:VERSION
    labelled,   ///< azureml:NAME@LABEL
    named,      ///< azureml:NAME, or a bare name where the kind has no paths
    arm_id,     ///< an ARM id below a workspace, with or without azureml:
    verbatim,   ///< what the service resolves itself: registries, curated assets
    path,       ///< a local path: an implicit asset
  };
  Form form = Form::named;
  std::string name = {};
  std::string version = {};  ///< or the label
  arm::ResourceId id = {};   ///< arm_id only
  std::string text = {};     ///< verbatim and path: as it is sent or looked up
};

/// The error's message says what is wrong, its remedy what to write instead.
Result<Reference> parse_reference(std::string_view text, const catalog::Kind& target);

/// "model/mnist:1", "compute/cpu", "model/mnist@latest": a reference with the kind in front.
struct AddressReference {
  const catalog::Kind* kind;
  Reference reference;
};
Result<AddressReference> parse_address_reference(std::string_view text);

}  // namespace armature::schema
