#include <algorithm>

#include <fmt/core.h>

#include "base/text.hpp"
#include "manifest/document.hpp"
#include "manifest/interpolate.hpp"
#include "manifest/targets.hpp"

namespace armature::manifest {
namespace {

const std::vector<std::string> fields = {"name",      "cloud",  "subscription", "resource_group",
                                         "workspace", "id",     "root",         "manifests",
                                         "variables", "targets"};
const std::vector<std::string> place_fields = {"cloud", "subscription", "resource_group",
                                               "workspace"};
const std::vector<std::string> clouds = {"local", "AzureCloud", "AzureUSGovernment",
                                         "AzureChinaCloud"};

/// Names of the stack whose variables are at hand.
Names names_of(const StackFile& stack, const Choices& choices, Diagnostics& diagnostics) {
  Names names{.environment = choices.environment, .variable = {}, .stack = stack.name};
  names.variable = [&diagnostics, variables = stack.variables](const std::string& name,
                                                               const SourcePos& pos) {
    return variables->find(name, pos, diagnostics);
  };
  if (!stack.target.empty()) names.target = stack.target;
  if (!choices.location.empty()) names.location = choices.location;
  return names;
}

bool same_place(const SourcePos& a, const SourcePos& b) {
  return a.line == b.line && a.column == b.column && a.file == b.file;
}

/// Complaints of the YAML reader, the first `count`, quote what they complain of.
void hide(const std::vector<SourcePos>& secrets, std::size_t count, Diagnostics& diagnostics) {
  const auto is_secret = [&](const Diagnostic& one) {
    return std::any_of(secrets.begin(), secrets.end(),
                       [&](const SourcePos& pos) { return same_place(pos, one.pos); });
  };
  const auto end = diagnostics.begin() + static_cast<std::ptrdiff_t>(count);
  for (auto one = diagnostics.begin(); one != end; ++one)
    if (is_secret(*one)) one->summary = one->summary.substr(0, one->summary.find(" \""));
  diagnostics.erase(std::remove_if(diagnostics.begin(), end,
                                   [&](const Diagnostic& one) {
                                     return one.severity != Severity::error && is_secret(one);
                                   }),
                    end);
}

class StackReader {
 public:
  StackReader(Node root, const Choices& choices, Diagnostics& diagnostics)
      : root_(std::move(root)), choices_(choices), diagnostics_(diagnostics) {}

  std::optional<StackFile> read() {
    for (const Node::Member& member : root_.members) check_known(member);
    StackFile stack;
    stack.pos = root_.pos;
    stack.targets = read_targets(root_, diagnostics_);
    auto variables = std::make_shared<Variables>(root_.get("variables"), diagnostics_);
    if (!choose_target(stack.targets, root_.pos, choices_, stack.target, diagnostics_))
      return std::nullopt;
    const Node* const target = chosen(stack.target);
    give_values(*variables, target);
    hide(variables->secret_places(), said_, diagnostics_);
    resolve_name(stack, *variables);
    stack.variables = std::move(variables);
    resolve_rest(stack);
    lay_place_of(stack.target);
    if (const Node* const laid = chosen(stack.target)) stack.overrides = read_overrides(*laid);
    stack.cloud = text("cloud");
    stack.subscription = text("subscription");
    stack.resource_group = text("resource_group");
    stack.workspace = text("workspace");
    stack.id = text("id");
    stack.root = text("root");
    check_cloud(stack.cloud);
    check_root(stack.root);
    if (!read_manifests(stack)) return std::nullopt;
    return stack;
  }

 private:
  void error(const SourcePos& pos, std::string summary, std::string detail) {
    diagnostics_.push_back({Severity::error, pos, std::move(summary), std::move(detail)});
  }

  Node* member(std::string_view name) {
    for (Node::Member& one : root_.members)
      if (one.key == name) return &one.value;
    return nullptr;
  }

  const Node* chosen(const std::string& target) const {
    const Node* const targets = root_.get("targets");
    return targets == nullptr || target.empty() ? nullptr : targets->get(target);
  }

  void give_values(Variables& variables, const Node* target) {
    if (const Node* const values = target == nullptr ? nullptr : target->get("variables"))
      variables.take_target(*values, diagnostics_);
    for (const VariableFile& file : choices_.variable_files)
      variables.take_file(file, diagnostics_);
    variables.take_environment(choices_.environment, diagnostics_);
    variables.take_flags(choices_.variables, diagnostics_);
  }

  /// The name first, since variables may hold it. Made of a variable it can only be said after
  /// them, so that those that hold it have to do without.
  void resolve_name(StackFile& stack, Variables& variables) {
    Names names{.environment = choices_.environment, .variable = {}};
    if (!stack.target.empty()) names.target = stack.target;
    if (!choices_.location.empty()) names.location = choices_.location;
    Node* const name = member("name");
    const bool of_variables = name != nullptr && name->scalar.find("var.") != std::string::npos;
    if (name != nullptr && !of_variables) {
      interpolate(*name, names, diagnostics_);
      if (name->is_scalar()) names.stack = python_text(*name);
    }
    variables.resolve(names, diagnostics_);
    if (of_variables) {
      names.variable = [&](const std::string& variable, const SourcePos& pos) {
        return variables.find(variable, pos, diagnostics_);
      };
      interpolate(*name, names, diagnostics_);
    }
    stack.name = text("name");
    check_name(stack.name);
  }

  void resolve_rest(const StackFile& stack) {
    const Names names = names_of(stack, choices_, diagnostics_);
    for (Node::Member& one : root_.members) {
      if (one.key == "name" || one.key == "variables") continue;
      if (one.key != "targets") {
        interpolate(one.value, names, diagnostics_);
        continue;
      }
      for (Node::Member& target : one.value.members)
        for (Node::Member& field : target.value.members)
          if (target.key == stack.target && field.key != "variables")
            interpolate(field.value, names, diagnostics_);
    }
  }

  /// The chosen target's place stands in for the stack's own, with the position it has there.
  void lay_place_of(const std::string& name) {
    const Node* const target = chosen(name);
    if (target == nullptr) return;
    for (const Node::Member& field : std::vector<Node::Member>(target->members)) {
      if (std::find(place_fields.begin(), place_fields.end(), field.key) == place_fields.end())
        continue;
      if (Node* const own = member(field.key))
        *own = field.value;
      else
        root_.members.push_back(field);
    }
  }

  void check_known(const Node::Member& member) {
    const std::string& key = member.key;
    if (key == "$schema" || key == "kind") return;
    if (std::find(fields.begin(), fields.end(), key) != fields.end()) return;
    const std::string near = nearest(key, fields);
    error(member.key_pos, fmt::format("Unknown field \"{}\"", key),
          key == "override" ? "It stands below a target: targets.NAME.override."
          : near.empty()    ? fmt::format("A stack file has {}.", join(fields, ", "))
                            : fmt::format("Did you mean \"{}\"?", near));
  }

  /// Empty where it is absent or faulty.
  std::string text(const char* name) {
    const Node* node = root_.get(name);
    if (node == nullptr || node->is(Node::Type::null) || node->unresolved) return {};
    if (holds_secret(*node)) {
      error(node->pos, fmt::format("Secret value in \"{}\"", name),
            "It is printed and sent in addresses, so that it cannot be secret. Use a variable "
            "without \"secret: true\".");
      return {};
    }
    if (node->is_scalar()) return python_text(*node);
    error(node->pos, fmt::format("Field \"{}\" is no text", name),
          fmt::format("Write one value: \"{}: value\".", name));
    return {};
  }

  void check_name(const std::string& name) {
    const Node* node = root_.get("name");
    if (node == nullptr || node->is(Node::Type::null)) {
      error(node == nullptr ? root_.pos : node->pos, "Missing field \"name\"",
            "The stack's name marks what it owns. Add a line such as \"name: mnist-scoring\".");
    } else if (node->is_scalar() && !is_stack_name(name) && !node->unresolved && !node->secret) {
      error(
          node->pos, fmt::format("Bad name \"{}\"", name),
          "A stack's name begins with a letter and has up to 63 letters, digits, \"-\" and \"_\".");
    }
  }

  void check_cloud(const std::string& cloud) {
    if (cloud.empty() || std::find(clouds.begin(), clouds.end(), cloud) != clouds.end()) return;
    const std::string near = nearest(cloud, clouds);
    error(root_.get("cloud")->pos, fmt::format("Unknown cloud \"{}\"", cloud),
          near.empty() ? fmt::format("Write one of {}.", join(clouds, ", "))
                       : fmt::format("Did you mean \"{}\"?", near));
  }

  void check_root(const std::string& root) {
    if (!root.starts_with('/')) return;
    error(
        root_.get("root")->pos, "Absolute path",
        "The root is a folder around the stack file, written relative to it, as in \"root: ..\".");
  }

  bool read_manifests(StackFile& stack) {
    const Node* node = root_.get("manifests");
    if (node == nullptr) return true;
    stack.has_manifests = true;
    if (!node->is(Node::Type::sequence)) {
      error(node->pos, "Field \"manifests\" is no list",
            "Write a list of paths, as in \"manifests: [compute.yml, endpoints/*.yml]\".");
      return false;
    }
    for (const Node& item : node->items) {
      if (item.unresolved) continue;
      if (item.secret) {
        error(item.pos, "Secret value in \"manifests\"",
              "Paths are printed, so that they cannot be secret. Use a variable without \"secret: "
              "true\".");
        continue;
      }
      const std::string path = item.is_scalar() ? python_text(item) : "";
      if (path.empty() || item.is(Node::Type::null)) {
        error(item.pos, "Path expected", "Each entry of \"manifests\" is a path or a glob.");
        continue;
      }
      stack.manifests.push_back(path);
      stack.manifest_positions.push_back(item.pos);
    }
    return true;
  }

  Node root_;
  const Choices& choices_;
  Diagnostics& diagnostics_;
  const std::size_t said_ = diagnostics_.size();  ///< by the YAML reader
};

}  // namespace

std::optional<StackFile> read_stack(const Document& document, const Choices& choices,
                                    Diagnostics& diagnostics) {
  return StackReader(document.root, choices, diagnostics).read();
}

void interpolate(Document& document, const StackFile* stack, const Choices& choices,
                 Diagnostics& diagnostics) {
  const auto resolve = [&](const Names& names) {
    document.unresolved = !interpolate(document.root, names, diagnostics);
  };
  if (stack != nullptr) {
    resolve(names_of(*stack, choices, diagnostics));
  } else {
    Names names{.environment = choices.environment, .variable = {}};
    names.variable = [&](const std::string& name, const SourcePos& pos) -> const Node* {
      diagnostics.push_back({Severity::error, pos, fmt::format("Unknown variable \"{}\"", name),
                             "There is no stack file that would declare it. Write one, or write "
                             "the value itself."});
      return nullptr;
    };
    if (!choices.location.empty()) names.location = choices.location;
    resolve(names);
  }
  const Node* const kind = document.root.get("kind");
  if (kind != nullptr && kind->is(Node::Type::text) && !kind->secret)
    document.kind_name = kind->scalar;
}

}  // namespace armature::manifest
