#include "schema/reference.hpp"

#include <fmt/core.h>

#include "base/text.hpp"
#include "schema/values.hpp"

namespace armature::schema {
namespace {

constexpr std::string_view prefix = "azureml:";

std::string spellings(const catalog::Kind& target) {
  if (!target.versioned)
    return fmt::format("Write azureml:NAME of {}, or its ARM id.", with_article(target.name));
  const std::string_view path = target.bare == catalog::Bare::path ? ", or a local path" : "";
  return fmt::format("Write azureml:NAME:VERSION or azureml:NAME@latest of {}{}.",
                     with_article(target.name), path);
}

tl::unexpected<Error> wrong(std::string message, const catalog::Kind& target) {
  return fail(ErrorKind::invalid, std::move(message), spellings(target));
}

bool in_registry(std::string_view id) {
  return to_lower(id).find("/providers/microsoft.machinelearningservices/registries/") !=
         std::string::npos;
}

Result<Reference> parse_id(std::string_view text, const catalog::Kind& target) {
  if (in_registry(text))
    return Reference{.form = Reference::Form::verbatim, .text = std::string(text)};
  auto id = arm::parse_resource_id(text);
  if (!id) return wrong(id.error().message + ".", target);
  if (!equal_ignoring_case(id->type(), target.arm_type))
    return wrong(fmt::format("The id names one of {}, not of {}.", id->type(), target.arm_type),
                 target);
  return Reference{.form = Reference::Form::arm_id, .id = std::move(*id)};
}

Result<Reference> parse_name(std::string_view text, const catalog::Kind& target) {
  const std::size_t mark = text.find_first_of(":@");
  Reference found{.name = std::string(text.substr(0, mark))};
  if (mark != std::string_view::npos) {
    found.form = text[mark] == ':' ? Reference::Form::versioned : Reference::Form::labelled;
    found.version = std::string(text.substr(mark + 1));
    if (!target.versioned)
      return wrong(fmt::format("{} takes neither version nor label.", target.name), target);
    if (found.version.empty() || found.version.find_first_of(":@/") != std::string::npos)
      return wrong(fmt::format("\"{}\" is no version.", found.version), target);
  }
  if (!target.name_ok(found.name))
    return wrong(fmt::format("\"{}\" is no name of {}: {}.", found.name, with_article(target.name),
                             target.name_pattern),
                 target);
  return found;
}

}  // namespace

Result<Reference> parse_reference(std::string_view text, const catalog::Kind& target) {
  if (text.starts_with("azureml://registries/"))
    return Reference{.form = Reference::Form::verbatim, .text = std::string(text)};
  if (text.starts_with("azureml://")) return wrong("A URI names no asset.", target);
  if (text.starts_with("/subscriptions/")) return parse_id(text, target);
  if (text.starts_with(prefix)) {
    const std::string_view rest = text.substr(prefix.size());
    if (rest.starts_with("/")) return parse_id(rest, target);
    if (!target.curated_prefix.empty() && rest.starts_with(target.curated_prefix))
      return Reference{.form = Reference::Form::verbatim, .text = std::string(text)};
    return parse_name(rest, target);
  }
  switch (target.bare) {
    case catalog::Bare::path:
      return Reference{.form = Reference::Form::path, .text = std::string(text)};
    case catalog::Bare::name:
      return parse_name(text, target);
    case catalog::Bare::refused:
      break;
  }
  return wrong("A reference begins with azureml:.", target);
}

Result<AddressReference> parse_address_reference(std::string_view text) {
  const std::size_t slash = text.find('/');
  const catalog::Kind* const kind = catalog::kind_named(text.substr(0, slash));
  constexpr std::string_view spelling = "Write KIND/NAME, or KIND/NAME:VERSION of an asset.";
  if (slash == std::string_view::npos || kind == nullptr || !kind->document || kind->open ||
      !kind->parent_kind.empty())
    return fail(ErrorKind::invalid, fmt::format("\"{}\" names no resource.", text),
                std::string(spelling));
  auto reference = parse_name(text.substr(slash + 1), *kind);
  if (!reference) return tl::unexpected(std::move(reference).error());
  return AddressReference{kind, std::move(*reference)};
}

}  // namespace armature::schema
