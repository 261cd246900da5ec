#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"
#include "manifest/interpolate.hpp"
#include "manifest/node.hpp"

namespace armature::manifest {

enum class VariableType : std::uint8_t { text, integer, number, boolean, list, object };

/// A file of values (`--var-file`), read and not yet understood.
struct VariableFile {
  std::string name;  ///< as the user named it
  Node root;
};

/// The variables of a stack file: what it declares, and the values that a run gives them. Sources
/// are taken lowest first; `resolve` makes values of expressions.
class Variables {
 public:
  /// `declarations`: the stack file's `variables`, null pointer if it has none.
  Variables(const Node* declarations, Diagnostics& diagnostics);

  /// `variables` of a target.
  void take_target(const Node& values, Diagnostics& diagnostics);
  /// `name: value` as YAML or JSON, or what `terraform output -json` prints. Of the latter, outputs
  /// that no variable is named like are left alone, and sensitive ones are secret.
  void take_file(const VariableFile& file, Diagnostics& diagnostics);
  /// ARMATURE_VAR_name.
  void take_environment(const std::map<std::string, std::string>& environment,
                        Diagnostics& diagnostics);
  /// --var name=value.
  void take_flags(const std::vector<std::pair<std::string, std::string>>& flags,
                  Diagnostics& diagnostics);

  /// Fills in what values refer to; `names.variable` is not looked at.
  void resolve(const Names& names, Diagnostics& diagnostics);

  /// After `resolve`. Null pointer, with a diagnostic where the name is unknown.
  const Node* find(const std::string& name, const SourcePos& pos, Diagnostics& diagnostics) const;

  bool is_secret(const std::string& name) const;
  /// The texts of all secret values, sorted: what must not be printed.
  std::vector<std::string> secret_texts() const;
  /// Where the stack file gives the values of secret variables.
  std::vector<SourcePos> secret_places() const;

 private:
  enum class State : std::uint8_t { open, busy, done, failed };
  struct Variable {
    VariableType type = VariableType::text;
    bool required = true;
    bool secret = false;
    SourcePos pos = {};
    bool given = false;
    bool from_expression = false;
    Node value = {};
    State state = State::open;
    std::vector<SourcePos> places = {};
  };

  void declare(const Node::Member& member, Diagnostics& diagnostics);
  void give(Variable& variable, const std::string& name, Node value, bool literal,
            Diagnostics& diagnostics);
  void give_text(Variable& variable, const std::string& name, const std::string& text,
                 const SourcePos& pos, Diagnostics& diagnostics);
  std::string unknown_detail(const std::string& name) const;
  class Resolution;

  std::map<std::string, Variable> variables_;
};

}  // namespace armature::manifest
