#pragma once

#include <optional>
#include <string>

#include "base/diagnostic.hpp"
#include "manifest/variables.hpp"

/// How a value fits the type of a variable. Messages name no value: it may be a secret.
namespace armature::manifest {

/// "integer" and so on; nothing if there is no such type.
std::optional<VariableType> variable_type(const std::string& word);
std::string variable_types();

/// The type of a default, where none is stated.
VariableType type_of(const Node& value);

/// What is wrong with a value as it stands in a file; empty if it fits.
std::string misfit(const Node& value, VariableType type);

/// A value given as text: by a flag, the environment, or an expression. Nothing if it does not fit;
/// `misfit_of_text` says why.
std::optional<Node> from_text(const std::string& text, VariableType type, const SourcePos& pos);
std::string misfit_of_text(VariableType type);

/// Marks every scalar below as secret.
void make_secret(Node& value);

/// True for the JSON that `terraform output -json` prints: {"name": {"sensitive", "type",
/// "value"}}.
bool is_terraform_output(const Node& root);

}  // namespace armature::manifest
