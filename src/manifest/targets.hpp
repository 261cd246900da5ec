#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "manifest/document.hpp"

namespace armature::manifest {

/// Letters, digits, "-" and "_", a letter first: names of stacks and targets, which tags hold.
bool is_stack_name(std::string_view text);

/// `targets` of a stack file, each held against what a target may have.
std::vector<Target> read_targets(const Node& root, Diagnostics& diagnostics);

/// The target that is meant: the one that was asked for, else the default. False, with a
/// diagnostic, if that cannot be told; `chosen` is empty where the stack has no targets.
bool choose_target(const std::vector<Target>& targets, const SourcePos& stack,
                   const Choices& choices, std::string& chosen, Diagnostics& diagnostics);

/// `override` of a target, whose expressions are resolved already.
std::vector<Override> read_overrides(const Node& target);

}  // namespace armature::manifest
