#include "manifest/variables.hpp"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "base/text.hpp"
#include "manifest/complain.hpp"
#include "manifest/variable_values.hpp"

namespace armature::manifest {
namespace {

constexpr std::string_view environment_prefix = "ARMATURE_VAR_";

SourcePos place(std::string name) {
  return {std::make_shared<const std::string>(std::move(name)), 0, 0};
}

bool is_variable_name(std::string_view text) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !text.empty() && letter(text[0]) && std::all_of(text.begin(), text.end(), [&](char c) {
    return letter(c) || (c >= '0' && c <= '9');
  });
}

/// One of a declaration's flags; false where it is not given.
bool flag(const Node& declaration, const char* name, Diagnostics& diagnostics) {
  const Node* const node = declaration.get(name);
  if (node == nullptr || node->is(Node::Type::null)) return false;
  if (!node->is(Node::Type::boolean))
    error(diagnostics, node->pos, fmt::format("Wrong type for \"{}\"", name),
          "Expected true or false.");
  return node->boolean;
}

void add_texts(const Node& value, std::set<std::string>& out) {
  if (value.secret && value.is_scalar() && !value.scalar.empty()) out.insert(value.scalar);
  for (const Node& item : value.items) add_texts(item, out);
  for (const Node::Member& member : value.members) add_texts(member.value, out);
}

}  // namespace

Variables::Variables(const Node* declarations, Diagnostics& diagnostics) {
  if (declarations == nullptr || declarations->is(Node::Type::null)) return;
  if (!declarations->is(Node::Type::mapping))
    error(diagnostics, declarations->pos, "Field \"variables\" is no mapping",
          "Write one entry for each variable, as in \"instances: {type: integer, default: 1}\".");
  for (const Node::Member& member : declarations->members) declare(member, diagnostics);
}

void Variables::declare(const Node::Member& member, Diagnostics& diagnostics) {
  Variable& variable = variables_[member.key];
  variable.pos = member.key_pos;
  variable.state = State::failed;
  if (!is_variable_name(member.key))
    return error(diagnostics, member.key_pos, fmt::format("Bad name \"{}\"", member.key),
                 "A variable's name has letters, digits and \"_\", and begins with no digit.");
  const Node& node = member.value;
  if (!node.is(Node::Type::mapping) && !node.is(Node::Type::null))
    return error(diagnostics, node.pos, fmt::format("Variable \"{}\" is no mapping", member.key),
                 fmt::format("Write \"{}: {{type: ..., default: ...}}\".", member.key));
  static const std::vector<std::string> fields = {"type", "required", "default", "description",
                                                  "secret"};
  for (const Node::Member& field : node.members) {
    if (std::find(fields.begin(), fields.end(), field.key) != fields.end()) continue;
    const std::string near = nearest(field.key, fields);
    error(diagnostics, field.key_pos, fmt::format("Unknown field \"{}\"", field.key),
          near.empty() ? fmt::format("A variable has {}.", join(fields, ", "))
                       : fmt::format("Did you mean \"{}\"?", near));
  }
  variable.state = State::open;
  variable.secret = flag(node, "secret", diagnostics);
  const bool stated = flag(node, "required", diagnostics);
  const Node* const required = node.get("required");
  const Node* const value = node.get("default");
  const bool has_default = value != nullptr && !value->is(Node::Type::null);
  variable.required = required == nullptr ? !has_default : stated;
  if (const Node* const description = node.get("description");
      description != nullptr && !description->is(Node::Type::text))
    error(diagnostics, description->pos, "Wrong type for \"description\"", "Expected a text.");
  if (const Node* const type = node.get("type")) {
    const auto known = variable_type(type->scalar);
    if (!known) {
      variable.state = State::failed;
      return error(diagnostics, type->pos, "Bad value for \"type\"",
                   fmt::format("Expected one of {}.", variable_types()));
    }
    variable.type = *known;
  } else if (has_default) {
    variable.type = type_of(*value);
  }
  if (!has_default) return;
  if (stated)
    error(diagnostics, value->pos, "Default of a required variable",
          "It would never be used. Remove it, or \"required: true\".");
  give(variable, member.key, *value, false, diagnostics);
}

std::string Variables::unknown_detail(const std::string& name) const {
  std::vector<std::string> names;
  for (const auto& [known, variable] : variables_) names.push_back(known);
  if (names.empty()) return "The stack file declares no variables.";
  const std::string near = nearest(name, names);
  return near.empty() ? fmt::format("The stack file declares {}.", join(names, ", "))
                      : fmt::format("Did you mean \"{}\"?", near);
}

void Variables::give(Variable& variable, const std::string& name, Node value, bool literal,
                     Diagnostics& diagnostics) {
  variable.given = !value.is(Node::Type::null);
  variable.from_expression = !literal && has_expression(value);
  if (variable.secret) variable.places.push_back(value.pos);
  if (variable.given && !variable.from_expression)
    if (const std::string wrong = misfit(value, variable.type); !wrong.empty()) {
      variable.state = State::failed;
      return error(diagnostics, value.pos, fmt::format("Wrong type for variable \"{}\"", name),
                   wrong);
    }
  variable.value = std::move(value);
}

void Variables::give_text(Variable& variable, const std::string& name, const std::string& text,
                          const SourcePos& pos, Diagnostics& diagnostics) {
  variable.given = true;
  variable.from_expression = false;
  if (auto value = from_text(text, variable.type, pos)) {
    variable.value = *std::move(value);
    return;
  }
  variable.state = State::failed;
  error(diagnostics, pos, fmt::format("Wrong type for variable \"{}\"", name),
        misfit_of_text(variable.type));
}

void Variables::take_target(const Node& values, Diagnostics& diagnostics) {
  if (values.is(Node::Type::null)) return;
  if (!values.is(Node::Type::mapping))
    return error(diagnostics, values.pos, "Field \"variables\" is no mapping",
                 "Below a target it gives values, as in \"instances: 8\".");
  for (const Node::Member& member : values.members) {
    const auto found = variables_.find(member.key);
    if (found == variables_.end())
      error(diagnostics, member.key_pos, fmt::format("Unknown variable \"{}\"", member.key),
            unknown_detail(member.key));
    else
      give(found->second, member.key, member.value, false, diagnostics);
  }
}

void Variables::take_file(const VariableFile& file, Diagnostics& diagnostics) {
  const bool terraform = is_terraform_output(file.root);
  for (const Node::Member& member : file.root.members) {
    const auto found = variables_.find(member.key);
    if (found == variables_.end()) {
      if (!terraform)
        error(diagnostics, member.key_pos, fmt::format("Unknown variable \"{}\"", member.key),
              unknown_detail(member.key));
      continue;
    }
    Node value = terraform ? *member.value.get("value") : member.value;
    if (terraform && member.value.get("sensitive")->boolean) make_secret(value);
    // Only the stack file's own texts are expressions.
    give(found->second, member.key, std::move(value), true, diagnostics);
  }
}

void Variables::take_environment(const std::map<std::string, std::string>& environment,
                                 Diagnostics& diagnostics) {
  for (const auto& [name, text] : environment) {
    if (!name.starts_with(environment_prefix)) continue;
    const std::string own = name.substr(environment_prefix.size());
    const auto found = variables_.find(own);
    if (found == variables_.end())
      diagnostics.push_back({Severity::warning, place(name),
                             fmt::format("Unknown variable \"{}\"", own), unknown_detail(own)});
    else
      give_text(found->second, own, text, place(name), diagnostics);
  }
}

void Variables::take_flags(const std::vector<std::pair<std::string, std::string>>& flags,
                           Diagnostics& diagnostics) {
  for (const auto& [name, text] : flags) {
    const auto found = variables_.find(name);
    if (found == variables_.end())
      error(diagnostics, place("--var"), fmt::format("Unknown variable \"{}\"", name),
            unknown_detail(name));
    else
      give_text(found->second, name, text, place("--var"), diagnostics);
  }
}

/// Depth first, since values refer to each other.
class Variables::Resolution {
 public:
  Resolution(Variables& of, const Names& names, Diagnostics& diagnostics)
      : variables_(of.variables_), of_(of), names_(names), diagnostics_(diagnostics) {
    names_.variable = [this](const std::string& name, const SourcePos& pos) {
      return used(name, pos);
    };
  }

  void run() {
    for (auto& [name, variable] : variables_) settle(name, variable);
  }

 private:
  const Node* used(const std::string& name, const SourcePos& pos) {
    const auto found = variables_.find(name);
    if (found == variables_.end()) return of_.find(name, pos, diagnostics_);
    Variable& variable = found->second;
    if (variable.state == State::busy) {
      const auto first = std::find(way_.begin(), way_.end(), name);
      error(diagnostics_, pos, fmt::format("Variable \"{}\" refers to itself", name),
            fmt::format("{} -> {}. Give one of them a value of its own.",
                        join({first, way_.end()}, " -> "), name));
      return nullptr;
    }
    settle(name, variable);
    return variable.state == State::done ? &variable.value : nullptr;
  }

  void settle(const std::string& name, Variable& variable) {
    if (variable.state != State::open) return;
    variable.state = State::busy;
    way_.push_back(name);
    variable.state = value_of(name, variable) ? State::done : State::failed;
    way_.pop_back();
  }

  bool value_of(const std::string& name, Variable& variable) {
    if (!variable.given && variable.required) {
      error(diagnostics_, variable.pos, fmt::format("Variable \"{}\" has no value", name),
            fmt::format("Give it one: {}{}{}, a file given with --var-file, or the target's "
                        "variables; or give it a default.",
                        variable.secret ? "" : fmt::format("--var {}=VALUE, ", name),
                        environment_prefix, name));
      return false;
    }
    if (variable.from_expression && !evaluate(name, variable)) return false;
    if (variable.secret) make_secret(variable.value);
    return true;
  }

  bool evaluate(const std::string& name, Variable& variable) {
    const bool text = variable.value.is(Node::Type::text);
    if (!interpolate(variable.value, names_, diagnostics_)) return false;
    Node& value = variable.value;
    // The environment knows texts only.
    if (text && value.is(Node::Type::text) && variable.type != VariableType::text)
      if (auto typed = from_text(value.scalar, variable.type, value.pos)) {
        if (value.secret) make_secret(*typed);
        value = *std::move(typed);
      }
    if (text && variable.type == VariableType::text && value.is_scalar() && !value.quoted) {
      value.type = Node::Type::text;
      value.quoted = true;
    }
    const std::string wrong = value.is(Node::Type::null) && !variable.required
                                  ? std::string()
                                  : misfit(value, variable.type);
    if (!wrong.empty())
      error(diagnostics_, value.pos, fmt::format("Wrong type for variable \"{}\"", name), wrong);
    return wrong.empty();
  }

  std::map<std::string, Variable>& variables_;
  const Variables& of_;
  Names names_;
  Diagnostics& diagnostics_;
  std::vector<std::string> way_;
};

void Variables::resolve(const Names& names, Diagnostics& diagnostics) {
  Resolution(*this, names, diagnostics).run();
}

const Node* Variables::find(const std::string& name, const SourcePos& pos,
                            Diagnostics& diagnostics) const {
  const auto found = variables_.find(name);
  if (found == variables_.end()) {
    error(diagnostics, pos, fmt::format("Unknown variable \"{}\"", name), unknown_detail(name));
    return nullptr;
  }
  return found->second.state == State::done ? &found->second.value : nullptr;
}

bool Variables::is_secret(const std::string& name) const {
  const auto found = variables_.find(name);
  return found != variables_.end() && (found->second.secret || holds_secret(found->second.value));
}

std::vector<std::string> Variables::secret_texts() const {
  std::set<std::string> out;
  for (const auto& [name, variable] : variables_) add_texts(variable.value, out);
  return {out.begin(), out.end()};
}

std::vector<SourcePos> Variables::secret_places() const {
  std::vector<SourcePos> out;
  for (const auto& [name, variable] : variables_)
    out.insert(out.end(), variable.places.begin(), variable.places.end());
  return out;
}

}  // namespace armature::manifest
